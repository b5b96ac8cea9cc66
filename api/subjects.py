"""What pages show of claims, propositions, questions, organisations, works, programmes, topics, alignments, tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from claimgraph.api.citing import Citable, citable
from claimgraph.api.element_structure import Structure
from claimgraph.api.elements import structure_of
from claimgraph.api.examples import about
from claimgraph.api.service.graph import Answering, Graph, Row
from claimgraph.ontology.terms import CG, ORG

__all__ = ["CLAIMS", "Bearing", "Subject", "bearings_on", "subject_of"]

CLAIMS = 50
"""How many claims a page lists."""

ECHOES = 300
"""How many claims and entries a page of a table or an entry lists that say the same."""

_CLAIM_KINDS = (
    *(CG.Claim, CG.FactualClaim, CG.ValueClaim, CG.PolicyClaim, CG.Recommendation),
    *(CG.DefinitionalClaim, CG.SelfReport),
)
_ALIGNMENTS = (
    *(CG.Alignment, CG.Agreement, CG.PartialAgreement, CG.QualifiedAgreement, CG.Disagreement, CG.SharedEvidence),
)
_ENTRIES = (
    *(CG.AvailabilityLevel, CG.DistributionMethod, CG.Risk),
    *(CG.ModelComponent, CG.IntendedOutcome, CG.ReleaseConsideration),
)
_TEMPLATES = {
    **{kind.value: "claim.html" for kind in _CLAIM_KINDS},
    **{kind.value: "alignment.html" for kind in _ALIGNMENTS},
    CG.Proposition.value: "proposition.html",
    CG.Question.value: "question.html",
    CG.EvidenceSource.value: "source.html",
    CG.Programme.value: "programme.html",
    CG.Topic.value: "topic.html",
    CG.Respondent.value: "organization.html",
    ORG.Organization.value: "organization.html",
    CG.JoinedSubmission.value: "submission.html",
    CG.Table.value: "table.html",
    **{kind.value: "element.html" for kind in _ENTRIES},
}
_ASKED = {
    "claim.html": ("subject-alignments", "claim-evidence"),
    "proposition.html": ("subject-alignments",),
    "source.html": ("subject-alignments", "subject-citations", "subject-mapped", "source-entries"),
    "organization.html": ("subject-citations", "subject-ties", "subject-mapped"),
    "table.html": ("element-statements", "element-passages", "element-echoes"),
    "element.html": ("element-statements", "element-passages", "element-echoes"),
}
"""What each template asks beside the claims that bear on the thing."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """The claims that bear on a thing in one way: those on this page, how many in all, and of how many respondents."""

    how: str
    claims: int
    respondents: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of page: its template, the claims by how they bear on the thing, and the rows of its other queries.

    Of a claim, `bearings` are those of its proposition; `known` is who made it where, and how it is cited.
    """

    template: str
    bearings: Mapping[str, Bearing]
    page: int
    pages: int
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    known: Row | None = None
    cited: Citable | None = None
    structure: Structure | None = None

    @property
    def echoes(self) -> list[tuple[str, list[Row]]]:
        """What else says the words of a table's entries, by those words in the table's order."""
        if self.structure is None:
            return []
        rows = self.rows["element-echoes"][:ECHOES]
        found = ((each, [row for row in rows if _text(row, "element") == each.iri]) for each in self.structure.entries)
        return [(each.words, those) for each, those in found if those]


async def subject_of(graph: Graph, iri: str, kinds: Iterable[str], page: int) -> Subject | None:
    """Return what a thing of these kinds shows, None for one of no such kind. Raises Problem without an answer."""
    template = next((_TEMPLATES[kind] for kind in kinds if kind in _TEMPLATES), None)
    if template is None:
        return None
    rows = {name: (await graph.table(about(name, iri))).rows for name in _ASKED.get(template, ())}
    if "element-statements" in rows:
        structure = structure_of(iri, rows["element-statements"], rows["element-passages"])
        return Subject(template, {}, 1, 1, rows, structure=structure)
    if template != "claim.html":
        bearings, page, pages = await bearings_on(graph, iri, page)
        return Subject(template, bearings, page, pages, rows)
    [known] = (await graph.table(about("claim-context", iri))).rows
    [said] = (await graph.table(about("claim-position", iri))).rows
    proposition = said["proposition"]
    bearings, page, pages = await bearings_on(graph, proposition.value, page) if proposition else ({}, 1, 1)
    return Subject(template, bearings, page, pages, rows, {**known, **said}, citable(iri, known, said, graph.number))


async def bearings_on(
    graph: Answering, iri: str, page: int, size: int = CLAIMS
) -> tuple[Mapping[str, Bearing], int, int]:
    """Return the claims that bear on a thing, `size` a page, by how they do; the page's number, and how many there are.

    Beyond the last page it is the last. Raises Problem where the graph gives no answer.
    """
    counts = (await graph.table(about("subject-counts", iri))).rows
    pages = max(1, -(-sum(_number(row, "claims") for row in counts) // size))
    page = min(page, pages)
    query = about("subject-claims", iri).replace("OFFSET 0", f"OFFSET {(page - 1) * size}")
    query = query.replace(f"LIMIT {CLAIMS}", f"LIMIT {size}")
    rows = (await graph.table(query)).rows if counts else ()
    here = {how: tuple(those) for how, those in groupby(rows, lambda row: _text(row, "how"))}
    bearings = {
        how: Bearing(how, _number(row, "claims"), _number(row, "respondents"), here.get(how, ()))
        for row in counts
        if (how := _text(row, "how"))
    }
    return bearings, page, pages


def _number(row: Row, name: str) -> int:
    return int(_text(row, name) or 0)


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
