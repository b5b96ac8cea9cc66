"""The scalars that annotations are made of: slugs, days, addresses, and the words that name kinds of things."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, WithJsonSchema, WrapValidator
from pyoxigraph import NamedNode

from claimgraph.ontology import Iris

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", description="lower-case words joined by hyphens")]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


def _real_day(value: str) -> str:
    """The date, once it is known to be in the calendar; a year or a month always is."""
    if len(value) == len("2024-02-30"):
        date.fromisoformat(value)
    return value


Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", description="year-month-day"),
    AfterValidator(_real_day),
]


def _plain(pattern: str, description: str) -> WithJsonSchema:
    """A schema for text that an editor may take for a number, such as a year."""
    return WithJsonSchema({"type": ["string", "integer"], "pattern": pattern, "description": description})


_PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_NOTATION = r"^[1-9]\d*([a-z](\.[ivx]+)?)?$"
PartialDate = Annotated[
    str,
    Field(pattern=_PARTIAL_DATE),
    AfterValidator(_real_day),
    _plain(_PARTIAL_DATE, "year, year-month or day"),
]
Notation = Annotated[str, Field(pattern=_NOTATION), _plain(_NOTATION, "a question's number, as 2d.i")]

_HTTP_URL = TypeAdapter(HttpUrl)
_NO_ADDRESS = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")


def _as_written(value: Any, check: Any) -> str:
    """The address as it was written, once it is known to be one: pydantic's own type would rewrite it."""
    check(value)
    _HTTP_URL.validate_python(value)
    if found := _NO_ADDRESS.search(value):
        raise ValueError(f"an address can't hold {found[0]!r}: write it with a percent sign, as %{ord(found[0]):02X}")
    return str(value)


Url = Annotated[str, WrapValidator(_as_written), Field(json_schema_extra={"format": "uri"})]


def _as_iri(value: str) -> str:
    """The IRI, once it is known to be one."""
    NamedNode(value)
    return value


Iri = Annotated[str, AfterValidator(_as_iri), Field(json_schema_extra={"format": "iri"})]


def _as_base(value: str) -> str:
    """The base, once IRIs can be made of it."""
    Iris(value)
    return value


BaseIri = Annotated[Url, Field(pattern=r"^https?://[^\s<>\"{}|\\^`]+/$"), AfterValidator(_as_base)]

Stance = Literal["affirms", "denies", "qualifies"]
ClaimType = Literal["factual", "value", "policy", "recommendation", "definitional", "self-report"]
Modality = Literal["asserted", "probable", "possible", "required", "advised", "optional"]
Audience = Literal["model-developer", "model-consumers"]
PersonPart = Literal["signatory", "addressee", "cited", "mentioned"]
OmissionReason = Literal[
    "letterhead",
    "greeting",
    "courtesy",
    "heading",
    "question-restated",
    "lead-in",
    "transition",
    "reported-view",
    "signature",
]
AlignmentKind = Literal["agreement", "partial-agreement", "qualified-agreement", "disagreement", "shared-evidence"]
AffiliationKind = Literal["member", "founding-member", "participant", "sponsor", "partner", "contributor", "customer"]
OrganizationKind = Literal[
    "company",
    "university",
    "research-institute",
    "agency",
    "government",
    "standards-body",
    "nonprofit",
    "consortium",
    "press",
    "publication",
    "repository",
    "project",
]
SourceKind = Literal[
    "report",
    "preprint",
    "article",
    "standard",
    "law",
    "regulation",
    "press",
    "blog",
    "wiki",
    "webpage",
    "documentation",
    "dataset",
    "software",
    "policy",
    "fact-sheet",
]
ProgrammeKind = Literal[
    "framework",
    "standard",
    "law",
    "executive-order",
    "regulation",
    "licence",
    "definition",
    "guidance",
    "programme",
    "evaluation",
]
CitingFunction = Literal[
    "agreesWith",
    "citesAsAuthority",
    "citesAsDataSource",
    "citesAsEvidence",
    "citesAsRecommendedReading",
    "citesAsRelated",
    "citesAsSourceDocument",
    "citesForInformation",
    "credits",
    "describes",
    "discusses",
    "documents",
    "includesQuotationFrom",
    "obtainsBackgroundFrom",
    "obtainsSupportFrom",
    "supports",
    "usesDataFrom",
]
"""Names of CiTO properties, https://purl.org/spar/cito."""
