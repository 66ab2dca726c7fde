"""A folder that coordinator and workers share: a path, or whatever fsspec has an address for."""

import shutil
from pathlib import Path
from typing import Any

from fsspec.core import url_to_fs


class SharedFolder:
    """Files in a shared folder, each there as a whole or not at all; raises ``OSError``."""

    def __init__(self, address: str) -> None:
        self._files: Any
        self._files, self._path = url_to_fs(address)

    def put(self, file: Path, name: str) -> None:
        """Copy a file of this machine into the folder."""
        self._files.makedirs(self._path, exist_ok=True)
        draft = f"{self._path}/{name}.part"
        with file.open("rb") as source, self._files.open(draft, "wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
        self._files.mv(draft, f"{self._path}/{name}")

    def get(self, name: str, to: Path) -> bool:
        """Copy a file out of the folder; false: there is none of that name."""
        place = f"{self._path}/{name}"
        if not self._files.exists(place):
            return False
        with self._files.open(place, "rb") as source, to.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
        return True

    def names(self) -> list[str]:
        """Return the names of the files in the folder; it need not be there."""
        self._files.invalidate_cache()
        if not self._files.exists(self._path):
            return []
        return sorted(str(each).rsplit("/", 1)[-1] for each in self._files.ls(self._path, False))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        place = f"{self._path}/{name}"
        if self._files.exists(place):
            self._files.rm(place)

    def remove_all(self) -> None:
        """Remove the folder with what is in it."""
        if self._files.exists(self._path):
            self._files.rm(self._path, recursive=True)
