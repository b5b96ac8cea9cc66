"""What an explanation has to know of the graph, as queries handed out and answers taken in.

A step is a generator: it yields the text of a SELECT and is sent its rows. So the same steps ask a store here and now
(`answered`), or evaluators that can be stopped.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from claimgraph.ontology.derivations import Ground, Note, Passage
from claimgraph.ontology.errors import ExplainError
from claimgraph.ontology.patterns import Row, Term

Rows = Sequence[Row]
Result = TypeVar("Result")
Steps = Generator[str, Rows, Result]

_BATCH = 400
"""How many things one query asks about, so that none grows beyond what an evaluator takes."""


def answered(store: Store, steps: Steps[Result]) -> Result:
    """What the steps come to where the store answers them, its graphs taken together."""
    try:
        query = next(steps)
        while True:
            query = steps.send(_rows(store, query))
    except StopIteration as ended:
        result: Result = ended.value
        return result


def _rows(store: Store, query: str) -> Rows:
    """The rows of a SELECT query's answer.

    The engine's own answer ends here: an error's frame would keep it, and it may not be dropped in another thread.
    """
    found = store.query(query, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        del found
        raise ExplainError(f"this isn't a SELECT query: {query}")
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]


def dockets() -> Steps[tuple[str, ...]]:
    """The bases of the store's dockets, sorted."""
    rows = yield _text("dockets")
    return tuple(sorted(iri(row, "docket").value.removesuffix("docket") for row in rows))


def places(thing: NamedNode) -> Steps[dict[str, dict[str, int]]]:
    """How many statements are `about` the thing, `naming` it and `held` by a graph of its name, by graph."""
    found: dict[str, dict[str, int]] = {"about": {}, "naming": {}, "held": {}}
    for row in (yield _text("places").replace("<this:>", str(thing))):
        found[value(row, "role")][iri(row, "graph").value] = int(value(row, "count"))
    return {role: dict(sorted(counts.items())) for role, counts in found.items()}


def statements(thing: NamedNode) -> Steps[dict[Triple, NamedNode]]:
    """What is said about the thing, sorted, with the graph of each."""
    rows = yield _text("statements").replace("<this:>", str(thing))
    found = {Triple(thing, iri(row, "predicate"), row["object"]): iri(row, "graph") for row in rows}
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def graphs(triples: Iterable[Triple]) -> Steps[dict[Triple, tuple[NamedNode, ...]]]:
    """The graphs that each of the statements stands in, sorted."""
    found: dict[Triple, set[NamedNode]] = {}
    for some in _batches(" ".join(map(str, triple)) for triple in dict.fromkeys(triples)):
        these = " ".join(f"({each})" for each in some)
        for row in (yield _text("graphs").replace("<these:>", these)):
            triple = Triple(iri(row, "subject"), iri(row, "predicate"), row["object"])
            found.setdefault(triple, set()).add(iri(row, "graph"))
    return {triple: tuple(sorted(names, key=str)) for triple, names in found.items()}


def grounds(things: Iterable[NamedNode]) -> Steps[dict[NamedNode, tuple[Ground, ...]]]:
    """Where the things are read, by letter and place, what stands in an earlier text last."""
    found: dict[NamedNode, set[Ground]] = {}
    for some in _batches(str(thing) for thing in dict.fromkeys(things)):
        for row in (yield _text("grounds").replace("<these:>", " ".join(some))):
            found.setdefault(iri(row, "thing"), set()).add(_ground(row))
    return {thing: tuple(sorted(each, key=_place)) for thing, each in found.items()}


def names(things: Iterable[NamedNode]) -> Steps[tuple[dict[str, str], dict[str, str]]]:
    """The labels of the things, and the definitions of those that are rules, by IRI; the first of several."""
    labels: dict[str, str] = {}
    definitions: dict[str, str] = {}
    for some in _batches(sorted({str(thing) for thing in things})):
        rows = yield _text("names").replace("<these:>", " ".join(some))
        for row in sorted(rows, key=lambda row: value(row, "label")):
            labels.setdefault(iri(row, "thing").value, value(row, "label"))
            if "definition" in row:
                definitions.setdefault(iri(row, "thing").value, value(row, "definition"))
    return dict(sorted(labels.items())), definitions


def neighbours(start: str) -> Steps[tuple[str, ...]]:
    """IRIs in the graph that start so, sorted; there may be more."""
    rows = yield _text("neighbours").replace("<start:>", str(Literal(start)))
    return tuple(sorted(iri(row, "thing").value for row in rows))


def iri(row: Row, name: str) -> NamedNode:
    """The IRI in this column. Raises ExplainError for any other value."""
    term = row.get(name)
    if not isinstance(term, NamedNode):
        raise ExplainError(f"the graph has {term} where an IRI has to stand; build it again")
    return term


def value(row: Mapping[str, Term], name: str) -> str:
    """The value in this column as text."""
    return row[name].value


def _ground(row: Row) -> Ground:
    span, letter = iri(row, "span"), iri(row, "letter")
    start, end, words = int(value(row, "start")), int(value(row, "end")), value(row, "words")
    if "number" in row:
        text = iri(row, "text") if "text" in row else None
        url = value(row, "url") if "url" in row else None
        return Note(span, letter, text, start, end, words, int(value(row, "number")), url)
    return Passage(span, letter, iri(row, "text"), start, end, words, value(row, "current") == "true")


def _place(ground: Ground) -> tuple[str, bool, int, int, str]:
    earlier = isinstance(ground, Passage) and not ground.current
    return ground.letter.value, earlier, ground.start, ground.end, ground.iri.value


def _batches(items: Iterable[str]) -> Iterator[list[str]]:
    given = list(items)
    return (given[start : start + _BATCH] for start in range(0, len(given), _BATCH))


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath("asked", f"{name}.rq").read_text("utf-8")
