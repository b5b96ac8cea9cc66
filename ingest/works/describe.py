"""What can be said of a work from the citations of it: a name, a title, authors, a year, a publisher."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote

from claimgraph.ingest.works.bibliography import Description, describe
from claimgraph.ingest.works.models import WEB, Identifier, Merge, Reference, Work
from claimgraph.ingest.works.publishers import Publishers, publisher_of
from claimgraph.ingest.works_file import Described

_PLAIN = ("arxiv", "ssrn", "nist", "rand", "eo", "fr", "frdoc", "gao", "crs", "nber", "pmc", "pmid", "isbn")
"""Schemes whose values make slugs that are never another's."""

_POINTER = re.compile(r"[,;:.\s]+(?:(?:available\s+)?(?:at|here))[\s.,:]*$", re.I)
_WORDED = re.compile(r"[^\W\d_]{3,}\b.*\b[^\W\d_]{3,}", re.S)
_LABEL = 160


def describe_work(
    keys: tuple[Identifier, ...],
    references: tuple[Reference, ...],
    merges: tuple[Merge, ...],
    publishers: Publishers,
    said: Described | None,
) -> Work:
    """The work that the references cite; what a curator has ``said`` of it stands above what they say."""
    told = [describe(_before(each)) for each in references]
    titles = tuple(dict.fromkeys(each.title for each in told if each.title))
    title = said.title if said and said.title else _agreed([each.title for each in told])
    year = said.date[:4] if said and said.date else _agreed([each.year for each in told])
    authors = said.authors if said and said.authors else _authors(told)
    return Work(
        slug=said.slug if said and said.slug else name_work(keys),
        label=title or _label(references),
        keys=keys,
        references=references,
        merges=merges,
        title=title,
        titles=titles,
        authors=authors,
        year=year,
        publisher=said.publisher if said and said.publisher else publisher_of(keys, references, publishers),
    )


def name_work(keys: Sequence[Identifier]) -> str:
    """A slug from what says most of the work; where case or signs are lost a few figures keep it the only one.

    >>> name_work([Identifier("arxiv", "2403.07918")])
    'arxiv-2403.07918'
    >>> name_work([Identifier("web", "rand.org/pubs/A_b.html")])
    'rand.org-pubs-a-b.html-52b94c39'
    """
    key = keys[0]
    if key.scheme == WEB:
        host, _, path = unquote(key.value).partition("/")
        shown = f"{host}-{path if len(path) <= 60 else re.sub(r'^[^/-]*[/-]', '', path[-60:])}"
    else:
        shown = f"{key.scheme}-{key.value[:70]}"
    words = "-".join(re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*", shown.lower()))
    exact = key.scheme in _PLAIN and len(key.value) <= 70
    return words if exact else f"{words}-{hashlib.sha256(str(key).encode()).hexdigest()[:8]}"


def _before(reference: Reference) -> str:
    text = reference.text
    if reference.address:
        found = re.search(r"(?:https?://|www\.|<)\S", text)
        return text[: found.start()] if found else text
    return text


def _agreed(values: Sequence[str | None]) -> str | None:
    """The one value that all who give any give, but for case and signs; the most usual spelling of it."""
    given = [value for value in values if value]
    if len({"".join(c for c in value.casefold() if c.isalnum()) for value in given}) != 1:
        return None
    return min(Counter(given).items(), key=lambda pair: (-pair[1], pair[0]))[0]


def _authors(told: Sequence[Description]) -> tuple[str, ...]:
    """The authors that all citations give, the longest list if one begins with the other."""
    given = sorted({each.authors for each in told if each.authors}, key=lambda each: (-len(each), each))
    if not given or any(each != given[0][: len(each)] for each in given):
        return ()
    return given[0]


def _label(references: Sequence[Reference]) -> str:
    """The words of the first citation that has some, or else its address, or what the work is known by."""
    worded = next((words for each in references if _WORDED.search(words := _before(each))), "")
    words = _POINTER.sub("", " ".join(worded.split())).strip(" ,;.<")
    if not words:
        return next((each.address for each in references if each.address), str(references[0].key))
    return words if len(words) <= _LABEL else f"{words[: _LABEL - 1].rsplit(' ', 1)[0]}…"
