"""Where a link stands is told by the markup around it, for each software and each region."""

import re
from datetime import UTC, datetime

import pytest

from linkcrawler.page import Answer, inspect_page
from linkcrawler.states import Placement

COMMENT, POST, SIGNATURE = Placement.COMMENT, Placement.FORUM_POST, Placement.FORUM_SIGNATURE
CONTENT, AUTHOR = Placement.CONTENT, Placement.AUTHOR_BIO
LINK = '<a href="https://example.com/" id=it>link</a>'
DATE = "<time datetime=2024-05-01T09:12:00Z>May 1, 2024</time>"
BY = f"<b class=author>Ann Miller</b> {DATE} "
WORDS = "One two three four five six seven eight nine ten eleven twelve thirteen words of text. "
PARTS = {"LINK": LINK, "WORDS": WORDS, "DATE": DATE, "BY": BY}


def placed(html, url="https://blog.test/post"):
    answer = Answer(
        url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=re.sub("LINK|WORDS|DATE|BY", lambda name: PARTS[name[0]], html).encode(),
    )
    links = inspect_page(answer, datetime(2026, 3, 1, tzinfo=UTC))[1]
    return next(link for link in links if link.url == "https://example.com/")


COMMENTS = [  # (name of the case, page, software)
    (
        "WordPress: text of a comment",
        """<div id=comments class=comments-area><h2 class=comments-title>2 thoughts</h2>
        <ol class=comment-list><li id=comment-7 class="comment even thread-even depth-1">
        <article id=div-comment-7 class=comment-body><footer class=comment-meta>
        <div class="comment-author vcard"><b class=fn>Ann</b></div>
        <div class=comment-metadata>DATE</div></footer>
        <div class=comment-content><p>WORDS LINK</p></div></article></li></ol></div>""",
        "WordPress",
    ),
    (
        "WordPress: name of a commenter",
        """<ol class=commentlist><li id=comment-7 class=comment>
        <div id=div-comment-7 class=comment-body><div class="comment-author vcard"><cite class=fn>
        <a href="https://example.com/" rel="external nofollow ugc" class=url>Ann</a></cite></div>
        <div class="comment-meta commentmetadata">DATE</div><p>WORDS</p></div></li></ol>""",
        "WordPress",
    ),
    (
        "WordPress: footer of a comment",
        """<main><article class=post><p>WORDS</p></article><section id=comments>
        <ol class=comment-list><li class=comment><article class=comment-body>
        <footer class=comment-meta><b class=fn>Ann</b> DATE LINK</footer>
        <div class=comment-content><p>WORDS</p></div></article></li></ol></section></main>""",
        "WordPress",
    ),
    (
        "WordPress: answer to a comment",
        """<ol class=comment-list><li class=comment><article class=comment-body>BY<p>WORDS</article>
        <ol class=children><li class="comment byuser"><article class=comment-body>BY
        <div class=comment-content><p>WORDS LINK</div></article></li></ol></li></ol>""",
        "WordPress",
    ),
    (
        "WordPress: pingback",
        """<ol class=comment-list><li class="comment"><article class=comment-body>BY<p>WORDS</article>
        <li id=comment-9 class="pingback even"><div class=comment-body>Pingback:
        <a href="https://example.com/" rel="ugc external nofollow">On mills and their bakers</a>
        DATE</div></ol>""",
        "WordPress",
    ),
    (
        "WordPress: comments of an open post",
        """<body class="single comments-open"><div class=comments-open-wrapper>
        <ol class=comment-list><li class=comment>BY<p>WORDS LINK</ol></div>""",
        "WordPress",
    ),
    (
        "Drupal",
        """<section class="field field--name-comment"><article class="comment by-anonymous">
        <footer><p class=submitted>Ann DATE</p></footer><div class=content><p>WORDS LINK</div>
        <ul class=links><li class=comment-reply><a href=/reply>Reply</a></ul></article></section>""",
        "Drupal",
    ),
    (
        "Blogger",
        """<div class=comments id=comments><div class=comments-content><ol><li class=comment>
        <div class=comment-header><cite class=user><a href="https://example.com/">Ann</a></cite>
        <span class=datetime>DATE</span></div><p class=comment-content>WORDS</p></ol></div></div>""",
        "Blogger",
    ),
    (
        "Disqus: comments that were there before the scripts",
        """<div id=disqus_thread><ul><li id=dsq-comment-1><div class=dsq-comment-header>BY</div>
        <div class=dsq-comment-message><p>WORDS LINK</p></div></ul></div>""",
        "Disqus",
    ),
    (
        "Joomla: JComments",
        """<div id=jc><div id=comments-list><div class=even id=comment-item-1><div class=comment-box>
        <span class=comment-author>Ann</span> <span class=comment-date>DATE</span>
        <div class=comment-body>WORDS LINK</div></div></div></div></div>""",
        None,
    ),
    (
        "TypePad",
        """<div class=comments-content><div class=comment id=comment-6a0>
        <div class=comment-content><p>WORDS LINK</p></div>
        <p class=comment-footer>Posted by: Ann | DATE</p></div></div>""",
        None,
    ),
    (
        "Reddit",
        """<div class=commentarea><div class="thing comment"><div class=entry><p class=tagline>
        <a class=author href=/u/ann>Ann</a> DATE</p><div class=usertext-body><p>WORDS LINK</div>
        <ul class=buttons><li>reply</ul></div></div></div>""",
        None,
    ),
    (
        "Hacker News",
        """<table class=comment-tree><tr class="athing comtr"><td class=default><span class=comhead>
        <a class=hnuser href=/user>ann</a> <span class=age>DATE</span></span>
        <div class=comment><div class=commtext>WORDS LINK</div>
        <div class=reply><a href=/reply>reply</a></div></div></table>""",
        None,
    ),
    (
        "schema.org: microdata",
        """<div itemscope itemtype=https://schema.org/Comment><span itemprop=author>Ann</span>
        <p itemprop=text>WORDS LINK""",
        None,
    ),
    (
        "schema.org: older type",
        """<ul><li itemprop=comment itemscope itemtype=http://schema.org/UserComments>
        <b itemprop=creator>Ann</b> <p itemprop=commentText>WORDS LINK</ul>""",
        None,
    ),
    ("German", "<div id=kommentare><div class=kommentar>BY<p>WORDS LINK</div></div>", None),
    ("French", "<div class=commentaires><div class=commentaire>BY<p>WORDS LINK</div></div>", None),
    ("Spanish", "<section id=comentarios><div class=comentario>BY<p>WORDS LINK</div>", None),
    ("Dutch", "<div class=reacties><div class=reactie>BY<p>WORDS LINK</div></div>", None),
    ("a class of its own", "<div class=user-comment>BY<p>WORDS LINK</div>", None),
]


