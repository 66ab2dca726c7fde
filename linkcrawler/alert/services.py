"""Mail, Slack, Teams and a hundred other services, by Apprise; its one place."""

import logging
import warnings

from linkcrawler.alert.delivery import Delivery
from linkcrawler.alert.message import Message

TIMEOUT_S = 60.0

MISSING = "Apprise is not installed; install linkcrawler with it: linkcrawler[alerts]"

# They log addresses with their tokens; what matters is told by us.
_TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
_NOTHING = logging.CRITICAL + 1


def notify(address: str, message: Message, *, timeout_s: float = TIMEOUT_S) -> Delivery:
    """Deliver a message as plain text, which each service then escapes as it has to be."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(_NOTHING)
        logging.getLogger(name).propagate = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the many modules it loads
        try:
            import apprise
        except ImportError:
            return Delivery(ok=False, why=MISSING)
        asset = apprise.AppriseAsset(
            app_desc="linkcrawler",
            app_id="linkcrawler",
            async_mode=False,
            http_redirects=False,
            image_url_logo="",  # no pictures from elsewhere
            image_url_mask="",
            interpret_emojis=False,
            interpret_escapes=False,
            secure_logging=True,
            service_timeout=timeout_s,
            storage_mode=apprise.PersistentStoreMode.MEMORY,
        )
        service = apprise.Apprise(asset=asset)
        if not service.add(address):
            return Delivery(ok=False, why="Apprise does not know such an address")
    told = service.notify(
        body=message.text,
        title=message.subject,
        body_format=apprise.NotifyFormat.TEXT,
        interpret_escapes=False,
    )
    return Delivery(ok=True) if told else Delivery(ok=False, why="the service did not take it")
