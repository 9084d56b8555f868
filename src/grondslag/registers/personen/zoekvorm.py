"""The form in which names and streets are compared: small letters, once with diacritics and once without.

Who asks without diacritics finds both; who asks with them finds only those who have them.
"""

import unicodedata
from typing import Final

_ZONDER: Final = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "ŀ": "l", "đ": "d",
        "ð": "d", "þ": "th", "ħ": "h", "\u0131": "i", "ŧ": "t", "ĸ": "k", "ŋ": "n",
    }
)  # fmt: skip
"""Letters that are not made of a plain one and a mark."""


def met_diakrieten(text: str) -> str:
    """A text as it is compared with its diacritics."""
    return unicodedata.normalize("NFC", text.strip().lower())


def zonder_diakrieten(text: str) -> str:
    """A text as it is compared without its diacritics."""
    apart = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_ZONDER)


def heeft_diakrieten(text: str) -> bool:
    """Whether a text can only be meant with its diacritics."""
    return met_diakrieten(text) != zonder_diakrieten(text)
