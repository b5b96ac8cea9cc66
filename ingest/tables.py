"""Where the letter's tables stand that an annotation speaks of: their captions and the cells of their head rows."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.located import Key
from claimgraph.ingest.models import Letter, Span


def anchor_tables(
    annotation: File[LetterAnnotation], letter: Letter, anchors: Anchors, places: MutableMapping[Key, Anchored]
) -> Iterator[Problem]:
    """Add each caption's and each head's place to ``places``, under its path; yield a problem for what isn't there."""
    for i, table in enumerate(annotation.content.tables):
        try:
            places["tables", i, "caption"] = anchors.find(table.caption)
        except AnchorError as error:
            yield Problem(annotation.at("tables", i, "caption"), str(error))
        cells = {block.column: block for block in letter.blocks if (block.table, block.row) == (table.number, 0)}
        if not cells:
            count = len({block.table for block in letter.blocks if block.table})
            message = f"the letter has no table {table.number}: {count} could be read in it"
            yield Problem(annotation.at("tables", i, "number"), message)
            continue
        for j, head in enumerate(table.heads):
            path = ("tables", i, "heads", j)
            cell = cells.get(j)
            try:
                if cell is None:
                    raise AnchorError(f"table {table.number} has no column {j + 1}: it has {len(cells)}")
                places[path] = anchors.find(head, within=Span(cell.spans[0].start, cell.spans[-1].end))
            except AnchorError as error:
                yield Problem(annotation.at(*path), str(error))
