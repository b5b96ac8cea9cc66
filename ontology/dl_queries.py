"""Questions as a Protégé user types them into the DL Query tab, answered by one run of HermiT for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from pyoxigraph import NamedNode, Triple

from claimgraph.ontology.manchester import Names, defined, read_expression
from claimgraph.ontology.reasoning import Realisation, realise


@dataclass(frozen=True, slots=True)
class DlQuery:
    """A question in words, and as a class expression."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class DlAnswers:
    """What HermiT makes of the data, and the individuals that each query's expression holds of, sorted, by its text."""

    realisation: Realisation
    answers: Mapping[str, tuple[str, ...]]


def dl_queries() -> tuple[DlQuery, ...]:
    """The questions of `dl-queries.txt`, in its order.

    >>> dl_queries()[0].text
    'Respondent and reliesOn value rand'
    """
    blocks = files(__package__).joinpath("dl-queries.txt").read_text("utf-8").strip().split("\n\n")
    parts = [block.splitlines() for block in blocks]
    return tuple(DlQuery(question.removeprefix("# "), text) for question, text in parts)


def dl_answers(triples: Iterable[Triple], texts: Iterable[str], timeout: float | None = None) -> DlAnswers:
    """The answers to class expressions over the triples, which include the ontology.

    Raises ManchesterError for an expression that can't be read, and what `realise` raises.
    """
    data = list(triples)
    names = Names(data)
    expressions = {text: read_expression(text, names) for text in texts}
    # A class is made for each, so that they all cost one run.
    classes = {text: NamedNode(f"urn:claimgraph:dl:{number}") for number, text in enumerate(expressions)}
    definitions = [triple for text, node in classes.items() for triple in defined(node, expressions[text])]
    realisation = realise(data, definitions, timeout)
    return DlAnswers(realisation, {text: realisation.instances(node.value) for text, node in classes.items()})
