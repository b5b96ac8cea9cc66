"""What people write about a docket as a whole: the typed models of the YAML files that its letters share.

The format is described in ``docs/annotation-format.md``; a JSON Schema of each file, for editors, lies in ``schema/``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from claimgraph.ingest.fields import (
    AlignmentKind,
    BaseIri,
    Day,
    Iri,
    Notation,
    OrganizationKind,
    PartialDate,
    ProgrammeKind,
    Slug,
    SourceKind,
    Text,
    Url,
)
from claimgraph.ingest.record import Record


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
    exact_match: tuple[Iri, ...] = ()
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


class Programme(Record):
    """A programme or an instrument that letters name: a framework, a standard, a law, a licence."""

    slug: Slug
    name: Text
    alternatives: tuple[Text, ...] = ()
    kind: ProgrammeKind
    run_by: Slug | None = None
    sources: tuple[Slug, ...] = ()
    note: Text | None = None


class Programmes(Record):
    """``programmes.yaml``."""

    programmes: tuple[Programme, ...]


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


class Alignment(Record):
    """How claims of two respondents or more stand to one another, as a person has judged it.

    It is on a proposition, unless it is on shared evidence: then ``sources`` are the works that they share.
    """

    slug: Slug
    kind: AlignmentKind
    proposition: Slug | None = None
    sources: tuple[Slug, ...] = ()
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
