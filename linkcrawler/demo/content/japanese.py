"""A Japanese home page of the table years."""

from linkcrawler.demo.expected import found, with_anchor
from linkcrawler.demo.frames.handmade import retro
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import STELVIO, Visit
from linkcrawler.states import Placement


def _alps(visit: Visit) -> str:
    return f"""<p>去年の夏、定年退職の記念に、長年の夢だったアルプスの峠を自転車で越えてきました。
妻は最初、地図を見て笑いました。四十八のつづら折りがある道など、写真で見るだけで十分だと言うのです。
それでも私たちは折りたたみ自転車ではなく、丈夫な旅行用の自転車を二台かついで、夜行列車に乗りました。</p>
<p>ふもとの村に着いたのは夕方でした。宿の主人は日本から来た客は初めてだと言って、りんごの焼き菓子を出して
くれました。翌朝は五時に起き、まだ暗いうちに走り始めました。私たちは
<a href="{visit.stelvio}">ステルヴィオ峠をゆっくり登るツアー</a>に参加していたので、荷物は車が運んで
くれます。案内人のマルタさんは、曲がり角のたびに立ち止まって、花の名前や昔の郵便配達人の話を聞かせて
くれました。急がない人ばかりの集まりで、途中の泉では必ず水を飲み、温かいスープも食べました。</p>
<p>峠に着いたとき、妻は泣いていました。風が冷たいからだと言っていましたが、私も同じ風に吹かれていました。
遠くの氷河が青く光り、下を見ると、登ってきた道が細い糸のように山の斜面に縫い付けられていました。帰りの
下り坂は、手がしびれるほど寒く、それでも子どものように声を出して笑いました。来年は孫を連れて、川沿いの
平らな道を走るつもりです。</p>"""


SITES = (
    Site(
        host="jitensha.localhost",
        name="峠と自転車の小部屋",
        tagline="ゆっくり登って、おいしく食べる",
        language="ja",
        palette=Palette(
            accent="#7a5c3e",
            ground="#e9e2cf",
            ink="#2b2620",
            font="'Hiragino Mincho ProN','Noto Serif CJK JP',serif",
        ),
        frame=retro,
        intro="<p>ようこそ。定年後の自転車旅行の記録です。ごゆっくりどうぞ。</p>",
        nav=(("入口", "/"), ("旅の記録", "/alps/2024-natsu.html")),
        footer=lambda _visit: "<p>あなたは一二三四人目のお客さまです。</p>",
        pages=(
            Page(
                path="/alps/2024-natsu.html",
                title="アルプスの峠を越えた夏",
                byline="二〇二四年九月一日",
                shows="a link in a Japanese text",
                main=_alps,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="ステルヴィオ峠をゆっくり登るツアー",
                        first=with_anchor(
                            "ステルヴィオ峠をゆっくり登るツアー", found(Placement.CONTENT, "ja")
                        ),
                    ),
                ),
            ),
        ),
    ),
)
