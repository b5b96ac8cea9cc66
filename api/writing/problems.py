"""The problem document for a write that isn't carried out."""

import logging
import re

from claimgraph.api.service.problems import Problem
from claimgraph.api.soundness import Flaw
from claimgraph.api.writing.pipeline import (
    ConditionError,
    GraphMissingError,
    ProtectedGraphError,
    UnsoundError,
    WriteError,
)
from claimgraph.shapes import Violation
from claimgraph.store import (
    DataSyntaxError,
    ForbiddenQueryError,
    QuerySyntaxError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreMovedError,
    UpdateFailedError,
)

__all__ = ["BUSY_SECONDS", "MOST_FLAWS", "write_problem"]

BUSY_SECONDS = 5
MOST_FLAWS = 100

_PLACE = re.compile(r"line (\d+), column (\d+)")

_log = logging.getLogger(__name__)


def write_problem(error: WriteError | StoreError) -> Problem:
    """Return what to tell the client about the error."""
    detail = f"{str(error)[:1].upper()}{str(error)[1:]}."
    place = _PLACE.match(str(error))
    members = {"line": int(place[1]), "column": int(place[2])} if place else {}
    match error:
        case UnsoundError():
            return _unsound(error.flaws)
        case ProtectedGraphError():
            return Problem("protected-graph", detail)
        case ConditionError():
            return Problem("precondition", detail)
        case GraphMissingError():
            return Problem("not-found", detail)
        case QuerySyntaxError():
            return Problem("query-syntax", detail, members)
        case DataSyntaxError():
            return Problem("data-syntax", detail, members)
        case ForbiddenQueryError():
            return Problem("forbidden-query", detail)
        case UpdateFailedError():
            return Problem("update-failed", detail)
        case StoreBusyError() | StoreMovedError():
            detail = "A build is writing to the store. Nothing was changed."
            return Problem("write-busy", detail, headers={"Retry-After": str(BUSY_SECONDS)})
        case StoreFullError():
            _log.error("a write failed: %s", error)
            return Problem("storage", "There is no space left for another generation. Nothing was changed.")
    # The message names files of this machine: for the log, not for clients.
    _log.error("a write failed: %s", error)
    return Problem("internal", "The store could not be written. Nothing was changed.")


def _unsound(found: tuple[Flaw, ...]) -> Problem:
    """The report: what the shapes or the ontology say against the content that the write would have led to."""
    shown = [_told(flaw) for flaw in found[:MOST_FLAWS]]
    count = f"{len(found):,} thing{'s are' if len(found) > 1 else ' is'} wrong"
    more = f", of which the first {MOST_FLAWS} are listed" if len(found) > MOST_FLAWS else ""
    first = str(shown[0]["message"])
    detail = f"{count} with the graph as it would be{more}. Nothing was changed. The first: {first}"
    return Problem("unsound", detail, {"count": len(found), "report": shown})


def _told(flaw: Flaw) -> dict[str, object]:
    if isinstance(flaw, Violation):
        said = {"focus": flaw.focus, "path": flaw.path, "value": flaw.value, "shape": flaw.shape}
        return {"message": flaw.message, **{name: value for name, value in said.items() if value}}
    statements, axioms = list(map(str, flaw.statements)), list(map(str, flaw.axioms))
    message = f"These can't all be so: {' / '.join(statements)}; the ontology says: {'; '.join(axioms)}."
    return {"message": message, "statements": statements, "axioms": axioms}
