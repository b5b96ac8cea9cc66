"""Print which works the letters of a folder cite, how citations were taken together, and what was left open.

python bench/works.py LETTERS_FOLDER [--gold] [--merges N] [--apart N] [--overrides works.yaml]

The folder has the letters in `pdf/` (read through `pdftotext -layout` and the parser), and for `--gold` the footnotes
that a program found, with their link targets, in `gold/*.footnotes.json`. `--merges` and `--apart` print so many, drawn
by their hash, for a person to judge.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from claimgraph.ingest import parse
from claimgraph.ingest.corpus import load_file
from claimgraph.ingest.works import (
    Note,
    NoteLink,
    Reference,
    Work,
    canonical_address,
    group_works,
    load_publishers,
    notes_of,
    read_citing,
)
from claimgraph.ingest.works_file import WorksFile

T = TypeVar("T")


def main() -> None:
    """Read, group, print."""
    options = arguments()
    notes = tuple(gold_notes(options.letters) if options.gold else parsed_notes(options.letters))
    overrides = load_file(options.overrides, WorksFile).content if options.overrides else None
    started = time.perf_counter()
    citing = read_citing(notes)
    works = group_works(citing.references, load_publishers(), overrides)
    seconds = time.perf_counter() - started
    addresses = {reference.address for reference in citing.references if reference.address}
    line("letters", len({note.letter for note in notes}))
    line("notes", sum(note.number > 0 for note in notes))
    line("citations in full", len(citing.references))
    line("addresses as given", len(addresses))
    line("addresses after canonicalisation", len({canonical_address(address) for address in addresses}))
    line("works", len(works.works))
    line("works with an identifier", sum(work.keys[0].scheme not in ("web", "words") for work in works.works))
    line("works with a title", sum(work.title is not None for work in works.works))
    line("works with a publisher", sum(work.publisher is not None for work in works.works))
    line("stretches that look like citations and were not read", len(citing.unread))
    line("seconds", f"{seconds:.2f}")
    table("Merges by reason", Counter(merge.reason for work in works.works for merge in work.merges))
    table("Left apart by reason", Counter(apart.reason.partition(":")[0] for apart in works.apart))
    shorts = Counter((short.kind, short.target is not None, general(short.reason)) for short in citing.short_forms)
    resolved = sum(short.target is not None for short in citing.short_forms)
    print(f"\nShort forms: {len(citing.short_forms)}, of them resolved {resolved}")
    for (kind, found, reason), count in sorted(shorts.items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"{count:6}  {kind:6} {'resolved' if found else 'open    '}  {reason}")
    print("\nWorks cited by several letters")
    for work in sorted(works.works, key=lambda work: (-len(work.letters), work.slug)):
        if len(work.letters) > 1:
            print(f"{len(work.letters):6}  {work.slug}  {work.label[:80]}")
    names = load_publishers().names()
    published = Counter(work.publisher for work in works.works if work.publisher)
    table("Publishers", Counter({names.get(slug, slug): count for slug, count in published.items()}), most=20)
    for apart in works.apart:
        print(f"\nApart: {apart.reason}\n  " + "\n  ".join(map(str, apart.keys)))
    show_samples(works.works, options.merges, options.apart)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=Path)
    parser.add_argument("--gold", action="store_true")
    parser.add_argument("--merges", type=int, default=0)
    parser.add_argument("--apart", type=int, default=0)
    parser.add_argument("--overrides", type=Path)
    return parser.parse_args()


def parsed_notes(folder: Path) -> Iterator[Note]:
    """The notes of each PDF, as the parser reads its text."""
    for path in sorted((folder / "pdf").glob("*.pdf")):
        read = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, timeout=120, check=True
        )
        yield from notes_of(path.stem, parse(read.stdout))


def gold_notes(folder: Path) -> Iterator[Note]:
    """The notes that a program found; links whose words are "here" are placed in their order."""
    for path in sorted((folder / "gold").glob("*.footnotes.json")):
        for note in json.loads(path.read_text("utf-8"))["footnotes"]:
            text, uris = note["text"], note["uris"]
            here = [match.span() for match in re.finditer(r"\bhere\b(?=[.,;) ]|$)", text)]
            links = [NoteLink(uri) for uri in uris]
            if len(here) == len(uris) and "http" not in text:
                links = [NoteLink(uri, *span) for uri, span in zip(uris, here, strict=True)]
            yield Note(path.name.split(".")[0], note["n"], text, tuple(links))


def general(reason: str) -> str:
    """A reason without its numbers and names, to count by."""
    return re.sub(r"\d+|'[^']*'|\d* ?[A-Z][\w. ]*\d\w*", "N", reason)


def show_samples(works: Iterable[Work], merges: int, apart: int) -> None:
    """Merges, and pairs of works that share a word of their names, for a person to judge."""
    every = list(works)
    for merge in drawn([merge for work in every for merge in work.merges], merges):
        print(f"\nMerge: {merge.reason}\n  {shown(merge.first)}\n  {shown(merge.second)}")
    for left, right in drawn(list(near(every)), apart):
        print(f"\nNot merged:\n  {shown(left.references[0])}\n  {shown(right.references[0])}")


def near(works: list[Work]) -> Iterator[tuple[Work, Work]]:
    """Pairs of works whose labels or addresses share most of their words."""
    bags = [words_of(work) for work in works]
    for (left, one), (right, other) in combinations(zip(works, bags, strict=True), 2):
        if len(one & other) >= 3 and len(one & other) / min(len(one), len(other)) >= 0.5:
            yield left, right


def words_of(work: Work) -> set[str]:
    """The longer words of a work's label and address."""
    text = f"{work.label} {work.references[0].address or ''}".casefold()
    return {word for word in re.findall(r"[^\W_]{4,}", text) if word not in ("https", "http", "arxiv", "html")}


def drawn(items: list[T], count: int) -> list[T]:
    """So many of the items, the same ones each time."""
    return sorted(items, key=lambda item: hashlib.sha256(repr(item).encode()).hexdigest())[:count]


def shown(reference: Reference) -> str:
    """A citation in one line."""
    words = " ".join(reference.text.split())[:160]
    return f"{reference.letter} {reference.note}: {reference.key} | {reference.address or ''} | {words}"


def line(what: str, value: object) -> None:
    """One figure."""
    print(f"{value!s:>8}  {what}")


def table(title: str, counts: Counter[str], most: int | None = None) -> None:
    """Counts, the largest first."""
    print(f"\n{title}")
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]:
        print(f"{count:6}  {name}")


if __name__ == "__main__":
    main()
