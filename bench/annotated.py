"""A corpus of annotated synthetic letters as a folder of files: the same number of letters always gives the same files.

A letter has 60 claims and 40 footnotes, each with the address of a work; with the words around them that is a graph of
some 2,000 statements. As in `synthetic.py` the works cited and the propositions that claims are on follow Zipf's law.
JSON is written where YAML is read, which holds it.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthetic import CITATIONS, CLAIMS, PROPOSITIONS, TOPICS, WORDS, WORKS

SECTIONS = 6
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a letter, the proposition that it is on, and its footnote's number, if it has one."""

    slug: str
    words: str
    proposition: int
    stance: str
    note: int | None


def write_corpus(folder: Path, letters: int) -> None:
    """Write the docket's files and those of so many letters; the folder may not be there yet."""
    draw = random.Random(letters)
    (folder / "letters").mkdir(parents=True)
    on: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for number in range(letters):
        claims = list(_claims(draw, letters))
        works = [_zipf(letters * WORKS, draw) for _ in range(CITATIONS)]
        (folder / "letters" / f"l{number}.txt").write_text(_text(number, claims, works), "utf-8")
        _write(folder / "letters" / f"l{number}.yaml", _annotation(number, claims))
        for claim in claims:
            on[claim.proposition, claim.stance].append((number, claim.slug))
    for name, content in _docket(letters, {proposition for proposition, _ in on}).items():
        _write(folder / f"{name}.yaml", content)
    _write(folder / "alignments.yaml", {"alignments": list(_alignments(on))})


def _claims(draw: random.Random, letters: int) -> Iterator[Claim]:
    notes = set(draw.sample(range(CLAIMS), CITATIONS))
    given = iter(range(1, CITATIONS + 1))
    for number in range(CLAIMS):
        # A number's word first, so that no sentence stands twice.
        words = " ".join([f"Point{number}", *draw.choices(WORDS, k=14)])
        stance = "denies" if draw.random() < 0.1 else "affirms"
        note = next(given) if number in notes else None
        yield Claim(f"c{number}", f"{words}.", _zipf(letters * PROPOSITIONS, draw), stance, note)


def _text(number: int, claims: list[Claim], works: list[int]) -> str:
    parts = ["May 6, 2025", "RE: Docket No. SYN-2025-0001 - Synthetic letters", f"Organisation {number} answers."]
    for index, claim in enumerate(claims):
        if index % (CLAIMS // SECTIONS) == 0:
            parts.append(f"What about matter {index // (CLAIMS // SECTIONS) + 1}?")
        parts.append(claim.words + (_raised(claim.note) if claim.note else ""))
    parts += [
        f"{str(note).translate(_SUPERSCRIPTS)} https://works.example/{work}" for note, work in enumerate(works, 1)
    ]
    return "\n\n".join(parts) + "\n"


def _raised(number: int) -> str:
    return str(number).translate(_SUPERSCRIPTS)


def _annotation(number: int, claims: list[Claim]) -> dict[str, Any]:
    return {
        "letter": f"l{number}",
        "text": f"l{number}.txt",
        "comment": f"SYN-2025-0001-{number + 1:06d}",
        "respondents": [f"o{number}"],
        "claims": [
            {
                "slug": claim.slug,
                "type": "factual",
                "quote": claim.words,
                "stance": claim.stance,
                "proposition": f"p{claim.proposition}",
                "topic": f"t{claim.proposition % TOPICS}",
                **({"footnotes": [claim.note]} if claim.note else {}),
            }
            for claim in claims
        ],
    }


def _docket(letters: int, taken: set[int]) -> dict[str, Any]:
    works = range(letters * WORKS)
    publishers = letters * WORKS // 4
    return {
        "docket": {
            "base": "https://example.org/synthetic/",
            "identifier": "SYN-2025-0001",
            "title": "Synthetic letters",
            "opened-by": "office",
            "request": {
                "title": "Request for comment on synthetic letters",
                "identifiers": ["SR 1"],
                "issued": "2025-04-01",
                "comments-due": "2025-05-31",
            },
            "questions": [{"notation": str(n), "text": f"What about matter {n}?"} for n in range(1, SECTIONS + 1)],
        },
        "organizations": {
            "organizations": [
                {"slug": "office", "name": "Office of Letters", "kind": "agency"},
                {"slug": "editors", "name": "Editors of letters", "kind": "project"},
                *({"slug": f"o{n}", "name": f"Organisation {n}", "kind": "company"} for n in range(letters)),
                *({"slug": f"q{n}", "name": f"Publisher {n}", "kind": "press"} for n in range(publishers)),
            ]
        },
        "sources": {
            "sources": [
                {
                    "slug": f"s{n}",
                    "title": f"Work {n}",
                    "kind": "report",
                    "publisher": f"q{n % publishers}",
                    "urls": [f"https://works.example/{n}"],
                }
                for n in works
            ]
        },
        "propositions": {
            "topics": [{"slug": f"t{n}", "label": f"Topic {n}"} for n in range(TOPICS)],
            "propositions": [
                {"slug": f"p{n}", "statement": f"Proposition {n} holds.", "topic": f"t{n % TOPICS}"}
                for n in sorted(taken)
            ],
        },
        "programmes": {"programmes": []},
    }


def _alignments(on: dict[tuple[int, str], list[tuple[int, str]]]) -> Iterator[dict[str, Any]]:
    """An agreement on each tenth proposition that two letters take the same position on."""
    for (proposition, stance), claims in sorted(on.items()):
        others = [claim for claim in claims if claim[0] != claims[0][0]]
        if others and proposition % 10 == 0:
            yield {
                "slug": f"{stance}-p{proposition}",
                "kind": "agreement",
                "proposition": f"p{proposition}",
                "claims": [f"l{letter}/{slug}" for letter, slug in (claims[0], others[0])],
                "justification": "Both say so.",
                "confidence": "high",
                "by": "editors",
                "date": "2025-06-01",
            }


def _zipf(count: int, draw: random.Random) -> int:
    """A rank from 0 below the count, about as often as 1 / (rank + 1)."""
    return min(int(count ** draw.random()), count) - 1


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
