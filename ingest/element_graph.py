"""A letter's own structures, added to its graph: its gradient of availability, its tables, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.ingest.annotations import Noted
from claimgraph.ingest.graph import Property, integer, text
from claimgraph.ingest.located import Key
from claimgraph.ingest.passages import Passages
from claimgraph.ontology import CG

AUDIENCES = {"model-developer": CG.ModelDeveloper, "model-consumers": CG.ModelConsumers}
TABLE, LEVEL, METHOD, RISK = "table", "availability-level", "distribution-method", "risk"
COMPONENT, OUTCOME, CONSIDERATION = "component", "outcome", "consideration"


def describe_elements(passages: Passages) -> None:
    """Describe the letter's tables, the steps of its gradient, and the entries of both."""
    elements = _Elements(passages)
    _describe_tables(elements)
    _describe_levels(elements)
    _describe_risks(elements)
    _describe_components(elements)
    _describe_outcomes(elements)


@dataclass(frozen=True, slots=True)
class _Elements:
    """What describes elements of one letter."""

    passages: Passages

    def iri(self, kind: str, slug: str) -> NamedNode:
        return self.passages.iris.element(self.passages.read.slug, kind, slug)

    def describe(
        self,
        path: Key,
        record: Noted,
        node: NamedNode,
        kind: NamedNode,
        *properties: Property,
        label: str | None = None,
    ) -> None:
        """Describe what the annotation has at ``path``; its words are its label, where it has no other."""
        read, iris = self.passages.read, self.passages.iris
        anchored = read.anchors[path]
        number = self._table(anchored.spans[0].start)
        self.passages.draft.describe(
            node,
            read.annotation.at(*path),
            [CG.LetterElement, kind],
            label or anchored.words,
            (CG.elementOf, [iris.letter(read.slug)]),
            (CG.inTable, [self.iri(TABLE, str(number))] if number else []),
            (CG.words, text(anchored.words)),
            *properties,
        )
        self.rest_on(path, record, node)

    def rest_on(self, path: Key, record: Noted, node: NamedNode) -> None:
        """Say on which words of the letter the element rests, and which footnotes stand there."""
        read, iris = self.passages.read, self.passages.iris
        self.passages.draft.relate(
            node,
            (CG.wordedIn, self.passages.describe(read.anchors[path], read.annotation.at(*path))),
            (CG.hasFootnote, [iris.footnote(read.slug, reference.number) for reference in record.references]),
        )

    def _table(self, offset: int) -> int | None:
        """The number of the annotated table in which a code point stands."""
        read = self.passages.read
        annotated = {table.number for table in read.annotation.content.tables}
        for block in read.letter.blocks:
            if any(span.start <= offset < span.end for span in block.spans):
                return block.table if block.table in annotated else None
        return None


def _describe_tables(elements: _Elements) -> None:
    passages, read = elements.passages, elements.passages.read
    for i, table in enumerate(read.annotation.content.tables):
        origin = read.annotation.at("tables", i)
        caption = read.anchors["tables", i, "caption"]
        heads = [read.anchors["tables", i, "heads", j] for j in range(len(table.heads))]
        passages.draft.describe(
            elements.iri(TABLE, str(table.number)),
            origin,
            [CG.LetterElement, CG.Table],
            f"{passages.name}, table {table.number}",
            (CG.elementOf, [passages.iris.letter(read.slug)]),
            (CG.position, integer(table.number)),
            (CG.words, text(caption.words)),
            (CG.wordedIn, [passage for each in (caption, *heads) for passage in passages.describe(each, origin)]),
        )


def _describe_levels(elements: _Elements) -> None:
    for i, level in enumerate(elements.passages.read.annotation.content.availability_levels):
        elements.describe(
            ("availability-levels", i),
            level,
            elements.iri(LEVEL, level.slug),
            CG.AvailabilityLevel,
            (CG.rank, integer(level.rank) if level.rank else []),
            (CG.partOf, [elements.iri(LEVEL, level.part_of)] if level.part_of else []),
            (CG.variationOf, [elements.iri(LEVEL, level.variation_of)] if level.variation_of else []),
        )


def _describe_risks(elements: _Elements) -> None:
    annotation = elements.passages.read.annotation.content
    for i, method in enumerate(annotation.distribution_methods):
        node = elements.iri(METHOD, method.slug)
        takes_in = (CG.takesIn, [elements.iri(LEVEL, slug) for slug in method.levels])
        elements.describe(("distribution-methods", i), method, node, CG.DistributionMethod, takes_in)
    for i, risk in enumerate(annotation.risks):
        elements.describe(
            ("risks", i),
            risk,
            elements.iri(RISK, risk.slug),
            CG.Risk,
            (CG.riskOf, [elements.iri(METHOD, risk.method)]),
            (CG.riskFor, [AUDIENCES[audience] for audience in risk.audiences]),
        )


def _describe_components(elements: _Elements) -> None:
    for i, each in enumerate(elements.passages.read.annotation.content.components):
        node = elements.iri(COMPONENT, each.slug)
        part_of = (CG.partOf, [elements.iri(COMPONENT, each.part_of)] if each.part_of else [])
        elements.describe(("components", i), each, node, CG.ModelComponent, part_of, label=each.name)


def _describe_outcomes(elements: _Elements) -> None:
    for i, outcome in enumerate(elements.passages.read.annotation.content.outcomes):
        path: Key = ("outcomes", i)
        node = elements.iri(OUTCOME, outcome.slug)
        elements.describe(
            path,
            outcome,
            node,
            CG.IntendedOutcome,
            (CG.requiresComponent, [elements.iri(COMPONENT, each.component) for each in outcome.components]),
            (CG.hasConsideration, [elements.iri(CONSIDERATION, each.slug) for each in outcome.considerations]),
        )
        for j, required in enumerate(outcome.components):
            elements.rest_on((*path, "components", j), required, node)
        for j, each in enumerate(outcome.considerations):
            consideration = elements.iri(CONSIDERATION, each.slug)
            elements.describe((*path, "considerations", j), each, consideration, CG.ReleaseConsideration)
