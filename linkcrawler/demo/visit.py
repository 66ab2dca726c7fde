"""A visit to the demo web, and the addresses that its pages write."""

from dataclasses import dataclass

BUSINESS = "veloalpina.localhost"
"""The host whose backlinks are verified."""

HOME = "/"
TOURS = "/tours/"
STELVIO = "/tours/stelvio/"
PACKING = "/blog/packing-list/"
MAPS = "/shop/maps/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for one page: all that a page may depend on."""

    port: int
    night: int
    """From 1; the second night and all later ones look the same."""

    weeks_ago: int = 0
    """How long before the first night, for the year before; from the first night on it is 0."""

    asked: int = 1
    """How often the page was asked for on this night, this time included."""

    @property
    def is_later_night(self) -> bool:
        """Tell whether the changes of the second night have happened."""
        return self.night >= 2

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page on one of the demo hosts."""
        return f"http://{host}:{self.port}{path}"

    def target(self, path: str) -> str:
        """Return the address of a page of the business."""
        return self.url(BUSINESS, path)

    @property
    def home(self) -> str:
        """The business's home page."""
        return self.target(HOME)

    @property
    def tours(self) -> str:
        """The business's list of tours."""
        return self.target(TOURS)

    @property
    def stelvio(self) -> str:
        """The business's best-known tour."""
        return self.target(STELVIO)

    @property
    def packing(self) -> str:
        """The business's packing list."""
        return self.target(PACKING)

    @property
    def maps(self) -> str:
        """The business's map shop."""
        return self.target(MAPS)
