"""What people write about a docket and its letters: the typed models of the corpus folder's YAML files.

The format is described in ``docs/annotation-format.md``; a JSON Schema of each file, for editors, lies in ``schema/``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from claimgraph.ingest.fields import (
    AffiliationKind,
    AlignmentKind,
    BaseIri,
    CitingFunction,
    ClaimType,
    Day,
    Notation,
    OrganizationKind,
    PartialDate,
    Slug,
    SourceKind,
    Stance,
    Text,
    Url,
)


class Record(BaseModel):
    """A mapping in a YAML file; its keys have hyphens where the fields have underscores."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=lambda name: name.replace("_", "-"))


class Request(Record):
    """The request for comment that opened the docket."""

    title: Text
    identifiers: Annotated[tuple[Text, ...], Field(min_length=1)]
    issued: Day
    comments_due: Day


class Question(Record):
    """One of the request's questions; ``part_of`` is the notation of the question above it."""

    notation: Notation
    text: Text
    part_of: Notation | None = None


class Docket(Record):
    """``docket.yaml``."""

    base: BaseIri
    identifier: Text
    title: Text
    opened_by: Slug
    request: Request
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Organization(Record):
    """Who publishes, submits or is named; ``hosts`` are web hosts that publish for it alone."""

    slug: Slug
    name: Text
    alternatives: tuple[Text, ...] = ()
    kind: OrganizationKind
    parent: Slug | None = None
    hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")], ...] = ()
    note: Text | None = None


class Organizations(Record):
    """``organizations.yaml``."""

    organizations: tuple[Organization, ...]


class Source(Record):
    """A work that letters cite, with every address under which they may cite it."""

    slug: Slug
    title: Text
    kind: SourceKind
    publisher: Slug | None = None
    authors: tuple[Text, ...] = ()
    date: PartialDate | None = None
    identifiers: tuple[Text, ...] = ()
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/[!-~]+$")] | None = None
    urls: Annotated[tuple[Url, ...], Field(min_length=1)]
    note: Text | None = None


class Override(Record):
    """A footnote's address put right: ``printed`` as it stands in the text, ``url`` as it should be, and why."""

    letter: Slug
    footnote: Annotated[int, Field(ge=1)]
    printed: Text
    url: Url
    reason: Text
    by: Slug


class Sources(Record):
    """``sources.yaml``."""

    sources: tuple[Source, ...]
    overrides: tuple[Override, ...] = ()


class Topic(Record):
    """What a claim is about."""

    slug: Slug
    label: Text


class Proposition(Record):
    """A statement that claims affirm, deny or qualify."""

    slug: Slug
    statement: Text
    topic: Slug
    broader: tuple[Slug, ...] = ()
    contradicts: tuple[Slug, ...] = ()
    note: Text | None = None


class Propositions(Record):
    """``propositions.yaml``."""

    topics: tuple[Topic, ...]
    propositions: tuple[Proposition, ...]


class Affiliation(Record):
    """A tie that the letter discloses, with the words that disclose it; whose it is must be said in a joint letter."""

    respondent: Slug | None = None
    organization: Slug
    kind: AffiliationKind
    quote: Text
    context: Text | None = None
    url: Url | None = None
    note: Text | None = None


class FootnoteReference(Record):
    """A footnote that backs a claim, and how the claim uses the work."""

    number: Annotated[int, Field(ge=1)]
    function: CitingFunction | None = None


class Claim(Record):
    """One thing that the letter's respondent asserts, in the letter's words."""

    slug: Slug
    type: ClaimType
    quote: Text
    context: Text | None = None
    stance: Stance
    proposition: Slug
    topic: Slug
    footnotes: tuple[Annotated[int, Field(ge=1)] | FootnoteReference, ...] = ()
    note: Text | None = None

    @property
    def references(self) -> tuple[FootnoteReference, ...]:
        """The footnotes in their long form: ``7`` is short for ``{number: 7}``."""
        return tuple(FootnoteReference(number=note) if isinstance(note, int) else note for note in self.footnotes)


class LetterAnnotation(Record):
    """``letters/SLUG.yaml``: what a reader found in a letter."""

    letter: Slug
    text: Annotated[str, Field(pattern=r"^[^/\\]+$", description="the letter's file, in the same folder")]
    comment: Text
    respondents: Annotated[tuple[Slug, ...], Field(min_length=1)]
    affiliations: tuple[Affiliation, ...] = ()
    claims: tuple[Claim, ...] = ()


class Alignment(Record):
    """How claims of two respondents or more stand to one another on a proposition, as a person has judged it."""

    slug: Slug
    kind: AlignmentKind
    proposition: Slug
    claims: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]+/[a-z0-9.-]+$", description="letter/claim")], ...],
        Field(min_length=2),
    ]
    justification: Text
    confidence: Literal["high", "medium", "low"]
    by: Slug
    date: Day


class Alignments(Record):
    """``alignments.yaml``."""

    alignments: tuple[Alignment, ...]
