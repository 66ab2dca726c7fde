"""A file that appears when it is complete: until then the old one stays."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from linkcrawler.errors import InputError
from linkcrawler.process import give_up_output
from linkcrawler.store.copying import sync_folder

STANDARD_OUTPUT = "-"


@contextmanager
def whole_file(place: str) -> Iterator[BinaryIO]:
    """Open an output; a file is put on disk and then gets its name, ``-`` is standard output.

    A symbolic link is replaced, not followed. Raises ``InputError`` where it can't be written;
    what was there before is there still.
    """
    if place == STANDARD_OUTPUT:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever read it has seen enough
            raise
        except OSError as error:
            give_up_output()
            raise InputError(f"standard output can't be written ({error})") from error
        return
    path = Path(place)
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist")
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; the name of a file is expected")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as out:
                yield cast("BinaryIO", out)
                out.flush()
                os.fsync(out.fileno())
            _give_rights(Path(name), path)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise InputError(f"{path}: can't be written ({error})") from error


def copy_out(source: Path, out: BinaryIO) -> None:
    """Copy a file that a library wrote by name into an output."""
    with source.open("rb") as file:
        shutil.copyfileobj(file, out)


def _give_rights(draft: Path, path: Path) -> None:
    """Give the rights of the file that is replaced, or those that a new one has here."""
    try:
        mode = path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        mode = 0o666 & ~mask
    draft.chmod(mode)
