"""The text of a list is read in what it was written in, and what is guessed is told."""

import io

import pytest

from linkcrawler.errors import InputError
from linkcrawler.imports import open_file

P, T = "https://blog.example.org/a-page-with-words?utm_source=x&n=", "https://example.com/t"
HEADER = "Source URL,Target URL,Title,Anchor\n"

ANCHORS = {  # language: encodings that its lists come in, anchors
    "hebrew": (
        "cp1255 iso8859-8",
        "חנות הספרים שלנו|קרא עוד|מדריך לטיולים בצפון|ביטוח רכב זול|לאתר הרשמי|המלצות על מסעדות בתל אביב|כאן|השוואת מחירים|עורך דין תעבורה|קורסים אונליין|מתכון לעוגת שוקולד|חדשות היום",
    ),
    "lithuanian": (
        "cp1257 iso8859-13",
        "Geriausia kaina internete|skaitykite daugiau|Žaislų parduotuvė|kelionės į Lietuvą|automobilių nuoma Vilniuje|mūsų svetainė|čia|šilti drabužiai žiemai|paskolos internetu|įmonės registracija|sveikatos patarimai|virtuvės baldai ąžuolo",
    ),
    "latvian": (
        "cp1257 iso8859-13",
        "lasīt vairāk|Latvijas ziņas|ceļojumu aģentūra|labākie piedāvājumi|mūsu mājaslapa|bērnu rotaļlietas|šeit|apģērbu veikals|kredīts internetā|ķīmiskā tīrīšana|grāmatas latviešu valodā|jaunākās tehnoloģijas",
    ),
    "estonian": (
        "cp1257 cp1252",
        "loe edasi|meie koduleht|parim hind Eestis|mööbli müük|õigusabi|üürikorterid Tallinnas|siin|lasteriided|raamatupood|töökuulutused|tervisenõuanded|pühapäevane pakkumine",
    ),
    "polish": (
        "cp1250 iso8859-2",
        "czytaj więcej|najlepsze ceny w sieci|wypożyczalnia samochodów|nasza strona główna|odzież damska|księgarnia internetowa|tutaj|usługi remontowe Kraków|pożyczki przez internet|źródło|ślubne suknie|tańsze ubezpieczenie",
    ),
    "czech": (
        "cp1250 iso8859-2",
        "čtěte více|nejlevnější půjčky|naše stránky|dětské oblečení|průvodce Prahou|zde|autopůjčovna Brno|šaty pro každou příležitost|knihkupectví|životní pojištění|recept na svíčkovou|nábytek na míru",
    ),
    "slovak": (
        "cp1250 iso8859-2",
        "čítajte viac|najlacnejšie pôžičky|naša stránka|detské oblečenie|tu|požičovňa áut Bratislava|šaty pre každú príležitosť|kníhkupectvo|životné poistenie|ľahké recepty|nábytok na mieru|ďalšie informácie",
    ),
    "hungarian": (
        "cp1250 iso8859-2",
        "tovább olvasom|a legjobb árak|weboldalunk|gyermekruhák|itt|autókölcsönzés Budapesten|könyvesbolt|életbiztosítás|főzési tippek|bútorok méretre|őszi akciók|űrlap kitöltése",
    ),
    "romanian": (
        "cp1250 iso8859-2",
        "citeşte mai mult|cele mai bune preţuri|pagina noastră|haine pentru copii|aici|închirieri auto Bucureşti|librărie online|asigurări de viaţă|reţete uşoare|mobilă la comandă|împrumuturi rapide|ştiri de astăzi",
    ),
    "croatian": (
        "cp1250 iso8859-2",
        "pročitajte više|najbolje cijene|naša stranica|dječja odjeća|ovdje|najam automobila Zagreb|knjižara|životno osiguranje|jednostavni recepti|namještaj po mjeri|još članaka|svježe vijesti",
    ),
    "slovenian": (
        "cp1250 iso8859-2",
        "preberite več|najboljše cene|naša stran|otroška oblačila|tukaj|najem avtomobila|knjigarna|življenjsko zavarovanje|preprosti recepti|pohištvo po meri|šola jezikov|sveže novice",
    ),
    "russian": (
        "cp1251 koi8-r iso8859-5 cp866",
        "читать далее|лучшие цены в интернете|наш сайт|детская одежда|здесь|прокат автомобилей в Москве|книжный магазин|страхование жизни|простые рецепты|мебель на заказ|Новости сегодня|подробнее",
    ),
    "ukrainian": (
        "cp1251 koi8-u iso8859-5",
        "читати далі|найкращі ціни в інтернеті|наш сайт|дитячий одяг|тут|оренда автомобілів у Києві|книгарня|страхування життя|прості рецепти|меблі на замовлення|Новини сьогодні|детальніше",
    ),
    "bulgarian": (
        "cp1251 iso8859-5",
        "прочетете повече|най-добрите цени|нашият сайт|детски дрехи|тук|коли под наем София|книжарница|застраховка живот|лесни рецепти|мебели по поръчка|Новини днес|подробности",
    ),
    "greek": (
        "cp1253 iso8859-7",
        "διαβάστε περισσότερα|οι καλύτερες τιμές|η ιστοσελίδα μας|παιδικά ρούχα|εδώ|ενοικίαση αυτοκινήτων Αθήνα|βιβλιοπωλείο|ασφάλεια ζωής|εύκολες συνταγές|έπιπλα κατά παραγγελία|Ειδήσεις σήμερα|Άρθρα",
    ),
    "turkish": (
        "cp1254 iso8859-9",
        "devamını oku|en iyi fiyatlar|sitemiz|çocuk giyim|burada|İstanbul araç kiralama|kitapçı|hayat sigortası|kolay tarifler|özel yapım mobilya|güncel haberler|düğün salonları",
    ),
    "arabic": (
        "cp1256 iso8859-6",
        "اقرأ المزيد|أفضل الأسعار|موقعنا|ملابس أطفال|هنا|تأجير سيارات في دبي|مكتبة الكتب|تأمين على الحياة|وصفات سهلة|أثاث حسب الطلب|أخبار اليوم|المقالة",
    ),
    "japanese": (
        "cp932 euc-jp",
        "続きを読む|お得な価格|公式サイト|子供服|こちら|東京のレンタカー|本屋さん|生命保険の比較|簡単レシピ|オーダー家具|今日のニュース|アンカーテキスト",
    ),
    "chinese-s": (
        "gb18030",
        "阅读更多|最优惠的价格|我们的网站|儿童服装|这里|北京租车|书店|人寿保险|简单食谱|定制家具|今日新闻|百度",
    ),
    "chinese-t": (
        "big5",
        "閱讀更多|最優惠的價格|我們的網站|兒童服裝|這裡|台北租車|書店|人壽保險|簡單食譜|訂製家具|今日新聞|點擊",
    ),
    "korean": (
        "cp949",
        "더 읽기|최저 가격|공식 웹사이트|아동복|여기|서울 렌터카|서점|생명 보험 비교|쉬운 요리법|맞춤 가구|오늘의 뉴스|자세히 보기",
    ),
    "german": (
        "cp1252",
        "weiterlesen|günstige Preise|unsere Website für Möbel|Kinderbekleidung|hier|Autovermietung München|Bücher|Lebensversicherung|einfache Rezepte für Süßes|Möbel nach Maß|Nachrichten über Österreich|Schöne Grüße",
    ),
    "french": (
        "cp1252",
        "lire la suite|les meilleurs prix|notre site|vêtements d'été|ici|location de voitures à Genève|librairie|l’assurance-vie expliquée|recettes faciles à préparer|meubles sur mesure|actualités|Où manger ? Dîner",
    ),
    "spanish": (
        "cp1252",
        "leer más|los mejores precios|nuestra página|ropa de niños|aquí|alquiler de coches en Málaga|librería|seguro de vida|recetas fáciles|muebles a medida|noticias de España|¿Cuánto cuesta?",
    ),
    "portuguese": (
        "cp1252",
        "leia mais|os melhores preços|nossa página|roupas de criança|aqui|aluguel de carros em São Paulo|livraria|seguro de vida|receitas fáceis de pão|móveis sob medida|notícias|ações e opções",
    ),
    "italian": (
        "cp1252",
        "leggi di più|i migliori prezzi|il nostro sito è qui|abbigliamento bambini|qui|noleggio auto a Forlì|libreria|assicurazione sulla vita|ricette facili|mobili su misura|attualità|perché sì",
    ),
    "swedish": (
        "cp1252",
        "läs mer|bästa priserna|vår hemsida|barnkläder|här|hyrbil i Göteborg|bokhandel|livförsäkring|enkla recept|möbler på mått|nyheter från Skåne|Så gör du",
    ),
    "danish": (
        "cp1252",
        "læs mere|bedste priser|vores hjemmeside|børnetøj|her|biludlejning i Århus|boghandel|livsforsikring på nettet|nemme opskrifter|møbler efter mål|nyheder|Sådan gør du",
    ),
    "finnish": (
        "cp1252",
        "lue lisää|parhaat hinnat|kotisivumme|lastenvaatteet täältä|tästä|autovuokraamo Jyväskylä|kirjakauppa|henkivakuutus|helppoja reseptejä|mittatilaustyönä|uutisia tänään|Näin säästät",
    ),
    "icelandic": (
        "cp1252",
        "lesa meira|bestu verðin|vefsíðan okkar|barnaföt|hér|bílaleiga í Reykjavík|bókabúð|líftrygging|auðveldar uppskriftir|húsgögn|fréttir dagsins|ýmsar upplýsingar",
    ),
    "thai": (
        "cp874",
        "อ่านเพิ่มเติม|ราคาดีที่สุด|เว็บไซต์ของเรา|เสื้อผ้าเด็ก|ที่นี่|เช่ารถกรุงเทพ|ร้านหนังสือ|ประกันชีวิต|สูตรอาหารง่ายๆ|เฟอร์นิเจอร์|ข่าววันนี้|บทความ",
    ),
}
LISTS = [
    (language, encoding, anchors.split("|"))
    for language, (encodings, anchors) in ANCHORS.items()
    for encoding in encodings.split()
]


