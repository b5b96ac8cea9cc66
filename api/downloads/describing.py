"""What there is to be had and where it is from, in the terms of VoID, DCAT, PROV and Service Description.

The document is `.well-known/void` below the root that the dockets' IRIs have in common, and so a path of the service;
all its nodes have IRIs below it. The addresses of files and services are those of `origin`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from claimgraph.api.downloads.catalogue import CODINGS, FORMATS, File, named
from claimgraph.api.downloads.figures import Figures
from claimgraph.ontology import DCTERMS, FOAF, PREFIXES, PROV, RDF, RDFS, XSD
from claimgraph.ontology.terms import Vocabulary
from claimgraph.store import Manifest

__all__ = ["DESCRIPTION_PREFIXES", "LICENCE", "WELL_KNOWN", "Dataset", "described", "description"]

VOID = Vocabulary("http://rdfs.org/ns/void#")
DCAT = Vocabulary("http://www.w3.org/ns/dcat#")
SD = Vocabulary("http://www.w3.org/ns/sparql-service-description#")
SPDX = Vocabulary("http://spdx.org/rdf/terms#")
LICENCE = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
WELL_KNOWN = ".well-known/void"
DESCRIPTION_PREFIXES = {
    **{name: PREFIXES[name] for name in ("cg", "dcterms", "owl", "prov", "rdf", "rdfs", "skos", "xsd", "foaf")},
    "void": str(VOID),
    "dcat": str(DCAT),
    "sd": str(SD),
    "spdx": str(SPDX),
}

_OF_GRAPHS = (("nq", "gz"), ("ttl", "gz"))  # all of them would be most of the description
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_FEATURES = {"nq": "N-Quads", "trig": "TriG", "nt": "N-Triples", "ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF_XML"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is described: titles, the root of its IRIs, its manifest and figures, its canonical hash, its date.

    `version` is that of the program that describes it, `ontology` the versions' IRIs of the ontology in it.
    """

    title: str
    root: str
    dockets: tuple[str, ...]
    spaces: tuple[str, ...]
    manifest: Manifest
    figures: Figures
    canonical: str
    published: datetime
    version: str
    ontology: tuple[str, ...] = ()


def description(dataset: Dataset, files: Mapping[str, File], origin: str | None = None) -> bytes:
    """Return the description as Turtle; without an origin, files and endpoint are below the dataset's root."""
    made = sorted({*described(dataset, files, origin)}, key=str)
    return serialize(made, format=RdfFormat.TURTLE, prefixes=DESCRIPTION_PREFIXES) or b""


def described(dataset: Dataset, files: Mapping[str, File], origin: str | None = None) -> Iterator[Triple]:
    """Yield the description's triples."""
    about = _About(dataset, (origin or dataset.root).rstrip("/") + "/")
    yield from about.document()
    yield from about.itself(files)
    yield from about.service()
    yield from about.partitions()
    yield from about.graphs(files)
    yield from about.build()


