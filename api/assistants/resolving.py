"""From what an assistant writes to what the graph has: a thing's IRI, a docket, a respondent."""

from claimgraph.api.assistants.source import Source
from claimgraph.api.examples import about
from claimgraph.api.positions import Docket, Respondent
from claimgraph.api.service.problems import Problem

__all__ = ["docket_of", "known", "respondent_of"]

_LISTED = 20


async def known(source: Source, text: str) -> str:
    """Return the IRI of the thing that is meant. Raises Problem where the graph has none."""
    for iri in source.where.iris(text):
        for row in (await source.table(about("resource-known", iri))).rows:
            if any(term is not None and term.value == "true" for term in row.values()):
                return iri
    detail = f"The graph says nothing about {text[:300]!r}. Find what there is with search or docket."
    raise Problem("not-found", detail)


async def docket_of(source: Source, name: str) -> Docket:
    """Return the docket with that number or IRI, without a name the only one.

    Raises Problem where there is none, or several.
    """
    rows = [row for row in source.where.dockets.rows if row["docket"]]
    named = [
        row
        for row in rows
        if not name or name in [term.value for each in ("identifier", "docket") if (term := row[each])]
    ]
    if len(named) == 1 and (iri := named[0]["docket"]):
        return await source.docket(iri.value)
    numbers = ", ".join(term.value for row in rows[:_LISTED] if (term := row["identifier"] or row["docket"]))
    if named:
        raise Problem("bad-request", f"There are several dockets; name one of {numbers}.")
    raise Problem("not-found", f"There is no docket {name[:60]!r}; there are: {numbers or 'none'}.")


def respondent_of(docket: Docket, text: str) -> Respondent:
    """Return the respondent with that name, label or IRI. Raises Problem where there is none, or several."""
    wanted = text.strip().casefold()
    found = [
        each
        for each in docket.respondents
        if wanted in (each.name.casefold(), each.label.casefold(), each.iri.casefold())
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.name for each in (found or docket.respondents)[:_LISTED])
    if found:
        raise Problem("bad-request", f"{text[:60]!r} can be several respondents; name one of {names}.")
    count = len(docket.respondents)
    shown = names if count <= _LISTED else f"{names} and {count - _LISTED:,} more, which the tool docket lists"
    raise Problem("not-found", f"The docket has no respondent {text[:60]!r}; it has {shown}.")
