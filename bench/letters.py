"""How well letters are read: `python bench/letters.py FOLDER [--show]`, where FOLDER has pdf/ and gold/.

For each PDF with a file of notes in gold/ (made by a program, not by people): the F1 of the notes by number; of the
notes in both, the share whose words are the same (ratio of 0.9 or more, blanks aside), whose link targets were found,
and whose mark was placed on the right page behind the right words; and the seconds for a page. --show prints each
difference with the page, as the page is right wherever the two differ.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimgraph.ingest import IngestError, Letter, parse_document, read_document
from claimgraph.ingest.readers.addresses import same_target

ALIKE = 0.9
GOALS = {"F1": 0.98, "text": 0.95, "links": 0.97, "marks": 0.95}


@dataclass
class Score:
    """Counts; each pair is (right, of)."""

    notes: int = 0
    gold: int = 0
    both: int = 0
    text: int = 0
    links: tuple[int, int] = (0, 0)
    marks: tuple[int, int] = (0, 0)
    pages: int = 0
    seconds: float = 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.notes + other.notes,
            self.gold + other.gold,
            self.both + other.both,
            self.text + other.text,
            (self.links[0] + other.links[0], self.links[1] + other.links[1]),
            (self.marks[0] + other.marks[0], self.marks[1] + other.marks[1]),
            self.pages + other.pages,
            self.seconds + other.seconds,
        )

    def shares(self) -> dict[str, float]:
        """The measures by name, 1 where there is nothing to find."""
        return {
            "F1": 2 * self.both / (self.notes + self.gold) if self.notes + self.gold else 1.0,
            "text": self.text / self.both if self.both else 1.0,
            "links": self.links[0] / self.links[1] if self.links[1] else 1.0,
            "marks": self.marks[0] / self.marks[1] if self.marks[1] else 1.0,
        }

    def line(self, name: str) -> str:
        """One row of the table."""
        shares = "  ".join(f"{share:6.3f}" for share in self.shares().values())
        each = self.seconds / self.pages if self.pages else 0.0
        return f"{name:<20} {self.pages:5d} {self.gold:5d} {self.notes:5d}  {shares}  {each:6.3f}"


def judge(letter: Letter, gold: list[dict[str, Any]]) -> tuple[Score, list[str]]:
    """The counts for one letter, and the differences in words."""
    notes = {note.number: note for note in letter.footnotes if note.printed is None}  # gold has no signs
    known = {int(note["n"]): note for note in gold}
    both = sorted(notes.keys() & known.keys())
    said = [f"note {number} is not in gold" for number in sorted(notes.keys() - known.keys())]
    said += [f"note {number} (page {known[number]['page']}) was not found" for number in sorted(known.keys() - notes)]
    text = links_right = links = marks_right = marks = 0
    for number in both:
        note, wanted = notes[number], known[number]
        ratio = difflib.SequenceMatcher(None, bare(note.text), bare(wanted["text"]), autojunk=False).ratio()
        text += ratio >= ALIKE
        if ratio < ALIKE:
            page = wanted["page"]
            said.append(f"note {number} (page {page}): {ratio:.2f}\n    gold {wanted['text']}\n    ours {note.text}")
        for uri in wanted["uris"]:
            links += 1
            found = any(same_target(uri, link.url) for link in note.links)
            links_right += found
            if not found:
                said.append(f"note {number} (page {wanted['page']}): no {uri} in {[link.url for link in note.links]}")
        if wanted.get("marker_page"):
            marks += 1
            problem = misplaced(letter, number, wanted)
            marks_right += not problem
            if problem:
                said.append(f"mark {number} (page {wanted['marker_page']}): {problem}")
    score = Score(len(notes), len(known), len(both), text, (links_right, links), (marks_right, marks))
    return score, said


def misplaced(letter: Letter, number: int, wanted: dict[str, Any]) -> str:
    """Why no mark is where gold has one; empty if one is."""
    found = [mark for mark in letter.marks if mark.number == number]
    if not found:
        return "not found"
    end = words(wanted["marker_before"])[-12:]
    for mark in found:
        start = max(0, mark.start - 400)
        if mark.page == wanted["marker_page"] and words(letter.text[start : mark.start]).endswith(end):
            return ""
    gold, ours = wanted["marker_before"][-40:], found[0].before[-40:]
    return f"gold has it behind “{gold}”, ours behind “{ours}” on {found[0].page}"


def bare(text: str) -> str:
    """The text without blanks, ligatures taken apart."""
    return re.sub(r"\s+", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


def words(text: str) -> str:
    """The plain letters and figures alone: what a font doesn't tell of its ligatures differs between programs."""
    return re.sub(r"[^a-z0-9]+", "", bare(text).casefold())


def judged(folder: Path) -> Iterator[tuple[str, Score, list[str]]]:
    """Each letter's name, counts and differences."""
    for pdf in sorted(folder.glob("pdf/*.pdf")):
        began = time.perf_counter()
        try:
            document = read_document(pdf)
            letter = parse_document(document)
        except IngestError as error:
            yield pdf.stem, Score(), [f"FAILED: {error}"]
            continue
        seconds = time.perf_counter() - began
        path = folder / "gold" / f"{pdf.stem}.footnotes.json"
        gold = json.loads(path.read_text("utf-8"))["footnotes"] if path.exists() else []
        score, said = judge(letter, gold)
        score.pages, score.seconds = document.pages or 1, seconds
        yield pdf.stem, score, said


def main() -> None:
    """Print the table, and exit with 1 where a goal isn't met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--show", action="store_true", help="print each difference")
    given = options.parse_args()
    measures = "  ".join(f"{name:>6}" for name in GOALS)
    print(f"{'letter':<20} {'pages':>5} {'gold':>5} {'notes':>5}  {measures}  s/page")
    total, failed = Score(), False
    for name, score, said in judged(given.folder):
        print(score.line(name), flush=True)
        total += score
        for each in said:
            failed |= each.startswith("FAILED")
            if given.show or each.startswith("FAILED"):
                print(f"  {each}")
    print(total.line("all"))
    missed = [name for name, share in total.shares().items() if share < GOALS[name]]
    if failed or missed or not total.pages:
        sys.exit(f"missed: {', '.join(missed) or 'a letter failed, or there is none'}")


if __name__ == "__main__":
    main()