def read(content, **options):
    with open_file("-", stdin=io.BytesIO(content), **options) as file:
        (each,) = [(each, list(each.rows)) for each in file.lists]
    return each


def list_of(anchors, plain=100):
    cells = [*anchors, *["click here and read the reviews"] * plain]
    rows = "".join(f'{P}{number},{T},Page {number},"{cell}"\n' for number, cell in enumerate(cells))
    return HEADER + rows


def anchors_of(rows):
    return [row.claim.anchor_text for row in rows]


@pytest.mark.parametrize(("language", "encoding", "anchors"), LISTS)
def test_an_encoding_from_before_unicode_is_told_by_its_words(language, encoding, anchors):
    each, rows = read(list_of(anchors).encode(encoding))

    assert anchors_of(rows)[: len(anchors)] == anchors
    assert each.guessed_encoding == each.layout.encoding


@pytest.mark.parametrize(("language", "encoding", "anchors"), LISTS)
def test_what_is_said_of_the_encoding_is_not_guessed(language, encoding, anchors):
    each, (row,) = read(list_of(anchors[:1], plain=0).encode(encoding), encoding=encoding)

    assert row.claim.anchor_text == anchors[0]
    assert each.guessed_encoding is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_half_a_letter_is_no_delimiter(delimiter):
    words = ["レポート", "ポータルサイト", "ポイント一覧", "スポーツ用品"]
    assert b"|" in "".join(words).encode("cp932")

    rows = "".join(f"{P}{n}{delimiter}{T}{delimiter}{word}\n" for n, word in enumerate(words))
    header = delimiter.join(["Source URL", "Target URL", "Anchor"])

    assert anchors_of(read(f"{header}\n{rows}".encode("cp932"))[1]) == words


