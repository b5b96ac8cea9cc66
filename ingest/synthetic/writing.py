"""A made-up docket as a corpus folder: whole, or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from claimgraph.ingest.errors import IngestError
from claimgraph.ingest.synthetic.letter import Claim, Letter, name_of_publisher, write_letter
from claimgraph.ingest.synthetic.pools import generator, organizations, works
from claimgraph.ingest.synthetic.wording import AGENCY, QUESTIONS, TOPICS, name_of, opinion, place, statement, title

__all__ = ["Written", "write_docket"]

_CAMPAIGN = 200
"""How many submissions of a form letter there are at most; then the next campaign begins."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How much a made-up docket has of each thing."""

    letters: int
    claims: int
    footnotes: int
    propositions: int
    works: int
    alignments: int
    form_letters: int
    characters: int


def write_docket(
    folder: Path,
    letters: int,
    *,
    seed: int = 1,
    claims: int = 60,
    footnotes: int = 40,
    form_letters: int = 0,
    tell: Tell = lambda step, done, total: None,
) -> Written:
    """Write a corpus of annotated letters, and form letters that nobody annotated; ``folder`` must not exist yet.

    ``claims`` and ``footnotes`` are what a letter has on average. The same arguments give the same bytes, and fewer
    letters are the first ones of more. Raises IngestError where the folder exists, and OSError.
    """
    if folder.exists():
        raise IngestError(f"{folder} exists already: name a folder that doesn't, or remove it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-", ignore_cleanup_errors=True) as made:
        place_ = Path(made)
        (place_ / "letters").mkdir()
        used = _Used()
        with (place_ / "alignments.yaml").open("w", encoding="utf-8") as out:
            _list(out, "alignments", _letters(place_, letters, seed, claims, footnotes, used, tell))
        _form_letters(place_, form_letters, seed)
        _shared(place_, letters, seed, used)
        place_.chmod(0o755)
        place_.rename(folder)
        place_.mkdir()  # for the temporary directory to remove
    counts = (used.claims, used.footnotes, len(used.last), len(used.works), used.alignments)
    return Written(letters, *counts, form_letters, used.characters)


@dataclass(slots=True)
class _Used:
    """What the letters so far have in them; ``last`` is the last claim on each proposition: its name and stance."""

    claims: int = 0
    footnotes: int = 0
    alignments: int = 0
    characters: int = 0
    last: dict[int, tuple[str, str]] = field(default_factory=dict)
    works: set[int] = field(default_factory=set)

    def add(self, letter: Letter, alignments: int) -> None:
        self.claims += len(letter.claims)
        self.footnotes += len(letter.notes)
        self.alignments += alignments
        self.characters += len(letter.text)
        self.last |= {claim.proposition: (_named(letter, claim), claim.stance) for claim in letter.claims}
        self.works |= {note.work for note in letter.notes if note.work is not None}


def _letters(
    folder: Path, letters: int, seed: int, claims: int, notes: int, used: _Used, tell: Tell
) -> Iterator[dict[str, object]]:
    """Write the letters one by one, and yield their alignments with those before; ``used`` is added to."""
    for number in range(letters):
        letter = write_letter(seed, number, claims, notes)
        (folder / "letters" / f"{letter.slug}.txt").write_text(letter.text, "utf-8", newline="\n")
        with (folder / "letters" / f"{letter.slug}.yaml").open("w", encoding="utf-8") as out:
            _mapping(out, letter.annotation())
        entries = list(_alignments(letter, used.last))
        yield from entries
        used.add(letter, len(entries))
        tell("writing letters", number + 1, letters)


def _alignments(letter: Letter, last: dict[int, tuple[str, str]]) -> Iterator[dict[str, object]]:
    """Two claims of other letters, at most, that this one's agree or disagree with, as a curator would have found."""
    found = 0
    for claim in letter.claims:
        earlier = last.get(claim.proposition)
        if earlier and found < 2 and "qualifies" not in (claim.stance, earlier[1]):
            found += 1
            same = claim.stance == earlier[1]
            yield {
                "slug": f"{letter.slug}-{found}",
                "kind": "agreement" if same else "disagreement",
                "proposition": f"p{claim.proposition}",
                "claims": [earlier[0], _named(letter, claim)],
                "justification": f"Both speak of it, {'alike' if same else 'one for and one against'}.",
                "confidence": "high",
                "by": "editors",
                "date": "2025-04-01",
            }


def _named(letter: Letter, claim: Claim) -> str:
    return f"{letter.slug}/{claim.slug}"


