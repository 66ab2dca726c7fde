"""Markup by which comment and forum software is recognised.

Source: the templates of WordPress, Drupal, phpBB, SMF, MyBB and Discourse, and rendered pages of
the others.
"""

import re
from collections.abc import Iterable

_Table = tuple[tuple[str, re.Pattern[str]], ...]

COMMENT_PLATFORMS: _Table = (
    ("WordPress", re.compile(r"comment-?list|comments-area|comment-author|div-comment-\d+")),
    (
        "Blogger",
        re.compile(r"comments-content|comment-thread|comment-block|blog-?\d*_?comments?\w*"),
    ),
    ("Drupal", re.compile(r"comment-wrapper|field--name-comment\w*|comment__content")),
    ("TypePad", re.compile(r"comments-body|comments-post|comment-footers?")),
    ("wpDiscuz", re.compile(r"wpdiscuz\w*|wc-comment|wpd-comment\w*")),
    ("Disqus", re.compile(r"disqus_thread|dsq-\w+")),
    ("IntenseDebate", re.compile(r"idc-[\w-]+")),
    ("Discourse", re.compile(r"topic-body|crawler-post")),
    ("Substack", re.compile(r"comments-page|comment-list-items")),
)
FORUMS: _Table = (
    ("phpBB", re.compile(r"postbody|postprofile|viewtopic")),
    ("SMF", re.compile(r"post_wrapper|msg_\d+(?:_signature)?")),
    ("MyBB", re.compile(r"post_body|postbit_\w+|pid_\d+|author_information")),
    (
        "vBulletin",
        re.compile(r"post_message_\d+|td_post_\d+|postcontent|postbitlegacy|restore|tborder"),
    ),
    ("XenForo", re.compile(r"message-body|bbwrapper|message--post|messagetext|messagelist")),
    ("Invision", re.compile(r"ipscomment\w*|cpost\w*")),
    ("Stack Exchange", re.compile(r"js-post-body|answercell|js-answer")),
    ("Discourse", re.compile(r"topic-body|topic-post|crawler-post")),
    ("bbPress", re.compile(r"bbp-[\w-]+")),
    ("Kunena", re.compile(r"kmsg[\w-]*|kunena")),
    ("NodeBB", re.compile(r"posts-container|nodebb")),
    ("Flarum", re.compile(r"flarum-content")),
)
# Names that stand on a forum post and nowhere else.
POST_BODY = re.compile(
    r"post_message_\d+|td_post_\d+|pid_\d+|msg_\d+|bbwrapper|crawler-post|message--post"
)
POST_AROUND = re.compile(
    r"postbody|post_wrapper|postbit\w*|post_block|message--post|message|topic-body|p\d+|post|post_?\d+"
    r"|cpost|kmsg|js-post|post_body|postcontainer|td_post_\d+|post_message_\d+|postcontent"
)
SIGNATURE = re.compile(
    r"signature|sig\d+|msg_\d+_signature|signaturecontainer|message-signature|postsignature"
    r"|kmsgsignature"
)

# Comments that are not in the page at all: a frame or a script brings them.
WIDGETS: _Table = (
    ("Disqus", re.compile(r"disqus_thread|disqus\.com/embed.*")),
    ("Facebook comments", re.compile(r"fb-comments|facebook\.com/plugins/(?:comments|feedback).*")),
    ("Livefyre", re.compile(r"livefyre[\w-]*|lf_comments")),
    ("IntenseDebate", re.compile(r"idc-container[\w-]*")),
    ("Hyvor Talk", re.compile(r"hyvor-talk-\w+")),
    ("Commento", re.compile(r"commento")),
    ("Coral", re.compile(r"coral_(?:talk_stream|thread)|coral_talk")),
    ("OpenWeb", re.compile(r"spotim-specific|conversation-root")),
    ("Vuukle", re.compile(r"vuukle-comments|vuukle_div")),
    ("Hypercomments", re.compile(r"hypercomments_widget")),
    ("utterances", re.compile(r"utterances(?:-frame)?|utteranc\.es.*")),
    ("giscus", re.compile(r"giscus(?:-frame)?|giscus\.app.*")),
    ("Isso", re.compile(r"isso-thread")),
    ("Remark42", re.compile(r"remark42")),
    ("Ghost", re.compile(r"ghost-comments-root")),
    ("Discourse embed", re.compile(r"discourse-comments")),
    ("Cusdis", re.compile(r"cusdis_thread")),
    ("Viafoura", re.compile(r"vf-comments|viafoura")),
)


def recognise(names: Iterable[str], table: _Table) -> str | None:
    """Return the software that one of the names (lower-case ids and classes) belongs to."""
    for name in names:
        for software, pattern in table:
            if pattern.fullmatch(name):
                return software
    return None
