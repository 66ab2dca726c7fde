"""The language of a text; the only user of ``langdetect``."""

import re
import unicodedata
from functools import cache

from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException

SAMPLE_CHARACTERS = 300
MIN_LETTERS = 40
_TRIALS = 1  # more cost time and gain nothing at this length
_LOOK_AT = 4_000  # more than enough to leave a sample, and all that the noise is taken out of
_OTHER_CODES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh"}
_NOISE = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+|\d+")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``; ``None`` if it is too short to tell.

    Chinese is ``zh``, without a region. The script decides first, which is free and corrects the
    detector's known errors; the detector is seeded, so one text has one answer.
    """
    sample = _NOISE.sub(" ", text[:_LOOK_AT])[:SAMPLE_CHARACTERS]
    letters = sum(1 for character in sample if character.isalpha())
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
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    if kana + han >= max(8, letters / 2):
        return "ja" if kana > (kana + han) / 20 else "zh"
    if len(_HANGUL.findall(sample)) >= max(8, letters / 2):
        return "ko"
    return None


def _detect(sample: str) -> str | None:
    detector = _profiles().create()
    detector.n_trial = _TRIALS
    detector.append(unicodedata.normalize("NFC", sample))
    try:
        detected = str(detector.detect())
    except LangDetectException:  # no features: digits, symbols, an unknown script
        return None
    return None if detected == "unknown" else detected


@cache
def _profiles() -> DetectorFactory:
    """Load the profiles once; it takes most of a second."""
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(name.partition("-")[0] for name in _profiles().get_lang_list())
