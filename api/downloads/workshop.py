"""Writing any one of a generation's files; what several of them are made from is made once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, Store

from claimgraph.api.addresses import Addresses
from claimgraph.api.downloads.canonical import Canonical, write_canonical
from claimgraph.api.downloads.catalogue import File, catalogue
from claimgraph.api.downloads.citing import bibtex, citation_file
from claimgraph.api.downloads.describing import WELL_KNOWN, Dataset, description
from claimgraph.api.downloads.figures import Figures, count
from claimgraph.api.downloads.parts import Part, graph_lines, split, triple_lines
from claimgraph.api.downloads.table_schemas import csvw, data_package
from claimgraph.api.downloads.tables import read_table, write_csv, write_parquet
from claimgraph.api.downloads.writing import write_dataset, write_triples
from claimgraph.api.reader import dockets
from claimgraph.ontology import CG, DCTERMS, ONTOLOGY_GRAPH, OWL, PROV, RDF, RDFS
from claimgraph.store import Generation
from claimgraph.store.handle import TABLES

__all__ = ["Workshop"]

_DATASETS = frozenset(("nq", "trig", "jsonld"))


class Workshop:
    """Writes files of one generation; what it needs on the way lies in `folder`, which is the caller's to remove."""

    def __init__(self, generation: Generation, folder: Path) -> None:
        self.generation, self._folder = generation, folder
        self.files = catalogue(generation.manifest)
        self._has_default = "" in generation.manifest.graphs

    def write(self, file: File, out: BinaryIO) -> None:
        """Write the plain form of the file. Raises ExportError, StoreError, or OSError."""
        match file.kind, file.format:
            case "dump", "nq":
                self._copy(self.canonical.path, out)
            case "dump", format_ if format_ in _DATASETS:
                write_dataset(self.parts, format_, out)
            case "dump", format_:
                write_triples(self.union, format_, out)
            case "graph", format_:
                write_triples(self._graph_file(file.graph or ""), format_, out, file.graph or "")
            case "table", "csv":
                write_csv(TABLES[_stem(file)], read_table(self._store, _stem(file)), out)
            case "table", "parquet":
                write_parquet(TABLES[_stem(file)], read_table(self._store, _stem(file)), out)
            case _:
                for piece in self._texts()[file.path]():
                    out.write(piece)

    @cached_property
    def canonical(self) -> Canonical:
        """The generation's canonical form."""
        with self.generation.lines() as lines:
            return write_canonical(lines, self._folder / "canonical.nq")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its graphs, each as a file of its own."""
        folder = self._folder / "graphs"
        folder.mkdir()
        return split(self.canonical.path, folder, has_default=self._has_default)

    @cached_property
    def union(self) -> Path:
        """The file of what its graphs say together."""
        path = self._folder / "union.nt"
        with path.open("wb") as out:
            out.writelines(triple_lines(self.canonical.path, has_default=self._has_default))
        return path

    @cached_property
    def figures(self) -> Figures:
        """What is in it, counted."""
        return count(triple_lines(self.canonical.path, has_default=self._has_default))

    @property
    def dataset(self) -> Dataset:
        """The generation as it is described."""
        found = [docket.value for docket in dockets(self._store)]
        addresses = Addresses.of(found)
        return Dataset(
            self._title,
            addresses.roots[0],
            tuple(found),
            addresses.bases,
            self.generation.manifest,
            self.figures,
            self.canonical.sha256,
            self.generation.published,
            version("claimgraph"),
            tuple(self._objects(ONTOLOGY_GRAPH, OWL.versionIRI)),
        )

    @cached_property
    def _store(self) -> Store:
        return self.generation.open()

    @property
    def _title(self) -> str:
        titles = [title for docket in dockets(self._store) for title in self._objects(docket, DCTERMS.title)[:1]]
        return f"Who claims what: {'; '.join(titles)}" if titles else "Who claims what"

    def _graph_file(self, graph: str) -> Path:
        """The graph's triples: of all graphs at once where that has been done, else of this one alone."""
        if "parts" in self.__dict__:
            return next(part.path for part in self.parts if part.graph == graph)
        path = self._folder / "graph.nt"
        with path.open("wb") as out:
            out.writelines(graph_lines(self.canonical.path, graph, has_default=self._has_default))
        return path

    def _texts(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        return {
            "tables/csv-metadata.json": lambda: [csvw(self._title)],
            "tables/datapackage.json": lambda: [
                data_package("claimgraph", self._title, f"{self.generation.manifest.generation}.0.0")
            ],
            "void.ttl": lambda: [description(self.dataset, self.files)],
            "sources.bib": lambda: bibtex(read_table(self._store, "sources")),
            "CITATION.cff": lambda: [self._citation()],
            "canonical.json": lambda: [self._canonical_json()],
        }

    def _citation(self) -> bytes:
        data = self.dataset
        return citation_file(
            data.title,
            self._curators(),
            f"{data.manifest.generation}",
            data.published.date(),
            f"{data.root}{WELL_KNOWN}#dataset",
            data.canonical,
        )

    def _curators(self) -> list[str]:
        """Return the names of those who reviewed alignments, sorted."""
        reviewed = {quad.subject for quad in self._store.quads_for_pattern(None, RDF.type, CG.Alignment)}
        made = {
            quad.object
            for quad in self._store.quads_for_pattern(None, PROV["wasAttributedTo"], None)
            if quad.subject in reviewed and isinstance(quad.object, NamedNode)
        }
        return sorted({name for each in made for name in self._objects(each, RDFS.label)[:1]})

    def _canonical_json(self) -> bytes:
        made = {
            "algorithm": "RDFC-1.0",
            "hash": "SHA-256",
            "canonical": self.canonical.sha256,
            "quads": self.canonical.quads,
            "generation": self.generation.manifest.generation,
            "content": self.generation.manifest.content,
        }
        return json.dumps(made, indent=2).encode() + b"\n"

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        found = (quad.object for quad in self._store.quads_for_pattern(subject, predicate, None))
        return sorted({node.value for node in found if isinstance(node, NamedNode | Literal)})

    def _copy(self, path: Path, out: BinaryIO) -> None:
        with path.open("rb") as source:
            while piece := source.read(1024 * 1024):
                out.write(piece)


def _stem(file: File) -> str:
    return Path(file.path).stem
