"""Names of languages, and which are the audience's."""

from collections import Counter
from collections.abc import Iterable

from linkcrawler.audit.material import TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.page.language import normal_language

_NAMES = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "kn": "Kannada",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""All that ``detect_language`` returns."""


def language_name(code: str) -> str:
    """Return the name of a language by its ISO 639-1 code; the code where it is none of ours."""
    return _NAMES.get(code, code)


def audience_languages(
    profile: Profile, targets: Iterable[TargetPage], policy: Policy
) -> frozenset[str]:
    """Return the languages that are stated, or else those of the own pages, but for a few.

    Empty: neither is known.
    """
    if profile.languages:
        return frozenset(profile.languages)
    own = Counter(filter(None, (normal_language(page.language) for page in targets)))
    least = policy.outlier_share * own.total()
    return frozenset(language for language, pages in own.items() if pages >= least)
