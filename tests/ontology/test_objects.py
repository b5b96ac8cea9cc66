"""Builds as Python objects, with and without what follows from them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize

from claimgraph.ontology import CG, ReasonerMissing, open_ontology

EXAMPLES = Path(__file__).parents[1] / "shapes" / "examples"


@pytest.fixture
def statements() -> list[Triple]:
    pytest.importorskip("owlready2", reason="the extra 'reasoner' isn't installed")
    return [
        quad.triple
        for path in sorted(EXAMPLES.glob("*.valid.ttl"))
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri="https://example.org/docket/")
    ]


def test_a_file_opens_in_three_lines(statements: list[Triple], tmp_path: Path) -> None:
    path = tmp_path / "claimgraph.nt"
    path.write_bytes(serialize(statements, format=RdfFormat.N_TRIPLES) or b"")
    onto = open_ontology(path)
    stated = {t.subject.value for t in statements if t.object == CG.Respondent}  # type: ignore[union-attr]
    assert {each.iri for each in onto.Respondent.instances()} == stated
    assert onto.EvidencedClaim.instances() == []


def test_every_value_can_be_read(statements: list[Triple]) -> None:
    onto = open_ontology(statements)
    for individual in onto.world.individuals():
        for role in individual.get_properties():
            assert role[individual] is not None


def test_what_follows_is_there_when_asked_for(statements: list[Triple]) -> None:
    onto = open_ontology(statements, infer=True)
    claim = onto.EvidencedClaim.instances()[0]
    assert claim.backedBy
    assert claim.madeBy[0] in onto.Respondent.instances()
    assert claim in claim.madeBy[0].makesClaim


def test_worlds_do_not_mix(statements: list[Triple]) -> None:
    full, empty = open_ontology(statements), open_ontology([])
    assert full.Claim.instances()
    assert empty.Claim.instances() == []


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(ReasonerMissing, match=r"pip install 'claimgraph\[reasoner\]'"):
        open_ontology([])
