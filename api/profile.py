"""Whether the ontology, alone and with all data, is in OWL 2 DL, and how expressive it is, by the OWL API."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from claimgraph.api.protege import RDFXML, protege_files, write_folder
from claimgraph.ontology import OwlReport, owl_reports

__all__ = ["profile", "profile_lines", "profile_record"]


def profile(quads: Iterable[Quad]) -> dict[str, OwlReport]:
    """The OWL API's reports on the ontology alone and with all data, as the folder for Protégé has them.

    Raises OwlApiError without the OWL API, ExportError for data of another version.
    """
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as temporary:
        folder = Path(temporary) / "profile"
        write_folder(protege_files(quads, [RDFXML]), folder)
        alone, whole = owl_reports([folder / RDFXML / "claimgraph.owl", folder / RDFXML / "corpus.owl"])
    return {"the ontology alone": alone, "with all data": whole}


def profile_lines(reports: dict[str, OwlReport]) -> Iterator[str]:
    """The reports in words: a line each, and a line for every violation."""
    for title, report in reports.items():
        inside = "in OWL 2 DL" if not report.violations else f"{len(report.violations):,} violations of OWL 2 DL"
        sizes = (
            f"{report.axioms:,} axioms, {report.logical_axioms:,} of them logical, {report.individuals:,} individuals"
        )
        yield f"{title}: {inside}, {report.expressivity}; {sizes}"
        yield from (f"  {violation}" for violation in report.violations)


def profile_record(reports: dict[str, OwlReport]) -> list[dict[str, object]]:
    """The reports for programs."""
    return [
        {
            "ontology": title,
            "iri": report.iri,
            "violations": list(report.violations),
            "expressivity": report.expressivity,
            "constructs": sorted(report.constructs),
            "axioms": report.axioms,
            "logicalAxioms": report.logical_axioms,
            "individuals": report.individuals,
        }
        for title, report in reports.items()
    ]
