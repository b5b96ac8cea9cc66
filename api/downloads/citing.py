"""How to cite: BibTeX of the works that letters cite, and a CITATION.cff of the graph itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from claimgraph.store.handle import TABLES, Cell

__all__ = ["bibtex", "citation_file"]

_NAMES = tuple(column.name for column in TABLES["sources"].columns)
_KEY = re.compile(r"[^a-z0-9.:-]+")
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_DAY = re.compile(r"(-?[0-9]{4,})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DOI, _ARXIV = "https://doi.org/", "https://arxiv.org/abs/"


def bibtex(rows: Iterable[tuple[Cell, ...]]) -> Iterator[bytes]:
    """Yield an entry for each row of the table of sources. Its key is the end of the work's IRI.

    A name that is not a person's, or might be taken apart, is kept together by braces; capitals in titles are kept.
    """
    taken: set[str] = set()
    for row in rows:
        work = dict(zip(_NAMES, row, strict=True))
        key = _KEY.sub("-", str(work["source"]).rpartition("/")[2].lower()).strip("-") or "source"
        while key in taken:
            key += "-x"
        taken.add(key)
        yield _entry(key, work).encode()


def citation_file(title: str, authors: Iterable[str], version: str, released: date, url: str, canonical: str) -> bytes:
    """Return a CITATION.cff (version 1.2.0); JSON's strings are YAML's too."""
    names = list(authors) or ["claimgraph"]
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it, and the letters that it quotes.",
        "type: dataset",
        f"title: {_quoted(title)}",
        "authors:",
        *(f"  - name: {_quoted(name)}" for name in names),
        f"version: {_quoted(version)}",
        f"date-released: {released.isoformat()}",
        "license: CC0-1.0",
        f"url: {_quoted(url)}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(f'sha256:{canonical}')}",
        "    description: The hash of the dataset's canonical N-Quads (RDFC-1.0).",
    ]
    return ("\n".join(lines) + "\n").encode()


def _entry(key: str, work: Mapping[str, Cell]) -> str:
    fields = [(name, value) for name, value in _fields(work) if value]
    body = "".join(f"  {name} = {value},\n" for name, value in fields)
    return f"@misc{{{key},\n{body}}}\n\n"


def _fields(work: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
    same, urls = _several(work["same_as"]), _several(work["urls"])
    yield "title", f"{{{{{_escaped(str(work['title'] or ''))}}}}}" if work["title"] else ""
    yield "author", _braced(" and ".join(map(_author, _several(work["creators"]))))
    yield "publisher", _braced(f"{{{_escaped(str(work['publisher_name']))}}}" if work["publisher_name"] else "")
    if match := _DAY.fullmatch(str(work["date"] or "")):
        yield "year", _braced(match[1])
        yield "month", _MONTHS[int(match[2]) - 1] if match[2] and 1 <= int(match[2]) <= 12 else ""
        yield "day", _braced(str(int(match[3]))) if match[3] else ""
    yield "doi", _braced(next((_escaped(each.removeprefix(_DOI)) for each in same if each.startswith(_DOI)), ""))
    for each in [each for each in same if each.startswith(_ARXIV)][:1]:
        yield "eprint", _braced(_escaped(each.removeprefix(_ARXIV)))
        yield "archiveprefix", "{arXiv}"
    yield "url", _braced(urls[0].replace("{", "%7B").replace("}", "%7D") if urls else "")
    said = [str(work["kind"] or ""), *_several(work["identifiers"])]
    yield "note", _braced(_escaped("; ".join(each for each in said if each)))


def _author(name: str) -> str:
    # BibTeX splits names at "and" and at commas, and takes the last word for the family's.
    return f"{{{_escaped(name)}}}" if "," in name or re.search(r"\band\b", name) else _escaped(name)


def _several(cell: Cell) -> tuple[str, ...]:
    return tuple(map(str, cell)) if isinstance(cell, tuple) else ()


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _escaped(text: str) -> str:
    """Return the text with what is special to TeX escaped; braces too, which might not be in pairs."""
    plain = " ".join(text.split())
    return "".join(_SPECIAL.get(each) or (f"\\{each}" if each in "&%$#_{}" else each) for each in plain)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
