"""Words as the index has them: small letters, accents folded, the raised numbers of footnotes left out."""

from __future__ import annotations

import re
import unicodedata

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""The digits of footnote marks, which part words as a space does."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_APART = str.maketrans(dict.fromkeys(RAISED, " "))


def fold(text: str) -> str:
    """The text in small letters and without accents; it may be longer or shorter for it.

    >>> fold("Darío's IDÉE")
    "dario's idee"
    """
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.translate(_APART).lower()))


def words_of(text: str) -> list[str]:
    """The text's words in their order, folded.

    >>> words_of("Open-source models’ weights¹ (2024)")
    ['open', 'source', 'models', 'weights', '2024']
    """
    return _WORD.findall(fold(text))