def _form_letters(folder: Path, count: int, seed: int) -> None:
    """Write submissions of campaigns: the same words, another sender, and now and then a paragraph of their own."""
    for number in range(count):
        draw = generator(seed, "campaign", number // _CAMPAIGN)
        words = " ".join(opinion("affirms", statement(draw.randrange(60)), 100 + n, draw) for n in range(8))
        sender = generator(seed, "sender", number)
        own = opinion("affirms", statement(sender.randrange(60)), 300 + number, sender)
        added = f"{own}\n\n" if sender.random() < 0.2 else ""
        text = f"Dear Director:\n\n{words}\n\n{added}Sincerely,\n\n{name_of(number).split()[0]} {place(number)}\n"
        (folder / "letters" / f"form-letter-{number + 1:06}.txt").write_text(text, "utf-8", newline="\n")


def _shared(folder: Path, letters: int, seed: int, used: _Used) -> None:
    """Write what the letters share."""
    docket: dict[str, object] = {
        "base": "https://example.org/synthetic-docket/",
        "identifier": "SYN-2025-0001",
        "title": "Open forecast models, a made-up docket",
        "opened-by": "agency",
        "request": {
            "title": "Request for comment on open forecast models",
            "identifiers": ["SR 1"],
            "issued": "2025-02-01",
            "comments-due": "2025-03-31",
        },
    }
    with (folder / "docket.yaml").open("w", encoding="utf-8") as out:
        _mapping(out, docket)
        _list(out, "questions", ({"notation": str(n), "text": text} for n, text in enumerate(QUESTIONS, 1)))
    with (folder / "organizations.yaml").open("w", encoding="utf-8") as out:
        _list(out, "organizations", _organizations(letters))
    with (folder / "sources.yaml").open("w", encoding="utf-8") as out:
        _list(out, "sources", (_work(seed, number) for number in sorted(used.works)))
    with (folder / "propositions.yaml").open("w", encoding="utf-8") as out:
        _list(out, "topics", ({"slug": slug, "label": slug.capitalize()} for slug in TOPICS))
        _list(out, "propositions", (_proposition(number) for number in sorted(used.last)))
    (folder / "programmes.yaml").write_text("programmes: []\n", "utf-8")


def _organizations(letters: int) -> Iterator[dict[str, object]]:
    yield {"slug": "agency", "name": AGENCY, "kind": "agency"}
    yield {"slug": "editors", "name": "Editors of the made-up docket", "kind": "project"}
    for number in range(organizations(letters)):
        entry: dict[str, object] = {"slug": f"publisher-{number + 1}", "name": name_of_publisher(number)}
        entry["kind"] = "research-institute"
        yield entry | ({"parent": f"publisher-{number - number % 3 + 1}"} if number % 3 else {})
    for number in range(letters):
        letter = Letter(number)
        hosts = [f"{letter.slug}.example"]
        yield {"slug": letter.slug, "name": letter.respondent, "kind": "company", "hosts": hosts}


def _work(seed: int, number: int) -> dict[str, object]:
    """The work of that rank, as sources.yaml lists it: published by an organisation that was there when it appeared."""
    publisher = generator(seed, "work", number).randrange(organizations(max(0, (number - works(0)) // 2))) + 1
    return {
        "slug": f"work-{number + 1}",
        "title": title(number),
        "kind": ("report", "article", "preprint", "webpage")[number % 4],
        "publisher": f"publisher-{publisher}",
        "date": str(2010 + number % 15),
        "urls": [f"https://works.example/{number + 1}"],
    }


def _proposition(number: int) -> dict[str, object]:
    said = statement(number)
    return {
        "slug": f"p{number}",
        "statement": f"{said[0].upper()}{said[1:]}.",
        "topic": TOPICS[number % len(TOPICS)],
    }


def _list(out: IO[str], key: str, entries: Iterable[dict[str, object]]) -> None:
    out.write(f"{key}:")
    first = "\n"
    for entry in entries:
        out.write(first)
        _item(out, entry)
        first = ""
    out.write(" []\n" if first else "")


def _item(out: IO[str], entry: Mapping[str, object]) -> None:
    """An entry of a list; its values are written as JSON, which YAML is a superset of."""
    for index, (key, value) in enumerate(entry.items()):
        out.write(f"{'    ' if index else '  - '}{key}: {json.dumps(value, ensure_ascii=False)}\n")


def _mapping(out: IO[str], entries: Mapping[str, object]) -> None:
    for key, value in entries.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            _list(out, key, value)
        else:
            out.write(f"{key}: {json.dumps(value, ensure_ascii=False)}\n")
