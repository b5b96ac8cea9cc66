"""The quality report finds no error; and each of its checks finds the fault in its own `quality/NAME.ttl`."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

ROOT = Path(__file__).parents[2]
QUALITY = Path(__file__).parent / "quality"


def load_report():  # type: ignore[no-untyped-def]
    spec = spec_from_file_location("ontology_report", ROOT / "scripts" / "ontology_report.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


report = load_report()
CHECKS = {check.name: check for check in report.checks()}


@pytest.fixture(scope="module")
def ontology() -> Store:
    return report.store_of(report.ontology())


@pytest.mark.parametrize("name", [name for name, check in CHECKS.items() if check.level != "INFO"])
def test_the_ontology_has_no_such_fault(name: str, ontology: Store) -> None:
    assert report.findings(CHECKS[name], ontology) == []


@pytest.mark.parametrize("name", CHECKS)
def test_the_check_finds_the_fault_of_its_example(name: str) -> None:
    triples = [quad.triple for quad in parse((QUALITY / f"{name}.ttl").read_bytes(), format=RdfFormat.TURTLE)]
    assert report.findings(CHECKS[name], report.store_of(triples))


def test_every_check_has_an_example_a_title_and_a_level() -> None:
    assert {path.name for path in QUALITY.iterdir()} == {f"{name}.{kind}" for name in CHECKS for kind in ("rq", "ttl")}
    assert len({check.title for check in CHECKS.values()}) == len(CHECKS) > 35
    assert {check.level for check in CHECKS.values()} <= set(report.LEVELS)


def test_the_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(everything=True) == 0
    printed = capsys.readouterr()
    assert "INFO\tmissing-inverse\t<https://w3id.org/claimgraph/ontology#statedIn>" in printed.out
    assert printed.err == f"{len(CHECKS)} checks, 0 errors\n"
