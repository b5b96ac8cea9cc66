"""A letter in two text versions: the given one and a corrected copy, and the claims carried from one to the other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store

from claimgraph.api.build import Build, build
from claimgraph.ingest import CorpusError

CORPUS = Path(__file__).parents[2] / "corpus" / "ntia-2023-0009"
BASE = "https://w3id.org/claimgraph/ntia-2023-0009/"

CORRECTIONS = [
    ("Dear Administrator Davidson,", "Corrected copy\n\nDear Administrator Davidson,"),
    ("with widely evaluable model weights", "with widely available model weights"),
    (" Of course, malicious hacking still occurs even though it is illegal.", ""),
]
"""What the corrected copy says in place of the given text: a line more, a word put right, a sentence gone."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the corpus in which IBM's letter has a corrected text, and the given one is its earlier version."""
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    given = folder / "letters" / "ibm.txt"
    text = given.read_text("utf-8")
    given.rename(folder / "letters" / "ibm-1.txt")
    for words, instead in CORRECTIONS:
        assert text.count(words) == 1, words
        text = text.replace(words, instead)
    given.write_text(text, "utf-8")
    edit(folder, "text: ibm.txt\n", "text: ibm.txt\nearlier-texts: [ibm-1.txt]\n")
    edit(folder, "widely evaluable model weights.", "widely available model weights.\n    earlier-quotes: [EARLIER]")
    edit(
        folder,
        "[EARLIER]",
        '["IBM urges policymakers and all AI stakeholders to embrace a degree of epistemic humility when evaluating the'
        ' potential risks of dual-use foundation models with widely evaluable model weights."]',
    )
    return folder


def edit(folder: Path, words: str, instead: str) -> None:
    file = folder / "letters" / "ibm.yaml"
    text = file.read_text("utf-8")
    assert text.count(words) == 1, words
    file.write_text(text.replace(words, instead), "utf-8")


def lost_slug(folder: Path) -> str:
    """The slug of the claim on the sentence that the corrected copy doesn't have."""
    before = (folder / "letters" / "ibm.yaml").read_text("utf-8").split("malicious hacking still occurs")[0]
    return before.rsplit("- slug: ", 1)[1].splitlines()[0]


def select(made: Build, query: str) -> list[tuple[str, ...]]:
    store = Store()
    store.extend(made.quads)
    prefixes = (
        "PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
        "PREFIX prov: <http://www.w3.org/ns/prov#> "
    )
    rows = store.query(prefixes + query, base_iri=BASE, use_default_graph_as_union=True)
    return [tuple(term.value.removeprefix(BASE) for term in row) for row in rows]


def test_claims_are_carried_and_those_that_no_longer_anchor_are_told(corpus: Path) -> None:
    made = build(corpus)
    lost = lost_slug(corpus)
    told = {caution.message for caution in made.cautions}
    assert any(message.startswith(f"claim '{lost}' stands in an earlier text only: the quote") for message in told)

    assert len(select(made, "SELECT ?old { <letter/ibm> cg:currentText/prov:wasRevisionOf ?old }")) == 1

    # Every claim but the lost one has its words in both texts; the lost one is a former claim and takes no position.
    uncarried = select(
        made,
        """SELECT ?claim { ?claim cg:statedIn/cg:sectionOf <letter/ibm>
            FILTER NOT EXISTS { ?claim cg:assertedIn ?a, ?b . ?a cg:inText/prov:wasRevisionOf ?old . ?b cg:inText ?old }
        }""",
    )
    assert uncarried == []
    assert select(made, "SELECT ?claim { ?claim a cg:FormerClaim }") == [(f"claim/ibm/{lost}",)]
    assert select(made, f"SELECT ?p {{ <claim/ibm/{lost}> cg:affirms|cg:denies|cg:qualifies|cg:madeBy ?p }}") == []

    # Where the words changed, each text has its own, and the claim's quote is the current one's.
    words = select(
        made,
        """SELECT ?exact ?quote { <claim/ibm/epistemic-humility> cg:quote ?quote ; cg:assertedIn ?p .
            ?p oa:exact ?exact ; oa:start ?start } ORDER BY ?start""",
    )
    assert [("evaluable" in exact, "evaluable" in quote) for exact, quote in words] == [(True, False), (False, False)]


def test_a_claim_changed_without_its_earlier_words_is_told(corpus: Path) -> None:
    text = corpus / "letters" / "ibm.txt"
    text.write_text(text.read_text("utf-8").replace("2 million people", "3 million people"), "utf-8")
    letter = corpus / "letters" / "ibm.yaml"
    letter.write_text(letter.read_text("utf-8").replace("2 million people", "3 million people"), "utf-8")
    told = [caution.message for caution in build(corpus).cautions]
    assert any("doesn't stand in ibm-1.txt: if its words were others there" in message for message in told)


def test_an_alignment_holds_no_claim_that_the_text_no_longer_makes(corpus: Path) -> None:
    text = corpus / "letters" / "ibm.txt"
    words = "Open access to model weights will be a key driver of mitigations to AI safety risks."
    assert words in text.read_text("utf-8")
    text.write_text(text.read_text("utf-8").replace(words, "Openness matters."), "utf-8")
    with pytest.raises(CorpusError) as caught:
        build(corpus)
    problems = [str(problem) for problem in caught.value.problems]
    assert any("alignments.yaml" in each and "stands no longer in its letter's text" in each for each in problems)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("earlier-texts: [ibm-1.txt]", "earlier-texts: [ibm-0.txt]", "there is no such file"),
        ("earlier-texts: [ibm-1.txt]", "earlier-texts: [ibm.txt]", "the text 'ibm.txt' stands twice"),
        ("earlier-texts: [ibm-1.txt]", "earlier-texts: [ibm-2.txt]", "the same as another version"),
    ],
)
def test_a_version_that_is_none_is_refused(corpus: Path, before: str, after: str, complaint: str) -> None:
    shutil.copy(corpus / "letters" / "ibm.txt", corpus / "letters" / "ibm-2.txt")
    edit(corpus, before, after)
    with pytest.raises(CorpusError) as caught:
        build(corpus)
    assert complaint in str(caught.value)
