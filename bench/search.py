"""How large search indexes of synthetic letters are, how long they take to make, and how long searches take.

    python bench/search.py [--letters 2 100 1000]

Prints the table of docs/search.md. Nothing is left behind. Times are processor time, and of searches the best of
ROUNDS, so that what else the machine does counts as little as can be.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyoxigraph
import synthetic

from claimgraph.store.search import Search, SearchIndex, make_index

CONTENT = "0" * 64
ROUNDS = 5
SEARCHES = (
    ("a word of half of all entries", Search("model")),
    ("two such words", Search("open weights")),
    ("two side by side", Search('"open weights"')),
    ("three side by side", Search('"open model weights"')),
    ("the beginning of words", Search("re")),
    ("a word, claims of one respondent", Search("model", (("kind", "claim"), ("respondent", "l1")))),
    ("a name", Search("o7")),
    ("a word that nothing has", Search("modle")),
    ("nothing: all entries", Search("")),
)


def main() -> None:
    """Print the table, and what was found on the way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, nargs="+", default=[2, 100, 1000], help="how many letters (2 100 1000)")
    chosen = parser.parse_args()
    columns = [measured(letters) for letters in chosen.letters]
    print("|  |", " | ".join(f"{letters:,} letters" for letters in chosen.letters), "|")
    print("| --- |", " | ".join("---:" for _ in columns), "|")
    for row in zip(*columns, strict=True):
        print("|", row[0][0], "|", " | ".join(value for _, value in row), "|")


def measured(letters: int) -> list[tuple[str, str]]:
    """What each row of the table is called, and its figure."""
    with tempfile.TemporaryDirectory() as name:
        store = pyoxigraph.Store(Path(name) / "database")
        store.bulk_extend(synthetic.quads(letters))
        store.flush()
        path = Path(name) / "search"
        began = time.process_time()
        make_index(store, path, CONTENT)
        seconds = time.process_time() - began
        began = time.process_time()
        index = SearchIndex.open(path, CONTENT)
        opening = time.process_time() - began
        assert index is not None
        with closing(index):
            rows = [
                ("entries", f"{index.find(Search()).total:,}"),
                ("to make it, s", f"{seconds:.1f}"),
                ("its size, MB", f"{path.stat().st_size / 1e6:.1f}"),
                ("to open it, ms", f"{opening * 1000:.0f}"),
            ]
            for label, search in SEARCHES:
                found, said = index.find(search, 60).total, f"{timed(index, search):.1f}"
                rows.append((f"{label} (`{search.text}`), ms" if search.text else f"{label}, ms", said))
                print(f"{letters} letters: {label}: {found:,} found, {said} ms", file=sys.stderr)
            rows.append(
                ("one letter after the other of 20 words, each, ms: median", f"{statistics.median(typed(index)):.1f}")
            )
            rows.append(("… and the longest", f"{max(typed(index)):.1f}"))
    return rows


def timed(index: SearchIndex, search: Search) -> float:
    """The best of some rounds, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        index.find(search, 60)
        times.append(time.thread_time() - began)
    return min(times) * 1000


def typed(index: SearchIndex) -> list[float]:
    """Milliseconds of each search while pairs of words are typed, letter by letter."""
    draw = random.Random(1)
    texts = [" ".join(draw.sample(synthetic.WORDS, 2)) for _ in range(10)]
    return [timed(index, Search(text[:end])) for text in texts for end in range(2, len(text) + 1)]


if __name__ == "__main__":
    main()