class _About:
    def __init__(self, dataset: Dataset, origin: str) -> None:
        self._data, self._origin = dataset, origin
        self._document = dataset.root + WELL_KNOWN
        self._dataset, self._service, self._build = (self._node(each) for each in ("dataset", "sparql", "build"))

    def _node(self, name: str) -> NamedNode:
        return NamedNode(f"{self._document}#{name}")

    def document(self) -> Iterator[Triple]:
        it = NamedNode(self._document)
        yield Triple(it, RDF.type, VOID.DatasetDescription)
        yield Triple(it, DCTERMS["title"], Literal(f"Description of: {self._data.title}", language="en"))
        yield Triple(it, FOAF["primaryTopic"], self._dataset)

    def itself(self, files: Mapping[str, File]) -> Iterator[Triple]:
        it, data = self._dataset, self._data
        for kind in (VOID.Dataset, DCAT.Dataset, SD.Dataset, PROV["Entity"]):
            yield Triple(it, RDF.type, kind)
        yield Triple(it, DCTERMS["title"], Literal(data.title, language="en"))
        yield Triple(it, DCTERMS["license"], LICENCE)
        yield Triple(it, DCTERMS["issued"], _moment(data.published))
        yield Triple(it, DCAT["version"], Literal(str(data.manifest.generation)))
        yield Triple(it, DCTERMS["identifier"], Literal(f"rdfc-1.0-sha256:{data.canonical}"))
        yield Triple(it, VOID["triples"], _number(data.figures.triples))
        yield Triple(it, VOID["distinctSubjects"], _number(data.figures.subjects))
        yield Triple(it, VOID["classes"], _number(len(data.figures.classes)))
        yield Triple(it, VOID["properties"], _number(len(data.figures.properties)))
        yield Triple(it, VOID["sparqlEndpoint"], NamedNode(self._origin + "sparql"))
        yield Triple(it, DCAT["landingPage"], NamedNode(self._origin + "download"))
        yield Triple(it, PROV["wasGeneratedBy"], self._build)
        for each in data.ontology:
            yield Triple(it, DCTERMS["conformsTo"], NamedNode(each))
        for space in data.spaces:
            yield Triple(it, VOID["uriSpace"], Literal(space))
        for docket in data.dockets:
            yield Triple(it, VOID["rootResource"], NamedNode(docket))
        for name in PREFIXES.values():
            if self._is_used(name):
                yield Triple(it, VOID["vocabulary"], NamedNode(name))
        for file in files.values():
            if file.kind == "dump":
                yield Triple(it, VOID["dataDump"], NamedNode(f"{self._origin}download/{file.path}"))
            if file.kind in ("dump", "table"):
                yield from self._distribution(file)

    def _is_used(self, namespace: str) -> bool:
        return any(term.startswith(namespace) for term in (*self._data.figures.properties, *self._data.figures.classes))

    def _distribution(self, file: File) -> Iterator[Triple]:
        it = self._node(f"file/{file.path}")
        yield Triple(self._dataset, DCAT["distribution"], it)
        yield Triple(it, RDF.type, DCAT.Distribution)
        yield Triple(it, DCTERMS["title"], Literal(f"{file.path}: {file.words}", language="en"))
        yield Triple(it, DCTERMS["license"], LICENCE)
        yield Triple(it, DCAT["downloadURL"], NamedNode(f"{self._origin}download/{file.path}"))
        yield Triple(it, DCAT["accessURL"], NamedNode(f"{self._origin}download"))
        inner = FORMATS[file.format][0] if file.coding else file.media_type
        yield Triple(it, DCAT["mediaType"], NamedNode(_MEDIA + inner.partition(";")[0]))
        if file.coding:
            yield Triple(it, DCAT["compressFormat"], NamedNode(_MEDIA + CODINGS[file.coding][0]))
        if file.format in _FEATURES:
            yield Triple(self._dataset, VOID["feature"], NamedNode(_FORMATS + _FEATURES[file.format]))

    def service(self) -> Iterator[Triple]:
        endpoint = NamedNode(self._origin + "sparql")
        yield Triple(self._service, RDF.type, DCAT.DataService)
        yield Triple(self._service, DCTERMS["title"], Literal("SPARQL endpoint", language="en"))
        yield Triple(self._service, DCAT["endpointURL"], endpoint)
        yield Triple(self._service, DCAT["endpointDescription"], endpoint)
        yield Triple(self._service, DCAT["servesDataset"], self._dataset)
        yield Triple(self._service, DCTERMS["conformsTo"], NamedNode("https://www.w3.org/TR/sparql11-protocol/"))

    def partitions(self) -> Iterator[Triple]:
        for iri, things in self._data.figures.classes.items():
            it = self._node(f"class/{_short(iri)}")
            yield Triple(self._dataset, VOID["classPartition"], it)
            yield Triple(it, RDF.type, VOID.Dataset)
            yield Triple(it, VOID["class"], NamedNode(iri))
            yield Triple(it, VOID["entities"], _number(things))
        for iri, (triples, subjects) in self._data.figures.properties.items():
            it = self._node(f"property/{_short(iri)}")
            yield Triple(self._dataset, VOID["propertyPartition"], it)
            yield Triple(it, RDF.type, VOID.Dataset)
            yield Triple(it, VOID["property"], NamedNode(iri))
            yield Triple(it, VOID["triples"], _number(triples))
            yield Triple(it, VOID["distinctSubjects"], _number(subjects))

    def graphs(self, files: Mapping[str, File]) -> Iterator[Triple]:
        dumps: dict[str, list[str]] = {}
        for file in files.values():
            if file.graph and (file.format, file.coding) in _OF_GRAPHS:
                dumps.setdefault(file.graph, []).append(file.path)
        for graph, name in named(self._data.manifest.graphs).items():
            part, entry = self._node(f"graph/{name}"), self._node(f"named/{name}")
            yield Triple(self._dataset, VOID["subset"], part)
            yield Triple(part, RDF.type, VOID.Dataset)
            yield Triple(part, RDF.type, SD.Graph)
            yield Triple(part, DCTERMS["title"], Literal(name))
            yield Triple(part, VOID["triples"], _number(self._data.manifest.graphs[graph]))
            for path in dumps.get(graph, ()):
                yield Triple(part, VOID["dataDump"], NamedNode(f"{self._origin}download/{path}"))
            yield Triple(self._dataset, SD["namedGraph"], entry)
            yield Triple(entry, RDF.type, SD.NamedGraph)
            yield Triple(entry, SD["name"], NamedNode(graph))
            yield Triple(entry, SD["graph"], part)

    def build(self) -> Iterator[Triple]:
        it, software = self._build, self._node("software")
        yield Triple(it, RDF.type, PROV["Activity"])
        yield Triple(it, RDFS.label, Literal("the build that published this generation", language="en"))
        yield Triple(it, PROV["endedAtTime"], _moment(self._data.published))
        # What made the build may be older than what describes it; of old stores no version is known.
        for name, version in (self._data.manifest.made_with or {"claimgraph": ""}).items():
            program = self._node(f"program/{name}")
            yield Triple(it, PROV["wasAssociatedWith"], program)
            yield Triple(program, RDF.type, PROV["SoftwareAgent"])
            yield Triple(program, RDFS.label, Literal(f"{name} {version}".strip()))
            if version:
                yield Triple(program, DCAT["version"], Literal(version))
        yield Triple(NamedNode(self._document), PROV["wasAttributedTo"], software)
        yield Triple(software, RDF.type, PROV["SoftwareAgent"])
        yield Triple(software, RDFS.label, Literal(f"claimgraph {self._data.version}"))
        for name, hashed in self._data.manifest.inputs.items():
            used = self._node(f"input/{_path(name)}")
            yield Triple(it, PROV["used"], used)
            yield Triple(self._dataset, PROV["wasDerivedFrom"], used)
            yield Triple(used, RDF.type, PROV["Entity"])
            yield Triple(used, RDFS.label, Literal(name))
            yield from self._checksum(used, hashed)

    def _checksum(self, of: NamedNode, sha256: str) -> Iterator[Triple]:
        it = NamedNode(f"{of.value}/checksum")
        yield Triple(of, SPDX["checksum"], it)
        yield Triple(it, RDF.type, SPDX.Checksum)
        yield Triple(it, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
        yield Triple(it, SPDX["checksumValue"], Literal(sha256, datatype=XSD.hexBinary))


def _short(iri: str) -> str:
    """Return a name for a term that is no longer than needed: its prefix and name, or the digits of a hash."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and name.isascii() and name.replace("-", "").isalnum():
            return f"{prefix}-{name}"
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


def _path(name: str) -> str:
    safe = name.isascii() and all(each.isalnum() or each in "-._/" for each in name)
    return name if safe else hashlib.sha256(name.encode()).hexdigest()[:12]


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _moment(value: datetime) -> Literal:
    return Literal(value.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
