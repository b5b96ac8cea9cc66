"""What an assistant can read beside the tools: the model, the ontology, example questions, the docket."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from claimgraph.api.assistants import overview
from claimgraph.api.assistants.source import Source
from claimgraph.api.examples import about, examples
from claimgraph.api.ontology_page import ontology_document
from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.terms import PREFIXES

__all__ = ["RESOURCES", "Resource"]

_MARKDOWN, _TURTLE = "text/markdown", "text/turtle"


@dataclass(frozen=True, slots=True)
class Resource:
    """A text to read, by its URI."""

    uri: str
    title: str
    description: str
    media_type: str
    text: Callable[[Source], Awaitable[str]]


async def _model(source: Source) -> str:
    return await asyncio.to_thread(lambda: "\n".join(_terms()))


async def _ontology(source: Source) -> str:
    return (await source.answer(about("resource-graph", ONTOLOGY_GRAPH.value), _TURTLE)).decode("utf-8")


async def _examples(source: Source) -> str:
    return "\n".join(_questions())


async def _docket(source: Source) -> str:
    dockets = [row["docket"] for row in source.where.dockets.rows]
    told = [await overview.docket(source, overview.Asked(docket=iri.value)) for iri in dockets if iri]
    return "\n\n".join("\n".join(overview.read(each)) for each in told) or "There is no docket yet."


def _terms() -> Iterator[str]:
    document = ontology_document()
    yield f"# {document.title}, version {document.version}"
    yield ""
    yield document.description
    for prefix in ("cg", "cito", "dcterms", "oa", "org", "prov", "rdfs", "skos"):
        yield f"    PREFIX {prefix}: <{PREFIXES[prefix]}>"
    for title, terms in document.sections:
        yield ""
        yield f"## {title}"
        yield ""
        yield from (f"- cg:{each.name} ({each.label}): {each.definition}" for each in terms)


def _questions() -> Iterator[str]:
    yield "# Example questions"
    yield ""
    yield "The tool query runs each by its name."
    for each in examples():
        yield from ("", f"## {each.title}", "", f"Name: {each.name}. {each.description}", "")
        yield f"```sparql\n{each.query.strip()}\n```"


RESOURCES: Mapping[str, Resource] = {
    each.uri: each
    for each in (
        Resource(
            "claimgraph://docket",
            "The docket",
            "What was asked, who answered, and the names by which the tools know them.",
            "text/plain",
            _docket,
        ),
        Resource(
            "claimgraph://model",
            "The model",
            "Classes and properties with their definitions: enough to write queries.",
            _MARKDOWN,
            _model,
        ),
        Resource(
            "claimgraph://examples",
            "Example questions",
            "Questions that analysts ask, with their queries.",
            _MARKDOWN,
            _examples,
        ),
        Resource(
            "claimgraph://ontology",
            "The ontology",
            "The OWL ontology as the graph has it, in Turtle; long.",
            _TURTLE,
            _ontology,
        ),
    )
}
"""The resources in the order in which they are listed."""
