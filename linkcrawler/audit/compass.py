"""How near the text around a link is to what its target is about."""

from collections.abc import Iterable

from linkcrawler.audit.material import Referrer, SeenLink, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile


class Compass:
    """Measures likeness to a target page or to the business profile.

    It has to ``see`` all referrers once before it can tell which words are common.
    """

    def __init__(self, targets: Iterable[TargetPage], profile: Profile) -> None:
        self._targets = {target.target: target for target in targets}
        self._profile = profile
        self.threshold = Policy().irrelevant_similarity
        """The likeness below which a page is off topic."""

    def see(self, referrer: Referrer) -> None:
        """Take in the words of a referrer's pages."""

    def measure(self, _link: SeenLink) -> tuple[float | None, tuple[str, ...]]:
        """Return the likeness, 0.0 to 1.0, and the words that matched; ``None``: can't be told."""
        return None, ()
