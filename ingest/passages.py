"""The passages of a letter's texts, described once for whatever rests on them."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.ingest.anchors import Anchored
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import GraphDraft, integer, text
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Letter, Span
from claimgraph.ontology import CG, OA, Iris

AROUND = 32
"""How many code points before and after a passage its prefix and suffix hold."""


@dataclass(frozen=True, slots=True)
class Passages:
    """What describes passages of one letter; ``name`` is what its respondents are called."""

    draft: GraphDraft
    iris: Iris
    read: AnchoredLetter
    name: str

    def describe(self, anchored: Anchored, origin: Location, version: Letter | None = None) -> list[NamedNode]:
        """Describe the spans of the current text, or of an earlier version, and return their IRIs."""
        return [self._describe(span, origin, version or self.read.letter) for span in anchored.spans]

    def section(self, offset: int) -> NamedNode:
        """The section in which a code point of the current text stands."""
        return self.iris.section(self.read.slug, self.read.section_at(offset).number)

    def _describe(self, span: Span, origin: Location, version: Letter) -> NamedNode:
        subject = self.iris.passage(self.read.slug, version.text_sha256, span.start, span.end)
        self.draft.describe(
            subject,
            origin,
            [CG.Passage, OA.TextQuoteSelector, OA.TextPositionSelector],
            f"{self.name}, characters {span.start} to {span.end}",
            (CG.inText, [self.iris.text(self.read.slug, version.text_sha256)]),
            (CG.inSection, [self.section(span.start)] if version is self.read.letter else []),
            (OA.exact, text(version.text[span.start : span.end])),
            (OA.prefix, text(version.text[max(0, span.start - AROUND) : span.start])),
            (OA.suffix, text(version.text[span.end : span.end + AROUND])),
            (OA.start, integer(span.start)),
            (OA.end, integer(span.end)),
        )
        return subject
