"""One folder that Protégé opens as is, offline: ontology, other vocabularies' terms, individuals, and catalogs."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from claimgraph.api.errors import ExportError
from claimgraph.api.individuals import individuals
from claimgraph.ontology import (
    CATALOG,
    ONTOLOGY_GRAPH,
    OWL,
    PREFIXES,
    RDF,
    canonical,
    declarations,
    functional_syntax,
    ontology_modules,
    ontology_triples,
)

__all__ = ["protege_files", "write_folder"]

RDFXML, FUNCTIONAL = "rdfxml", "functional"
"""The folder's two halves, which say the same in two syntaxes."""

_README = """\
To open this in Protégé: File > Open..., then

    {rdfxml}/corpus.owl       the ontology with everything the corpus says
    {rdfxml}/claimgraph.owl   the ontology alone

The folder {functional} holds the same in OWL functional syntax. Imports are resolved by the catalog-v001.xml of each
folder; nothing is fetched, and nothing in here names a place on your machine.

Version: {version}
"""


def protege_files(quads: Iterable[Quad], syntaxes: Iterable[str] = (RDFXML, FUNCTIONAL)) -> dict[str, bytes]:
    """The folder's files by their paths, the same bytes for the same graph.

    Raises ExportError if the quads have no docket, or another ontology than this version of claimgraph, and
    FunctionalSyntaxMissing without the extra `protege` unless only `rdfxml` is asked for.
    """
    graphs = list(quads)
    if canonical(quad.triple for quad in graphs if quad.graph_name == ONTOLOGY_GRAPH) not in _own_ontology():
        raise ExportError("the store was built with another version of the ontology; run: claimgraph build")
    if not any(str(quad.graph_name).endswith("/graph/docket>") for quad in graphs):
        raise ExportError("the store has no docket; build a corpus into it: claimgraph build")
    data = individuals(graphs)
    ontologies = {**ontology_modules(), **{each.name: each.triples for each in data}}
    declared = declarations(triple for triples in ontology_modules().values() for triple in triples)
    writers: dict[str, tuple[str, Callable[[tuple[Triple, ...]], bytes]]] = {
        RDFXML: (".owl", _rdf_xml),
        FUNCTIONAL: (".ofn", lambda triples: functional_syntax(triples, declared)),
    }
    files = {}
    for syntax in syntaxes:
        suffix, write = writers[syntax]
        for name, triples in ontologies.items():
            files[f"{syntax}/{name}{suffix}"] = write(triples)
        files[f"{syntax}/{CATALOG}"] = _catalog(ontologies, suffix)
    readme = _README.format(rdfxml=RDFXML, functional=FUNCTIONAL, version=data[0].version.value)
    return {**files, "README.txt": readme.encode()}


def write_folder(files: dict[str, bytes], out: Path) -> None:
    """Write the files into a new folder that appears only when it is whole.

    Raises FileExistsError if there is something in it already, and OSError naming the folder where it can't be made.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(errno.EEXIST, "there is something here already: name a new folder", str(out))
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder: make it first", str(out.parent))
    partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        for name, content in files.items():
            path = partial / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        partial.chmod(0o755)
        partial.replace(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _own_ontology() -> tuple[tuple[Triple, ...], ...]:
    """The merged ontology as its files say it and as a store gives it back, for which all integers are xsd:integer."""
    triples = ontology_triples()
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return triples, canonical(quad.triple for quad in store)


def _rdf_xml(triples: tuple[Triple, ...]) -> bytes:
    """The header comes first, and its imports last: the OWL API loses an owl:versionInfo that follows an import."""
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology}
    ordered = sorted(triples, key=lambda t: (t.subject not in headers, str(t.subject), t.predicate == OWL.imports))
    return serialize(ordered, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b""


def _catalog(ontologies: dict[str, tuple[Triple, ...]], suffix: str) -> bytes:
    """An OASIS XML catalog that leads from each ontology's IRI and version IRI to its file."""
    entries = [
        f"    <uri name={quoteattr(iri.value)} uri={quoteattr(name + suffix)}/>"
        for name, triples in ontologies.items()
        for iri in _names(triples)
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    root = '<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
    return "\n".join([head, root, *entries, "</catalog>", ""]).encode()


def _names(triples: tuple[Triple, ...]) -> Iterator[NamedNode]:
    for triple in triples:
        if triple.predicate == OWL.versionIRI:
            yield from (node for node in (triple.subject, triple.object) if isinstance(node, NamedNode))
