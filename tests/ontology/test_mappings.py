"""The mapping set: whole, true to the ontology, apart from it, and refused where it is malformed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

import claimgraph.ontology
from claimgraph.ontology import (
    CG,
    OWL,
    RDF,
    RDFS,
    SKOS,
    SSSOM,
    Mapping,
    MappingError,
    mapping_file,
    mapping_set,
    mapping_triples,
    mapping_turtle,
    ontology_files,
    ontology_triples,
    read_mappings,
)

ROOT = Path(claimgraph.ontology.__file__).parents[1]
TEXT = mapping_file().decode("utf-8")
LABELS = {t.subject: t.object for t in ontology_triples() if t.predicate == RDFS.label}
PERSISTENT = re.compile(
    r"https://(w3id\.org|schema\.org)/|http://(purl\.(org|obolibrary\.org)|www\.(w3\.org|arg\.dundee\.ac\.uk)|xmlns\.com)/"
)


def rows() -> tuple[Mapping, ...]:
    return mapping_set().mappings


def test_every_subject_is_a_term_of_the_ontology_under_its_label() -> None:
    assert [(each.subject, each.subject_label) for each in rows()] == [
        (each.subject, label.value) for each in rows() if isinstance(label := LABELS.get(each.subject), Literal)
    ]


def test_every_class_of_ours_has_a_row_and_one_without_a_term_has_no_other() -> None:
    classes = {t.subject for t in ontology_triples() if t.predicate == RDF.type and t.object == OWL.Class}
    assert {each for each in classes if each in CG} <= {each.subject for each in rows()}
    without = {each.subject for each in rows() if each.target is None}
    assert without & {each.subject for each in rows() if each.target} == set()
    assert len(without) < 15


def test_no_pair_is_there_twice_and_every_reason_is_a_sentence() -> None:
    pairs = [(each.subject, each.target_id) for each in rows()]
    assert len(pairs) == len(set(pairs)) > 100
    assert [each.comment for each in rows() if not each.comment.endswith(".")] == []


def test_the_vocabularies_that_were_asked_for_are_there() -> None:
    used = {each.target_id.split(":")[0] for each in rows()}
    assert {"schema", "SEPIO", "hycl", "aif", "cito", "prov", "oa"} <= used <= set(mapping_set().prefixes)
    assert all(PERSISTENT.match(iri) for iri in mapping_set().prefixes.values())


def test_what_the_ontology_states_as_an_axiom_is_broader_and_sure() -> None:
    stated = {
        (t.subject, t.object)
        for t in ontology_triples()
        if t.predicate in (RDFS.subClassOf, RDFS.subPropertyOf) and isinstance(t.object, NamedNode)
    }
    for each in rows():
        if (each.subject, each.target) in stated:
            assert (each.strength, each.confidence) == ("broadMatch", 1.0)
            assert "axiom" in each.comment
        else:
            assert "axiom" not in each.comment


def test_nothing_is_called_the_same_and_a_claim_review_is_none() -> None:
    assert {each.strength for each in rows()} <= {"closeMatch", "broadMatch", "narrowMatch", "relatedMatch"}
    [review] = [each for each in rows() if each.target_id == "schema:ClaimReview"]
    assert (review.subject, review.denied) == (CG.Alignment, True)
    assert CG.Alignment not in mapping_set().substitutes("schema")


def test_it_is_no_part_of_the_ontology() -> None:
    matches = {SKOS[each] for each in ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch")}
    assert not [t for t in ontology_triples() if t.predicate in matches]
    assert not [name for name, text in ontology_files().items() if b"sssom" in text]


def test_turtle_says_each_row_and_is_always_the_same() -> None:
    made = [quad.triple for quad in parse(mapping_turtle(), RdfFormat.TURTLE)]
    assert set(made) == set(mapping_triples(mapping_set()))
    axioms = {t.subject: t for t in made if t.predicate == OWL.annotatedSource}
    assert len(axioms) == len(rows())
    plain = {(t.subject, t.predicate, t.object) for t in made if t.predicate.value.startswith(f"{SKOS}")}
    told = [each for each in rows() if each.target and not each.denied]
    assert plain == {(each.subject, SKOS[each.strength], each.target) for each in told}
    denied = [t for t in made if t.predicate == SSSOM.predicate_modifier]
    assert [t.object for t in denied] == [Literal("Not")]
    assert mapping_turtle() == mapping_turtle()


@pytest.mark.parametrize(
    ("found", "written", "says"),
    [
        ("skos:broadMatch", "skos:wideMatch", "'skos:wideMatch' is none of skos:exactMatch"),
        ("\t0.8\t", "\t1.8\t", "confidence '1.8' is no number from 0 to 1"),
        ("\t0.8\t", "\tmuch\t", "confidence 'much' is no number"),
        ("schema:Collection", "scheme:Collection", "prefix of 'scheme:Collection' isn't in the curie_map"),
        ("schema:Collection", "Collection", "prefix of 'Collection'"),
        ("semapv:ManualMappingCuration", "semapv:LexicalMatching", "has to be semapv:ManualMappingCuration"),
        ("\tNot\t", "\tnot\t", "modifier 'not' is neither empty nor Not"),
        ("subject_id\t", "subject\t", "the columns are"),
        ("cg:Docket\tdocket\t", "cg:Docket\tdocket\t\t", "10 cells; there have to be 9"),
        ("# license:", "# licence:", "lacks an entry: 'license'"),
        ("# curie_map:", "# curie_map: [", "its header can't be read"),
    ],
)
def test_a_malformed_set_is_refused_with_its_line(found: str, written: str, says: str) -> None:
    assert found in TEXT
    with pytest.raises(MappingError, match=r"^mappings\.sssom\.tsv:") as raised:
        read_mappings(TEXT.replace(found, written, 1))
    assert says in str(raised.value)
    if "header" not in str(raised.value):
        line = int(str(raised.value).split(":")[1])
        changed = TEXT.replace(found, written, 1).splitlines()
        assert written in changed[line - 1] + "\n"


def test_a_row_without_a_reason_is_refused() -> None:
    first, _, _ = TEXT.splitlines()[-1].rpartition("\t")
    with pytest.raises(MappingError, match="comment is empty"):
        read_mappings("\n".join([*TEXT.splitlines()[:-1], f"{first}\t"]))


def test_the_documentation_has_its_table() -> None:
    script = ROOT / "scripts" / "write_vocabularies.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
