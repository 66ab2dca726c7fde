"""Certificates made at run time: a good one, and the ways in which one is bad."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# A star right before the last label stands for nothing, so each name is written out.
NAMES = (
    *(
        "tls-good.localhost",
        "control-tls-1.localhost",
        "control-tls-2.localhost",
        "redirect-301.localhost",
    ),
    *("tls-self-link.localhost", "tls-self-without.localhost", "tls-self-404.localhost"),
    *("tls-expired-link.localhost", "tls-expired-without.localhost", "tls-expired-404.localhost"),
)


class Authority:
    """A certificate authority in a folder; ``file`` is its own certificate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "authority.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("hostile test authority")
        certificate = self._build(self._name, self._key, names=[], is_authority=True)
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, kind: str) -> ssl.SSLContext:
        """Return the server's side of TLS; ``kind`` is "good", "self", "wrong" or "expired"."""
        key = ec.generate_private_key(ec.SECP256R1())
        host = "other.example" if kind == "wrong" else f"tls-{kind}.localhost"
        names = [host] if kind == "wrong" else [host, *NAMES]
        certificate = self._build(
            _name(host), key, names=names, is_self_signed=kind == "self", is_old=kind == "expired"
        )
        path = self.folder / f"{kind}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _build(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        names: list[str],
        is_authority: bool = False,
        is_self_signed: bool = False,
        is_old: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC) - (timedelta(days=400) if is_old else timedelta())
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if is_self_signed else self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
            )
        return builder.sign(key if is_self_signed else self._key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
