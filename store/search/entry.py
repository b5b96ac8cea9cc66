"""What can be found, and what results can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

KINDS = ("claim", "proposition", "question", "letter", "organization", "programme", "work", "paragraph")
"""In the order in which entries stand that are found equally well."""

FIELDS = ("kind", "respondent", "question", "topic", "stance", "type", "evidence")
"""The values of `respondent`, `question` and `topic` are IRIs, those of the others words."""

STANCES = ("affirms", "denies", "qualifies")
TYPES = ("factual", "value", "policy", "recommendation", "definition", "self-report")
EVIDENCE = ("cited", "own", "tied", "none")
"""A claim cites something; a work of its own respondent; one of somebody its respondent is tied to; or nothing."""

Facets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, and the words to find it by.

    `words` are what a result shows first (a claim's quote, a paragraph, a name), `about` what it is said of, `notes`
    what else it may be remembered by; `line` says in a few words what it is, beside its facets. `start` and `end` are
    a paragraph's offsets in the text version that `iri` names.
    """

    kind: str
    iri: str
    words: str
    about: str = ""
    notes: str = ""
    line: str = ""
    start: int | None = None
    end: int | None = None
    facets: Facets = field(default_factory=dict)


def joined(texts: Iterable[str]) -> str:
    """The texts in one line, each once, the empty ones left out.

    >>> joined(["IBM", "", "Big Blue", "IBM"])
    'IBM · Big Blue'
    """
    return " · ".join(dict.fromkeys(text for text in texts if text))
