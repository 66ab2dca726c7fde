"""The language of a text is detected from its script and its words, always in the same way."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.lang_detect_exception import LangDetectException

from linkcrawler.page import language
from linkcrawler.page.language import detect_language, languages_conflict, normal_language

TEXTS = {  # texts written for this test
    "en": "The old mill by the river was closed for years, but last spring somebody bought it and opened a small bakery.",
    "de": "Die alte Mühle am Fluss stand jahrelang leer, aber im letzten Frühjahr hat dort eine kleine Bäckerei eröffnet.",
    "fr": "Le vieux moulin au bord de la rivière est resté fermé pendant des années, puis une boulangerie y a ouvert.",
    "es": "El viejo molino junto al río estuvo cerrado durante años, pero la primavera pasada abrieron allí una panadería.",
    "it": "Il vecchio mulino vicino al fiume è rimasto chiuso per anni, ma la scorsa primavera vi hanno aperto un forno.",
    "nl": "De oude molen aan de rivier stond jarenlang leeg, maar vorig voorjaar heeft iemand er een bakkerij geopend.",
    "pt": "O velho moinho junto ao rio esteve fechado durante anos, mas na primavera passada abriram lá uma padaria.",
    "pl": "Stary młyn nad rzeką stał pusty przez wiele lat, ale zeszłej wiosny ktoś otworzył w nim małą piekarnię.",
    "sv": "Den gamla kvarnen vid ån stod tom i många år, men förra våren öppnade någon ett litet bageri där.",
    "tr": "Nehir kenarındaki eski değirmen yıllarca kapalı kaldı, ama geçen bahar orada küçük bir fırın açıldı.",
    "ru": "Старая мельница у реки много лет стояла пустой, но прошлой весной там открыли маленькую пекарню.",
    "uk": "Старий млин біля річки багато років стояв порожній, але минулої весни там відкрили маленьку пекарню.",
    "el": "Ο παλιός μύλος δίπλα στο ποτάμι έμεινε κλειστός για χρόνια, αλλά την άνοιξη άνοιξε εκεί ένας φούρνος.",
    "he": "הטחנה הישנה שליד הנהר עמדה סגורה שנים רבות, אבל באביב שעבר נפתחה בה מאפייה קטנה ונעימה.",
    "ar": "ظلت الطاحونة القديمة بجانب النهر مغلقة لسنوات طويلة، لكن في الربيع الماضي افتتح فيها مخبز صغير.",
    "fa": "آسیاب قدیمی کنار رودخانه سال‌ها بسته بود، اما بهار گذشته کسی آن را خرید و یک نانوایی کوچک باز کرد.",
    "hi": "नदी के किनारे की पुरानी चक्की कई साल बंद रही, लेकिन पिछले वसंत में वहाँ एक छोटी बेकरी खुल गई।",
    "th": "โรงสีเก่าริมแม่น้ำปิดมาหลายปี แต่เมื่อฤดูใบไม้ผลิที่แล้วมีคนซื้อและเปิดร้านขนมปังเล็ก ๆ",
    "ja": "川のそばの古い水車小屋は何年も閉まっていましたが、去年の春に小さなパン屋が開店しました。",
    "zh": "河边的老磨坊关闭了很多年，但是去年春天有人买下了它，开了一家小面包店。",
    "ko": "강가의 오래된 방앗간은 몇 년 동안 닫혀 있었지만 지난봄에 작은 빵집이 문을 열었습니다.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_a_paragraph_has_its_language(language, text):
    assert detect_language(text) == language


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_addresses_and_numbers_in_it_do_not_change_it(language, text):
    noise = "https://www.example.com/shop/the-best-offers 2026 info@example.com "

    assert detect_language(noise + text + noise) == language


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_a_text_has_the_same_language_each_time(language, text):
    assert {detect_language(text) for _ in range(5)} == {language}


SHORT_CASES = [  # (text, language)
    ("", None),
    ("   \n ", None),
    ("12345 67 89", None),
    ("!?… — •", None),
    ("😀😀😀😀", None),
    ("https://www.example.com/a-long-address-with-many-words", None),
    ("someone@example.com", None),
    ("Read more", None),
    ("Home About Contact", None),
    ("OK", None),
    ("ｱｲｳ", None),
    # a few letters are enough where the script tells
    ("東京都の古い町並み", "ja"),
    ("こんにちは世界です", "ja"),
    ("カタカナダケノテキスト", "ja"),
    ("繁體中文網頁的內容", "zh"),
    ("简体中文网页的内容", "zh"),
    ("안녕하세요 여러분 반갑습니다", "ko"),
    ("漢字", None),
]


@pytest.mark.parametrize(("text", "language"), SHORT_CASES)
def test_a_short_text_has_a_language_only_where_its_script_tells(text, language):
    assert detect_language(text) == language


def test_a_foreign_word_does_not_change_the_language():
    assert detect_language(f"{TEXTS['en']} 東京") == "en"
    assert detect_language(f"SEO Blog {TEXTS['ja']}") == "ja"


TAG_CASES = [  # (tag as declared, language)
    ("en", "en"),
    ("EN", "en"),
    ("en-US", "en"),
    ("en_US", "en"),
    ("zh-Hant-TW", "zh"),
    ("fil", "fil"),
    (" de ", "de"),
    ("de-", "de"),
    ("de, en", None),
    ("english", None),
    ("x-default", None),
    ("e", None),
    ("", None),
    ("-", None),
    ("12", None),
    ("日本", None),
    (None, None),
]


CONFLICT_CASES = [  # (declared, detected, whether they are in conflict)
    ("en", "de", True),
    ("en", "en", False),
    ("nb", "no", False),
    ("nn", "no", False),
    ("iw", "he", False),
    ("fil", "tl", False),
    ("eu", "es", False),  # the detector knows no Basque, so it had to name something else
    (None, "de", False),
    ("en", None, False),
    ("zh", "ja", True),
]


@pytest.mark.parametrize(("declared", "detected", "conflict"), CONFLICT_CASES)
def test_a_declared_language_that_is_not_the_texts_is_told(declared, detected, conflict):
    assert languages_conflict(declared, detected) is conflict


@pytest.mark.parametrize(("tag", "language"), TAG_CASES)
def test_a_declared_language_is_its_primary_tag(tag, language):
    assert normal_language(tag) == language


@settings(deadline=None)
@given(st.text(max_size=300))
def test_every_text_has_one_language_or_none(text):
    language = detect_language(text)

    assert language == detect_language(text)
    assert language is None or language.isalpha()


@given(
    st.text(
        alphabet="abcxyzABÄöéèışğżłприветΕλהבعरไ日かカ한中\u0301\u0323\u3000\xa0 @1'", max_size=200
    )
)
@settings(max_examples=300, deadline=None)
def test_the_detector_answers_as_the_library_does(text: str):
    """Its steps are taken over for their speed, not for another answer."""
    library = language._profiles()
    library.seed = 0
    detector = library.create()
    detector.n_trial = 1
    detector.append(unicodedata.normalize("NFC", text))
    try:
        expected = detector.detect()
    except LangDetectException:
        expected = "unknown"

    assert (language._detect(text) or "unknown") == expected