@pytest.mark.parametrize(
    ("page", "platform"), [case[1:] for case in COMMENTS], ids=[case[0] for case in COMMENTS]
)
def test_a_link_in_a_comment(page, platform):
    link = placed(page)

    assert link.placement is COMMENT
    assert platform in (None, link.comment_platform)


FORUMS = [  # (name of the case, page, placement, software)
    (
        "phpBB: post",
        """<div id=p12 class="post has-profile bg2"><dl class=postprofile><dt>Ann</dl>
        <div class=postbody><p class=author>by Ann » DATE</p><div class=content>WORDS LINK""",
        POST,
        "phpBB",
    ),
    (
        "phpBB: signature",
        """<div id=p12 class="post has-profile bg2"><dl class=postprofile><dt>Ann</dl>
        <div class=postbody><p class=author>by Ann » DATE</p><div class=content>WORDS</div>
        <div id=sig12 class=signature>LINK""",
        SIGNATURE,
        "phpBB",
    ),
    (
        "SMF: post",
        """<div class=post_wrapper><div class=poster><h4>Ann</h4></div><div class=postarea>
        <div class=smalltext>DATE</div><div class=post><div class=inner id=msg_9>WORDS LINK""",
        POST,
        "SMF",
    ),
    (
        "SMF: signature",
        """<div class=post_wrapper><div class=poster><h4>Ann</h4></div><div class=postarea>
        <div class=smalltext>DATE</div><div class=post><div class=inner id=msg_9>WORDS</div></div>
        <div class=moderatorbar><div class=signature id=msg_9_signature>LINK""",
        SIGNATURE,
        "SMF",
    ),
    (
        "MyBB: post",
        """<div class=post id=post_9><div class=post_author><div class=author_information>Ann</div>
        </div><div class=post_content><span class=post_date>DATE</span>
        <div class="post_body scaleimages" id=pid_9>WORDS LINK""",
        POST,
        "MyBB",
    ),
    (
        "MyBB: signature",
        """<div class=post id=post_9><div class=post_author><div class=author_information>Ann</div>
        </div><div class=post_content><span class=post_date>DATE</span>
        <div class="post_body scaleimages" id=pid_9>WORDS</div>
        <div class="signature scaleimages">LINK""",
        SIGNATURE,
        None,
    ),
    (
        "vBulletin 3: post",
        """<table id=post9><tr><td class=thead>DATE<tr><td><a class=bigusername href=/u>Ann</a>
        <td id=td_post_9><div id=post_message_9>WORDS LINK""",
        POST,
        "vBulletin",
    ),
    (
        "vBulletin 4: post",
        """<ol id=posts><li class=postbitlegacy id=post_9><span class=date>DATE</span>
        <div class=userinfo><a class=username href=/u>Ann</a></div>
        <div class=postbody><blockquote class="postcontent restore">WORDS LINK""",
        POST,
        "vBulletin",
    ),
    (
        "vBulletin 4: signature",
        """<ol id=posts><li class=postbitlegacy id=post_9><span class=date>DATE</span>
        <div class=userinfo><a class=username href=/u>Ann</a></div>
        <div class=postbody><blockquote class="postcontent restore">WORDS</blockquote>
        <blockquote class="signature restore"><div class=signaturecontainer>LINK""",
        SIGNATURE,
        None,
    ),
    (
        "Invision: post",
        """<article class=ipsComment data-commentid=9><h3 class=cAuthorPane_author>Ann</h3>DATE
        <div data-role=commentContent><p>WORDS LINK""",
        POST,
        "Invision",
    ),
    (
        "Invision: signature",
        """<article class=ipsComment data-commentid=9><h3 class=cAuthorPane_author>Ann</h3>DATE
        <div data-role=commentContent><p>WORDS</div><div data-role=memberSignature><p>LINK""",
        SIGNATURE,
        "Invision",
    ),
    (
        "XenForo 1: post",
        """<ol class=messageList><li class=message id=post-9 data-author=Ann>
        <h3 class=userText><a class=username href=/u>Ann</a></h3>
        <div class=messageContent><article><blockquote class=messageText>WORDS LINK</blockquote>
        </article></div><div class=messageMeta>DATE</div>""",
        POST,
        "XenForo",
    ),
    (
        "XenForo 1: signature",
        """<ol class=messageList><li class=message id=post-9 data-author=Ann>
        <h3 class=userText><a class=username href=/u>Ann</a></h3>
        <div class=messageContent><article><blockquote class=messageText>WORDS</blockquote>
        </article></div><div class="baseHtml signature messageText"><aside>LINK</aside></div>""",
        SIGNATURE,
        None,
    ),
    (
        "XenForo 2: post",
        """<article class="message message--post" data-author=Ann><h4 class=message-name>Ann</h4>
        <div class=message-content>DATE<article class=message-body><div class=bbWrapper>
        WORDS LINK""",
        POST,
        "XenForo",
    ),
    (
        "XenForo 2: signature",
        """<article class="message message--post" data-author=Ann><h4 class=message-name>Ann</h4>
        <div class=message-content>DATE<article class=message-body><div class=bbWrapper>WORDS</div>
        </article></div><aside class=message-signature><div class=bbWrapper>LINK""",
        SIGNATURE,
        "XenForo",
    ),
    (
        "Discourse: crawler's view",
        """<div itemscope class="topic-body crawler-post"><div class=crawler-post-meta>
        <span class=creator itemprop=author>Ann</span> DATE</div>
        <div class=post itemprop=text><p>WORDS LINK""",
        POST,
        "Discourse",
    ),
]


