"""What people write about one letter: the typed models of ``letters/SLUG.yaml``.

The format is described in ``docs/annotation-format.md``; a JSON Schema of the file, for editors, lies in ``schema/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from claimgraph.ingest.fields import (
    AffiliationKind,
    Audience,
    CitingFunction,
    ClaimType,
    Modality,
    OmissionReason,
    PersonPart,
    Slug,
    Stance,
    Text,
    Url,
)
from claimgraph.ingest.located import Key
from claimgraph.ingest.record import Record

FileName = Annotated[str, Field(pattern=r"^[^/\\]+$", description="a file in the same folder")]


class Quoted(Record):
    """Whatever rests on words of the letter; ``context`` is a longer stretch around them, where they stand twice."""

    quote: Text
    context: Text | None = None


class FootnoteReference(Record):
    """A footnote at the quoted words, and how they use the work that it cites."""

    number: Annotated[int, Field(ge=1)]
    function: CitingFunction | None = None


class Noted(Quoted):
    """Words of the letter with the footnotes at them."""

    footnotes: tuple[Annotated[int, Field(ge=1)] | FootnoteReference, ...] = ()

    @property
    def references(self) -> tuple[FootnoteReference, ...]:
        """The footnotes in their long form: ``7`` is short for ``{number: 7}``."""
        return tuple(FootnoteReference(number=note) if isinstance(note, int) else note for note in self.footnotes)


class Affiliation(Quoted):
    """A tie that the letter discloses, with the words that disclose it; whose it is must be said in a joint letter."""

    respondent: Slug | None = None
    organization: Slug
    kind: AffiliationKind
    url: Url | None = None
    note: Text | None = None


class Person(Quoted):
    """Someone whom the letter names, and the words that do so; the signatory is found in the text."""

    name: Text
    part: PersonPart
    role: Text | None = None
    organization: Slug | None = None


class Omission(Quoted):
    """A stretch of the letter of which no claim is made, and why."""

    reason: OmissionReason
    note: Text | None = None


class Table(Record):
    """A table of the letter, by its number there: its caption, and the cells of its head row."""

    number: Annotated[int, Field(ge=1)]
    caption: Text
    heads: Annotated[tuple[Text, ...], Field(min_length=1)]


class AvailabilityLevel(Noted):
    """A step of the letter's gradient of availability: ranked from 1, or above others, or a variation of another."""

    slug: Slug
    rank: Annotated[int, Field(ge=1)] | None = None
    part_of: Slug | None = None
    variation_of: Slug | None = None


class DistributionMethod(Noted):
    """A way of distributing a model to which the letter assigns risks; ``levels`` are those that it takes in."""

    slug: Slug
    levels: tuple[Slug, ...] = ()


class Risk(Noted):
    """A risk that the letter assigns to a method of distribution, for one audience or both."""

    slug: Slug
    method: Slug
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)]


class Component(Noted):
    """A component of an AI model that the letter lists; without a ``name`` the quote is its name."""

    slug: Slug
    name: Text | None = None
    part_of: Slug | None = None


class RequiredComponent(Noted):
    """A component that the letter says an outcome requires."""

    component: Slug


class Consideration(Noted):
    """What the letter says has to be considered when releasing for an outcome."""

    slug: Slug


class Outcome(Noted):
    """An intended outcome with the components that it requires and what is to be considered."""

    slug: Slug
    components: tuple[RequiredComponent, ...] = ()
    considerations: tuple[Consideration, ...] = ()


class ClaimWords(Noted):
    """What the letter's words alone tell of a claim.

    ``cue`` are the words of the quote that give the modality; ``condition`` those, of the quote or else of its section,
    under which alone the claim is made. ``earlier_quotes`` are its words in earlier versions of the text.
    """

    slug: Slug
    type: ClaimType
    modality: Modality = "asserted"
    cue: Text | None = None
    condition: Text | None = None
    addressees: tuple[Slug, ...] = ()
    programmes: tuple[Slug, ...] = ()
    defines: tuple[Text, ...] = ()
    earlier_quotes: tuple[Text, ...] = ()
    note: Text | None = None


class Claim(ClaimWords):
    """One thing that the letter's respondent asserts, in the letter's words, and how it stands to a proposition."""

    stance: Stance
    proposition: Slug
    topic: Slug


class LetterAnnotation(Record):
    """``letters/SLUG.yaml``: what a reader found in a letter; ``earlier_texts`` are files, oldest first."""

    letter: Slug
    text: FileName
    earlier_texts: tuple[FileName, ...] = ()
    comment: Text
    respondents: Annotated[tuple[Slug, ...], Field(min_length=1)]
    affiliations: tuple[Affiliation, ...] = ()
    people: tuple[Person, ...] = ()
    omissions: tuple[Omission, ...] = ()
    tables: tuple[Table, ...] = ()
    availability_levels: tuple[AvailabilityLevel, ...] = ()
    distribution_methods: tuple[DistributionMethod, ...] = ()
    risks: tuple[Risk, ...] = ()
    components: tuple[Component, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    claims: tuple[Claim, ...] = ()


def quoted(record: Record, path: Key = ()) -> Iterator[tuple[Key, Quoted]]:
    """Whatever in a record rests on a quote, with its path in the file, as ``("claims", 3)``; in the file's order."""
    if isinstance(record, Quoted):
        yield path, record
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        for i, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, Record):
                yield from quoted(item, (*path, field.alias or name, i))