def test_foreign_rows_behind_the_first_piece_are_read_by_their_own_words():
    plain = list_of([], plain=6_000).encode()
    words = ANCHORS["russian"][1].split("|")
    odd = "".join(f"{P},{T},x,{word}\n" for word in words).encode("cp1251")

    each, rows = read(plain + odd)

    assert anchors_of(rows)[-len(words) :] == words
    assert (each.layout.encoding, each.guessed_encoding) == ("utf-8", "cp1251")


GIVEN = [  # (bytes of an anchor, encoding that is given, anchor)
    (b"\xc3\xa9", "cp1252", "Ã©"),  # which is UTF-8 by chance
    (b"\xc1\xaa\xcd\xa8", "gbk", "联通"),
    (b"caf\xe9", "utf-8", "caf\ufffd"),
    (b"\x81", "cp1252", "\ufffd"),
    (b"$B4A;z", "iso2022_jp", "$B4A;z"),
    (b"\x1b$B4A;z\x1b(B", "iso2022_jp", "漢字"),
]


@pytest.mark.parametrize(("cell", "encoding", "anchor"), GIVEN)
def test_the_encoding_that_is_given_stands(cell, encoding, anchor):
    content = f"Source,Target,Anchor\n{P},{T},".encode() + cell + b"\n"

    each, (row,) = read(content, encoding=encoding)

    assert (row.claim.anchor_text, each.guessed_encoding) == (anchor, None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_says_more_than_an_option(encoding):
    _, (row,) = read(list_of(["Grüße"], plain=0).encode(encoding), encoding="cp1255")

    assert row.claim.anchor_text == "Grüße"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_unicode_without_a_mark_can_be_given(name):
    _, (row,) = read(list_of(["Grüße"], plain=0).encode(name), encoding=name)

    assert row.claim.anchor_text == "Grüße"


NO_ENCODINGS = (
    "  none zlib base64 rot13 idna punycode unicode_escape undefined cp037 utf-7 ../x a\0b"
).split(" ")


@pytest.mark.parametrize("name", NO_ENCODINGS)
def test_an_encoding_that_no_list_is_in_is_refused(name):
    with pytest.raises(InputError, match="encoding"):
        read(b"https://a.example/", encoding=name, target="example.com")


def test_json_too_says_that_its_letters_are_guessed():
    rows = ",".join(f'{{"source":"{P}","target":"{T}","anchor":"{word}"}}' for word in ["größer"])

    each, (row,) = read(f"[{rows}]".encode("cp1252"))

    assert (row.claim.anchor_text, each.guessed_encoding) == ("größer", "cp1252")


def test_a_last_line_without_an_end_tells_too():
    anchors = ANCHORS["hebrew"][1]
    _, (row,) = read(f"Source,Target,Anchor\n{P},{T},{anchors}".encode("cp1255"))

    assert row.claim.anchor_text == anchors
