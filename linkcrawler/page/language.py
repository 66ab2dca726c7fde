"""The language of a text; the only user of ``langdetect``."""

import random
import re
import unicodedata
from functools import cache, lru_cache
from operator import mul

from langdetect import DetectorFactory
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.ngram import NGram

SAMPLE_CHARACTERS = 300
MIN_LETTERS = 40
_SEED = 0
_UNLIKELY = Detector.PROB_THRESHOLD
_SURE = Detector.CONV_THRESHOLD
_LOOK_AT = 4_000  # more than enough to leave a sample, and all that the noise is taken out of
_OTHER_CODES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh"}
_NOISE = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+|\d+")
_DIGITS = re.compile(r"\d+")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``; ``None`` if it is too short to tell.

    Chinese is ``zh``, without a region. The script decides first, which is free and corrects the
    detector's known errors; the detector is seeded, so one text has one answer.
    """
    sample = _without_noise(text[:_LOOK_AT])[:SAMPLE_CHARACTERS]
    letters = sum(map(str.isalpha, sample))
    if letters == 0:
        return None
    by_script = _by_script(sample, letters)
    if by_script:
        return by_script
    if letters < MIN_LETTERS:
        return None
    detected = _detect(sample)
    if detected in ("so", "ko") and len(_ARABIC.findall(sample)) > letters / 2:
        return "fa"
    return detected.partition("-")[0] if detected else None


def _without_noise(text: str) -> str:
    """Leave out addresses and numbers, as far as the sample goes.

    Most texts have no more than numbers, which are cheap to find.
    """
    has_addresses = "@" in text or "://" in text
    kept: list[str] = []
    begin = characters = 0
    for noise in (_NOISE if has_addresses else _DIGITS).finditer(text):
        kept.append(text[begin : noise.start()])
        begin = noise.end()
        characters += len(kept[-1]) + 1
        if characters >= SAMPLE_CHARACTERS:
            break
    return " ".join((*kept, text[begin:]))


def normal_language(tag: str | None) -> str | None:
    """Return the primary language of a language tag such as ``en-US``; ``None`` if it is none."""
    primary = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", tag or "")
    return primary[1].lower() if primary else None


def languages_conflict(declared: str | None, detected: str | None) -> bool:
    """Tell whether a page declares another language than its text is in.

    Both are ISO 639-1 codes. A language that the detector does not know is in conflict with
    nothing, and ``None`` is neither.
    """
    if declared is None or detected is None:
        return False
    declared = _OTHER_CODES.get(declared, declared)
    return declared in _known_languages() and declared != detected


def _by_script(sample: str, letters: int) -> str | None:
    if sample.isascii():
        return None
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    if kana + han >= max(8, letters / 2):
        return "ja" if kana > (kana + han) / 20 else "zh"
    if len(_HANGUL.findall(sample)) >= max(8, letters / 2):
        return "ko"
    return None


def _detect(sample: str) -> str | None:
    """Return what the library's detector says after one trial, in less time.

    More trials cost time and gain nothing at this length. The sums are the library's, one by one,
    so that no answer differs.
    """
    profiles = _profiles()
    known = profiles.word_lang_prob_map
    grams = [gram for gram in _grams(_cleaned(sample)) if gram in known]
    if not grams:  # digits, symbols, an unknown script
        return None
    chance = random.Random(_SEED)  # noqa: S311 - it is no secret, but the library's
    smoothing = Detector.ALPHA_DEFAULT + chance.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH
    likely = [1.0 / len(profiles.langlist)] * len(profiles.langlist)
    for turn in range(Detector.ITERATION_LIMIT + 1):
        likely = list(map(mul, likely, _weighed(chance.choice(grams), smoothing)))
        if turn % 5 == 0:
            whole = sum(likely)
            likely = [each / whole for each in likely]
            if max(likely) > _SURE:
                break
    most = max(likely)
    return str(profiles.langlist[likely.index(most)]) if most > _UNLIKELY else None


@lru_cache(maxsize=2_048)
def _weighed(gram: str, smoothing: float) -> list[float]:
    """Return how much each language is for ``gram``; with one seed, the smoothing is one too."""
    weight = smoothing / Detector.BASE_FREQ
    return [weight + share for share in _profiles().word_lang_prob_map[gram]]


def _cleaned(sample: str) -> str:
    """Return the sample as the library looks at it."""
    detector = _profiles().create()
    detector.append(unicodedata.normalize("NFC", sample))
    if not sample.isascii():  # Latin words are left out of a text in another script
        detector.cleaning_text()
    return str(detector.text)


class _Normal(dict[int, str]):
    """The character that the library takes another for; each is looked up once."""

    def __missing__(self, code: int) -> str:
        normal = self[code] = str(NGram.normalize(chr(code)))
        return normal


_NORMAL = _Normal()


def _grams(text: str) -> list[str]:
    """Return each character with the one and the two before it in its word, spaces counted in.

    Where two capitals stand together there are none.
    """
    normal = text.translate(_NORMAL)
    words = " ".join(word for word in normal.split(" ") if word)
    if normal.endswith(" ") and words:
        words += " "
    found: list[str] = []
    before, last = "", " "
    for here in words:
        if not (here.isupper() and last.isupper()):
            if here != " ":
                found.append(here)
            found.append(last + here)
            if last != " ":
                found.append(before + last + here)
        before, last = last, here
    return found


@cache
def _profiles() -> DetectorFactory:
    """Load the profiles once; it takes most of a second."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(name.partition("-")[0] for name in _profiles().get_lang_list())
