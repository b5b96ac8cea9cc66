"""What any letter's text has, annotated or not: sections, footnote marks, a signature; added to the letter's graph."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import NamedNode

from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import GraphDraft, integer, text
from claimgraph.ingest.models import Letter, Section
from claimgraph.ontology import CG, FOAF, OA, Iris, name_slug


class Placed(Protocol):
    """A letter that is read, and where its parts stand."""

    @property
    def slug(self) -> str:
        """The letter's slug."""

    @property
    def letter(self) -> Letter:
        """The letter as its text tells it."""

    def section_at(self, offset: int) -> Section:
        """The section in which a code point of the text stands."""

    def text_location(self, offset: int) -> Location:
        """The place of a code point of the text in the letter's file."""


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """A letter's text in a file; lines are those of the text version."""

    slug: str
    text_file: str
    letter: Letter

    def section_at(self, offset: int) -> Section:
        """The section in which a code point of the text stands."""
        return self.letter.sections[bisect_right([each.start for each in self.letter.sections], offset) - 1]

    def text_location(self, offset: int) -> Location:
        """The place of a code point of the text in the letter's file."""
        begin = self.letter.text.rfind("\n", 0, offset) + 1
        return Location(self.text_file, self.letter.text.count("\n", 0, offset) + 1, offset - begin + 1)


def describe_signatory(draft: GraphDraft, iris: Iris, read: Placed, origin: Location) -> list[NamedNode]:
    """Describe who signed the letter, if a name in Latin letters did, and return the person's IRI."""
    name = read.letter.signatory
    if name is None or not has_latin_letters(name):
        return []
    person = iris.person(read.slug, name)
    draft.describe(
        person,
        origin,
        [FOAF.Person],
        name,
        (FOAF.name, text(name)),
        (CG.role, text(read.letter.signatory_role)),
        (CG.appearsAs, text("signatory")),
    )
    return [person]


def describe_sections(draft: GraphDraft, iris: Iris, read: Placed, name: str) -> None:
    """Describe the sections and the questions that they answer; ``name`` is what the respondents are called."""
    for section in read.letter.sections:
        draft.describe(
            iris.section(read.slug, section.number),
            read.text_location(section.start),
            [CG.Section],
            f"{name}, section {section.number}: {section.heading or 'before the first heading'}",
            (CG.sectionOf, [iris.letter(read.slug)]),
            (CG.position, integer(section.number)),
            (CG.heading, text(section.heading)),
            (CG.answers, [iris.question(notation) for notation in section.questions]),
            (OA.start, integer(section.start)),
            (OA.end, integer(section.end)),
        )


def describe_marks(draft: GraphDraft, iris: Iris, read: Placed, name: str) -> None:
    """Describe the places where the text refers to a footnote."""
    seen: Counter[int] = Counter()
    for mark in read.letter.marks:
        seen[mark.number] += 1
        draft.describe(
            iris.mark(read.slug, mark.number, seen[mark.number]),
            read.text_location(mark.start),
            [CG.FootnoteMark],
            f"{name}, mark of footnote {mark.number}",
            (CG.marks, [iris.footnote(read.slug, mark.number)]),
            (CG.position, integer(seen[mark.number])),
            (CG.inSection, [iris.section(read.slug, read.section_at(mark.start).number)]),
            (OA.start, integer(mark.start)),
            (OA.end, integer(mark.end)),
        )


def has_latin_letters(name: str) -> bool:
    """Whether an IRI can be made of the name; the letter's words keep it either way."""
    try:
        return bool(name_slug(name))
    except ValueError:
        return False
