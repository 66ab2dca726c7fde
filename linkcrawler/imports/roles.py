"""What the columns of a list can hold."""

from enum import StrEnum


class Role(StrEnum):
    """What a column of a list holds."""

    meaning: str
    """What it is read as, for people."""

    def __new__(cls, value: str, meaning: str) -> "Role":
        """Make a member with its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    REFERRING_PAGE = "referring_page", "page that links"
    TARGET = "target", "what it links to"

    ANCHOR_TEXT = "anchor_text", "claim: anchor text"
    REL = "rel", "claim: rel attribute"
    NOFOLLOW = "nofollow", "claim: nofollow, a flag"
    UGC = "ugc", "claim: ugc, a flag"
    SPONSORED = "sponsored", "claim: sponsored, a flag"
    FOLLOW = "follow", "claim: none of nofollow, ugc and sponsored, a flag"
    LINK_KIND = "link_kind", "claim: kind of link, such as text, image or nofollow"
    REDIRECT = "redirect", "claim: a redirect and no link, a flag"
    FRAME = "frame", "claim: a frame and no link, a flag"
    FORM = "form", "claim: a form and no link, a flag"
    IMAGE = "image", "claim: a linked image, a flag"
    TEXT = "text", "claim: a linked text, a flag"
    MENTION = "mention", "claim: a mention without link, a flag"
    FIRST_SEEN = "first_seen", "claim: first seen by the tool"
    LAST_SEEN = "last_seen", "claim: last seen by the tool"
    LOST = "lost", "claim: lost, a flag"
    LOST_AT = "lost_at", "claim: day of the loss"
    LOST_REASON = "lost_reason", "claim: why it is lost"

    AGREED_TARGET = "agreed_target", "agreed: what to link to"
    AGREED_ANCHOR = "agreed_anchor", "agreed: anchor text"
    AGREED_REL = "agreed_rel", "agreed: rel"
    AGREED_FOLLOW = "agreed_follow", "agreed: followed, a flag"
    AGREED_UNTIL = "agreed_until", "agreed: until when"
    COST = "cost", "agreed: cost"
    CAMPAIGN = "campaign", "agreed: campaign"
    CONTACT = "contact", "agreed: contact"
    TAGS = "tags", "labels"

    SITE_ROLE = "site_role", "whose the linked site is, own or competitor"

    OTHER_CLAIMS = "other_claims", "claims of other tools, in our own export"

    ELEMENT_KIND = "element_kind", "Hyperlink, Image, CSS ...: only hyperlinks are taken"


CLAIMS = frozenset(
    {
        Role.ANCHOR_TEXT,
        Role.REL,
        Role.NOFOLLOW,
        Role.UGC,
        Role.SPONSORED,
        Role.FOLLOW,
        Role.LINK_KIND,
        Role.REDIRECT,
        Role.FRAME,
        Role.FORM,
        Role.IMAGE,
        Role.TEXT,
        Role.MENTION,
        Role.FIRST_SEEN,
        Role.LAST_SEEN,
        Role.LOST,
        Role.LOST_AT,
        Role.LOST_REASON,
    }
)
"""What the list says of the link, and what we verify."""

AGREED = frozenset(
    {
        Role.AGREED_TARGET,
        Role.AGREED_ANCHOR,
        Role.AGREED_REL,
        Role.AGREED_FOLLOW,
        Role.AGREED_UNTIL,
        Role.COST,
        Role.CAMPAIGN,
        Role.CONTACT,
        Role.TAGS,
    }
)
"""What the link was to be."""

SITE_ROLES = frozenset({"own", "competitor"})
