"""Slugs for proposed claims: words of their quotes, each slug once."""

from __future__ import annotations

import re
import unicodedata

from claimgraph.ingest.drafts.english import FUNCTION_WORDS

_WORD = re.compile(r"[a-z0-9]+")
_MOST_WORDS = 5
_LONGEST = 48


def slug_of(text: str, taken: set[str]) -> str:
    """A slug of the first words that carry meaning, numbered where it is taken; it is taken from then on.

    >>> taken: set[str] = set()
    >>> slug_of("The lamps of a city are safer.", taken), slug_of("Lamps: a city is safer", taken)
    ('lamps-city-safer', 'lamps-city-safer-2')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("'", ""))
    words = _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))
    telling = [word for word in words if word not in FUNCTION_WORDS and len(word) <= _LONGEST] or words[:_MOST_WORDS]
    stem = "-".join(telling[:_MOST_WORDS])[:_LONGEST].strip("-") or "claim"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug


def file_slug(name: str) -> str:
    """The slug of a letter whose file has this name, without its suffix.

    >>> file_slug("NTIA-2023-0009-0180_attachment_1")
    'ntia-2023-0009-0180-attachment-1'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "-".join(_WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))) or "letter"