@pytest.mark.parametrize(
    ("page", "placement", "platform"),
    [case[1:] for case in FORUMS],
    ids=[case[0] for case in FORUMS],
)
def test_a_link_in_a_forum(page, placement, platform):
    link = placed(page, "https://forum.test/viewtopic.php?t=1")

    assert link.placement is placement
    assert platform in (None, link.comment_platform)


NO_COMMENTS = [  # (name of the case, page, where the link really stands)
    ("switch on the body", "<body class='single comments-open'><main><p>WORDS LINK", CONTENT),
    (
        "switch on the post",
        "<article class='post comments-open has-comments'><p>WORDS LINK",
        CONTENT,
    ),
    ("status", "<body><div class=comment-status-closed><article><p>WORDS LINK", CONTENT),
    ("closed", "<div class=comments-closed><article><p>WORDS LINK", CONTENT),
    ("number of comments", "<article><p>WORDS<span class=comment-count>LINK", CONTENT),
    ("link to the comments", "<article><p>WORDS<span class=comments-link>LINK", CONTENT),
    ("page without comments", "<article class=no-comments><p>WORDS LINK", CONTENT),
    (
        "widget with the last comments",
        """<aside class=widget-area><section id=recent-comments-2 class='widget widget_recent_comments'>
        <ul id=recentcomments><li class=recentcomments><span class=comment-author-link>LINK</span>
        on <a href=/post>WORDS</a></ul></section></aside>""",
        Placement.SIDEBAR,
    ),
    (
        "block with the last comments",
        """<div id=sidebar><ol class=wp-block-latest-comments>
        <li class=wp-block-latest-comments__comment><article><footer>LINK on
        <a href=/post>A post</a> DATE</footer><div><p>WORDS</div></article></ol></div>""",
        Placement.SIDEBAR,
    ),
    (
        "reply form",
        """<article><p>WORDS</p></article><div id=comments class=comments-area><div id=respond
        class=comment-respond><form id=commentform class=comment-form>
        <p class=comment-notes>LINK</p><textarea></textarea></form></div></div>""",
        Placement.UNKNOWN,
    ),
    ("commentary as a subject", "<article class='post category-commentary'><p>WORDS LINK", CONTENT),
    ("code", "<article><pre class=comment>LINK</pre>", CONTENT),
    ("list of pages about comments", "<nav class=comment-navigation>LINK", Placement.NAV),
]


