"""Does a server hold what it was given? Its graphs are read back and compared line by line."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.store.remote.errors import UnfaithfulError
from claimgraph.store.remote.parts import lines
from claimgraph.store.remote.record import Alteration

__all__ = ["MOST_ALTERED", "alteration", "restored"]

MOST_ALTERED = 100_000
"""How many lines of a graph a server may give back in another form: they stand in the generation's record."""

_ANY = NamedNode("urn:any")
_SHOWN = 200


def alteration(graph: str, given: Path, kept: Path) -> Alteration:
    """What the server gives back in another form; both files have sorted lines.

    Other forms are those of equal values (`"01"^^xsd:integer` for `"1"^^xsd:integer`, `"x"@EN` for `"x"@en`). Raises
    UnfaithfulError for anything else that is missing or in excess.
    """
    gone: list[bytes] = []
    come: list[bytes] = []
    marked = heapq.merge(((line, 0) for line in lines(given)), ((line, 1) for line in lines(kept)))
    for line, sides in groupby(marked, key=lambda each: each[0]):
        found = [side for _, side in sides]
        if len(found) == 1:
            (come if found[0] else gone).append(line)
        if len(gone) + len(come) > MOST_ALTERED:
            break
    if len(gone) + len(come) <= MOST_ALTERED:
        values_gone, values_come = _by_value(gone), _by_value(come)
        if values_gone.keys() == values_come.keys():
            return Alteration(tuple(map(_text, gone)), tuple(map(_text, come)))
        gone = [values_gone[each] for each in sorted(values_gone.keys() - values_come.keys())] or gone
        come = [values_come[each] for each in sorted(values_come.keys() - values_gone.keys())] or come
    raise UnfaithfulError(_difference(graph, given, kept, gone, come))


def restored(kept: Iterable[bytes], altered: Alteration) -> Iterator[bytes]:
    """Sorted lines as they were given, made from those that the server gives back."""
    drop = {line.encode() for line in altered.kept}
    return heapq.merge((line for line in kept if line not in drop), sorted(line.encode() for line in altered.given))


def _difference(graph: str, given: Path, kept: Path, gone: list[bytes], come: list[bytes]) -> str:
    counts = [f"{sum(1 for _ in lines(path)):,}" for path in (kept, given)]
    said = f"<{graph}>: the server gives back {counts[0]} statements for {counts[1]}"
    for what, which in (("missing", gone), ("in excess", come)):
        if which:
            said += f"; {what} is {_text(which[0]).strip()[:_SHOWN]}"
    return (
        f"{said}; nothing was published: where many are missing have the server's limit on rows raised, otherwise "
        "publish to another kind of server"
    )


def _by_value(found: list[bytes]) -> dict[str, bytes]:
    """The lines by what they say as values."""
    return {str(_value(quad.triple)): line for line in found for quad in parse(line, RdfFormat.N_TRIPLES, lenient=True)}


def _value(triple: Triple) -> Triple:
    said = triple.object
    if isinstance(said, Literal):
        if said.language:
            said = Literal(said.value, language=said.language.lower())
        else:
            store = Store()  # it keeps numbers, dates and booleans by value
            store.add(Quad(_ANY, _ANY, said))
            (said,) = (quad.object for quad in store)
    return Triple(triple.subject, triple.predicate, said)


def _text(line: bytes) -> str:
    return line.decode("utf-8")