@pytest.mark.parametrize(
    ("page", "placement"), [case[1:] for case in NO_COMMENTS], ids=[case[0] for case in NO_COMMENTS]
)
def test_the_word_comment_does_not_make_a_comment(page, placement):
    assert placed(page).placement is placement


REGIONS = [  # (page, placement)
    ("<nav>LINK</nav>", Placement.NAV),
    ("<nav><ul class=menu><li>LINK", Placement.NAV),
    ("<div role=navigation>LINK", Placement.NAV),
    ("<ul class=main-menu><li>LINK", Placement.NAV),
    ("<div id=nav>LINK", Placement.NAV),
    ("<div class=breadcrumbs>LINK", Placement.NAV),
    ("<article><div class=breadcrumb>LINK", Placement.NAV),
    ("<header>LINK</header>", Placement.HEADER),
    ("<header><div><h1>LINK", Placement.HEADER),
    ("<div role=banner>LINK", Placement.HEADER),
    ("<div id=masthead>LINK", Placement.HEADER),
    ("<div class=site-header>LINK", Placement.HEADER),
    ("<header><nav>LINK</nav></header>", Placement.NAV),
    ("<footer>LINK</footer>", Placement.FOOTER),
    ("<footer><p>WORDS LINK", Placement.FOOTER),
    ("<div role=contentinfo>LINK", Placement.FOOTER),
    ("<div id=footer><div>LINK", Placement.FOOTER),
    ("<div class=site-footer>LINK", Placement.FOOTER),
    ("<table id=colophon><tr><td>LINK", Placement.FOOTER),
    ("<aside>LINK</aside>", Placement.SIDEBAR),
    ("<div role=complementary>LINK", Placement.SIDEBAR),
    ("<div id=sidebar>LINK", Placement.SIDEBAR),
    ("<div class=sidebar-right><p>WORDS LINK", Placement.SIDEBAR),
    ("<div class='widget widget_text'>LINK", Placement.SIDEBAR),
    ("<aside class=blogroll><ul><li>LINK", Placement.BLOGROLL),
    ("<div id=sidebar><ul class=blogroll><li>LINK", Placement.BLOGROLL),
    ("<div id=linkcat-2><ul><li>LINK", Placement.BLOGROLL),
    ("<div class=author-bio>LINK", AUTHOR),
    ("<article><p>WORDS</p><div class=author-box><p>WORDS LINK", AUTHOR),
    ("<article><div class=about-the-author><p>LINK", AUTHOR),
    ("<p class=byline>LINK", AUTHOR),
    ("<article><header><span class='author vcard'>LINK", AUTHOR),
    ("<p itemprop=author>LINK", AUTHOR),
    ("<article><p>WORDS <a rel=author href='https://example.com/'>Ann</a>", AUTHOR),
    ("<div class=related-posts><ul><li>LINK", Placement.RELATED),
    ("<article><p>WORDS</p><section class=related><p>WORDS LINK", Placement.RELATED),
    ("<div id=taboola-below>LINK", Placement.RELATED),
    ("<div class=yarpp-related>LINK", Placement.RELATED),
    ("<div class=ad>LINK", Placement.ADVERT),
    ("<div class=adverts>LINK", Placement.ADVERT),
    ("<aside><div class=sidebar-ads>LINK", Placement.ADVERT),
    ("<div id=sponsors>LINK", Placement.ADVERT),
    ("<div class=top-banner>LINK", Placement.ADVERT),
    ("<main><p>LINK", CONTENT),
    ("<article>LINK", CONTENT),
    ("<article><h2>LINK", CONTENT),
    ("<div id=content><p>LINK", CONTENT),
    ("<div class=entry-content>LINK", CONTENT),
    ("<div class=post-body><ul><li>LINK", CONTENT),
    ("<div itemprop=articleBody><p>LINK", CONTENT),
    ("<p>WORDS LINK", CONTENT),
    ("<blockquote>WORDS LINK", CONTENT),
    ("<table><tr><td>WORDS LINK", CONTENT),
    ("<p>これは日本語の文章です。単語の間に空白はありません。 LINK", CONTENT),
    # header and footer of an article are part of it
    ("<article><header>LINK</header><p>WORDS", CONTENT),
    ("<article><p>WORDS</p><footer>LINK</footer>", CONTENT),
    ("<main><article><div><footer><p>LINK", CONTENT),
    ("<article><aside>LINK", Placement.SIDEBAR),
    # a region around the content is the page, not the place
    ("<div class=sidebar-layout><main><p>LINK", CONTENT),
    ("<body class='has-sidebar footer-dark'><main><p>LINK", CONTENT),
    ("<body id=nav><p>WORDS LINK", CONTENT),
    ("<body class='page author admin-bar'><p>WORDS LINK", CONTENT),
    ("<html class=ads><p>WORDS LINK", CONTENT),
    # words that hold the names of regions
    ("<div class=shadow><p>WORDS LINK", CONTENT),
    ("<div class=download><p>WORDS LINK", CONTENT),
    ("<div class=badge><p>WORDS LINK", CONTENT),
    ("<div class=authority><p>WORDS LINK", CONTENT),
    ("<div class=naval><p>WORDS LINK", CONTENT),
    # nothing is told
    ("LINK", Placement.UNKNOWN),
    ("<div>LINK", Placement.UNKNOWN),
    ("<p>LINK", Placement.UNKNOWN),
    ("<ul><li>LINK", Placement.UNKNOWN),
    ("<div class=xyz><p>few words LINK", Placement.UNKNOWN),
]


@pytest.mark.parametrize(("page", "placement"), REGIONS)
def test_a_link_stands_in_a_region(page, placement):
    assert placed(page).placement is placement


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ("<nav>LINK", "element nav"),
        ("<div role=banner>LINK", "role=banner"),
        ("<div class=site-footer>LINK", "name: div.site-footer"),
        ("<p itemprop=author>LINK", "itemprop=author"),
    ],
)
def test_the_rule_that_told_the_place_is_kept(page, rule):
    assert placed(page).placement_rule == rule


def test_a_place_deep_in_the_markup_is_found():
    assert placed("<nav>" + "<div>" * 300 + "LINK").placement is Placement.NAV


def test_what_stands_beside_a_comment_is_none():
    page = "<main><p>WORDS LINK</p><ol class=comment-list><li><p>WORDS</p></li></ol></main>"

    assert placed(page).placement is CONTENT
