from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.ingest import CorpusError, check_references, load_corpus
from claimgraph.ingest.corpus import load_file
from claimgraph.ingest.works import (
    Note,
    Publishers,
    Reference,
    Works,
    check_works,
    group_works,
    identify_address,
    joined,
    load_publishers,
    read_citing,
    sources_as_overrides,
)
from claimgraph.ingest.works_file import WorksFile

ROOT = Path(__file__).parent.parent.parent.parent
LETTERS = ("acme", "borealis", "cobalt", "delta")


def read(*texts: str) -> tuple[Reference, ...]:
    """The citations of notes, each in the next letter."""
    return read_citing(Note(LETTERS[at % 4], at + 1, text) for at, text in enumerate(texts)).references


def group(*texts: str, said: dict[str, object] | None = None) -> Works:
    overrides = WorksFile.model_validate(said) if said else None
    return group_works(read(*texts), Publishers({}), overrides)


def parted(works: Works) -> list[list[str]]:
    """The letters of each work's citations."""
    return sorted([reference.letter for reference in work.references] for work in works.works)


FR = "89 Fed. Reg. 14059 (Feb. 26, 2024), https://www.federalregister.gov/documents/2024/02/26/2024-03763/dual-use"
ONE = [
    (["https://a.org/x", "https://a.org/x"], "same address as given"),
    (["https://a.org/x", "http://www.a.org/x/?utm_source=y"], "same address after canonicalisation"),
    (["https://doi.org/10.1145/3505634", "https://dl.acm.org/doi/abs/10.1145/3505634"], "same DOI"),
    (["Lee, doi:10.1145/3505634", "https://dl.acm.org/doi/abs/10.1145/3505634"], "same DOI"),
    (["https://arxiv.org/abs/2403.07918", "https://arxiv.org/pdf/2403.07918.pdf"], "same arXiv number"),
    (["https://arxiv.org/abs/2403.07918v1", "https://arxiv.org/abs/2403.07918v2"],
     "same arXiv number, another version"),
    (["https://ssrn.com/abstract=4693148", "https://doi.org/10.2139/ssrn.4693148"], "same SSRN number"),
    (["Lee, 89 Fed. Reg. 14059", "Ray, 89 FR 14,059"], "same Federal Register page"),
    ([FR, "Ray, 89 FR 14059"], "page and document of one Federal Register citation"),
    (["https://a.org/x [perma.cc/AAAA-1111]", "https://perma.cc/AAAA-1111"], "archived copy given behind the address"),
    (["Executive Order 14110, 88 Fed. Reg. 75191", "See 88 Fed. Reg. 75191"], "order and page named in one citation"),
    (["Lee, doi:10.1145/3505634, https://a.org/x", "https://doi.org/10.1145/3505634"],
     "identifier and address side by side in one citation"),
    (["Junger v. Daley, 209 F.3d 481", "See Junger, 209 F. 3d 481, 485"], "same reported case"),
]  # fmt: skip
APART = [
    ["Lee, “A Study of Things,” https://a.org/x", "Lee, “A Study of Things,” https://b.org/y"],
    ["https://a.org/x", "https://a.org/X"],
    ["https://arxiv.org/abs/2403.07918", "https://arxiv.org/abs/2403.07919"],
    ["https://csrc.nist.gov/pubs/sp/800/226/ipd", "https://csrc.nist.gov/pubs/sp/800/226/final"],
    ["88 Fed. Reg. 14059, https://www.federalregister.gov/documents/2024/02/26/2024-03763/x", "See 88 FR 14059"],
    ["A note on Executive Order 14110, https://www.federalregister.gov/d/2023-28232", "Executive Order 14110"],
    ["A post (on doi:10.1145/3505634 and others), https://a.org/x", "https://doi.org/10.1145/3505634"],
    ["Lee, A Study, Press (2020).", "Lee, A Study, Press (2020)."],
]  # fmt: skip


@pytest.mark.parametrize(("texts", "reason"), ONE)
def test_one_work_and_why(texts: list[str], reason: str) -> None:
    (work,) = group(*texts).works
    assert [merge.reason for merge in work.merges] == [reason]


@pytest.mark.parametrize("texts", APART)
def test_left_apart(texts: list[str]) -> None:
    assert len(group(*texts).works) == 2


def test_equal_titles_are_shown_to_the_curator() -> None:
    (apart,) = group(*APART[0]).apart
    assert apart.reason == "equal titles alone: a study of things"
    assert [key.value for key in apart.keys] == ["a.org/x", "b.org/y"]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (
            ["https://a.org/x [perma.cc/AAAA-1111]", "https://b.org/y [perma.cc/AAAA-1111]"],
            "one archived copy is given for several addresses",
        ),
        (
            [FR, "89 Fed. Reg. 14059, https://www.federalregister.gov/d/2024-99999"],
            "tied together, but with more than one Federal Register document",
        ),
    ],
)
def test_two_candidates_mean_none(texts: list[str], reason: str) -> None:
    works = group(*texts)
    assert reason in [apart.reason for apart in works.apart]
    assert all(not work.merges for work in works.works)


SAID = [
    ({"same": [{"of": ["https://a.org/x", "https://b.org/y"], "reason": "One."}]},
     ["https://a.org/x", "https://b.org/y"], 1),
    ({"same": [{"of": ["https://arxiv.org/abs/2403.07918", "arXiv:2403.07919"], "reason": "One."}]},
     ["https://arxiv.org/abs/2403.07918", "https://arxiv.org/abs/2403.07919"], 1),
    ({"different": [{"of": ["https://a.org/x#a", "https://a.org/x#b"], "reason": "Two."}]},
     ["https://a.org/x#a", "https://a.org/x#b"], 2),
    ({"different": [{"of": ["https://arxiv.org/abs/2403.07918v1", "https://arxiv.org/abs/2403.07918v2"],
                     "reason": "Two."}]},
     ["https://arxiv.org/abs/2403.07918v1", "https://arxiv.org/abs/2403.07918v2"], 2),
    ({"different": [{"of": ["fr:89/14059", "https://www.federalregister.gov/d/2024-03763"], "reason": "Two."}]},
     [FR, "89 FR 14059"], 2),
]  # fmt: skip


@pytest.mark.parametrize(("said", "texts", "works"), SAID)
def test_what_a_curator_says_wins(said: dict[str, object], texts: list[str], works: int) -> None:
    assert len(group(*texts).works) != works
    assert len(group(*texts, said=said).works) == works


def test_what_a_curator_says_of_a_work_is_what_is_said() -> None:
    said = {
        "works": [
            {"work": "arXiv:2403.07918", "slug": "open", "title": "Open", "authors": ["Lee"], "date": "2024-02",
             "publisher": "crfm"}
        ]
    }  # fmt: skip
    (work,) = group("Ray, “Other Title,” 2020, https://arxiv.org/abs/2403.07918", said=said).works
    assert (work.slug, work.label, work.title, work.authors, work.year, work.publisher) == (
        "open", "Open", "Open", ("Lee",), "2024", "crfm",
    )  # fmt: skip


def test_titles_and_years_that_contradict_are_not_given() -> None:
    (work,) = group("Lee, “One Title,” 2020, https://a.org/x", "Lee, “Other Title,” 2021, https://a.org/x").works
    assert (work.title, work.year, work.authors, work.titles) == (None, None, ("Lee",), ("One Title", "Other Title"))
    assert work.label == "Lee, “One Title,” 2020"


TEXTS = st.lists(
    st.sampled_from(
        [
            "https://a.org/x [perma.cc/AAAA-1111]",
            "https://b.org/y [perma.cc/AAAA-1111]",
            "https://b.org/y",
            "http://www.a.org/x/",
            "https://arxiv.org/abs/2403.07918v1",
            "https://arxiv.org/pdf/2403.07918",
            "https://arxiv.org/abs/2403.07919",
            "Lee, arXiv:2403.07918, https://c.org/z",
            "Lee, arXiv:2403.07919, https://c.org/z",
            FR,
            "89 FR 14059",
            "Executive Order 14110, 89 Fed. Reg. 14059",
            "Lee, “A Study of Things,” (2020)",
        ]
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_citations_does_not_matter(texts: list[str], draw: object) -> None:
    references = list(read(*texts))
    before = group_works(references, Publishers({}))
    draw.shuffle(references)  # type: ignore[attr-defined]
    assert group_works(references, Publishers({})) == before


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_citation_has_one_work_and_every_merge_a_reason(texts: list[str]) -> None:
    references = read(*texts)
    works = group_works(references, Publishers({}))
    assert sorted(each for work in works.works for each in work.references) == sorted(references)
    assert len({work.slug for work in works.works}) == len(works.works)
    for work in works.works:
        assert all(merge.reason for merge in work.merges)
        assert len(work.merges) == len(work.references) - 1
        for scheme in ("arxiv", "frdoc", "eo"):
            assert sum(key.scheme == scheme for key in work.keys) <= 1


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.booleans())
def test_an_override_always_wins(texts: list[str], together: bool) -> None:
    names = ("https://arxiv.org/abs/2403.07918", "https://arxiv.org/abs/2403.07919", "https://c.org/z")
    said = WorksFile.model_validate({"same" if together else "different": [{"of": names, "reason": "So it is."}]})
    keys = {identify_address(name).identifier for name in names}
    for work in group_works(read(*texts), Publishers({}), said).works:
        found = keys & set(work.keys)
        assert len(found) in ((0, 3) if together else (0, 1))


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("same:\n  - of: [https://a.org/x]\n    reason: One.\n", "same.0.of"),
        ("same:\n  - of: [https://a.org/x, https://b.org/y]\n", "same.0.reason is missing"),
        ("sane: []\n", "sane is not a key"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, yaml: str, message: str) -> None:
    path = tmp_path / "works.yaml"
    path.write_text(yaml, "utf-8")
    with pytest.raises(CorpusError, match=message.replace(".", r"\.")):
        load_file(path, WorksFile)


@pytest.mark.parametrize(
    ("yaml", "line", "message"),
    [
        (
            "same:\n  - of: [https://a.org/x, https://b.org/y]\n    reason: One.\n"
            "different:\n  - of: [http://a.org/x/, https://b.org/y]\n    reason: Two.\n",
            5,
            "are the same work under `same`",
        ),
        ("different:\n  - of: [https://a.org/x, https://a.org/x]\n    reason: Two.\n", 2, "stands twice"),
        ("works:\n  - work: https://a.org/x\n  - work: http://www.a.org/x\n", 3, "describe it once"),
    ],
)
def test_contradictions_are_told_with_their_lines(tmp_path: Path, yaml: str, line: int, message: str) -> None:
    path = tmp_path / "works.yaml"
    path.write_text(yaml, "utf-8")
    (problem,) = check_works(load_file(path, WorksFile))
    assert message in problem.message
    assert problem.at.line == line


def test_the_corpus_reads_its_file_and_checks_its_names(tmp_path: Path) -> None:
    for path in (ROOT / "tests" / "corpora" / "harbour").rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(ROOT / "tests" / "corpora" / "harbour")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "works.yaml").write_text("works:\n  - work: https://a.org/x\n    publisher: nits\n", "utf-8")
    corpus = load_corpus(tmp_path)
    assert corpus.works
    (problem,) = check_references(corpus)
    assert (problem.at.line, problem.message) == (3, "there is no publisher 'nits': did you mean 'nist'?")


def test_the_curated_sources_are_works_too() -> None:
    corpus = load_corpus(ROOT / "corpus" / "ntia-2023-0009")
    said = joined(sources_as_overrides(corpus.sources.content), WorksFile())
    works = group_works(
        read("https://crfm.stanford.edu/open-fms/", "https://arxiv.org/abs/2403.07918"), Publishers({}), said
    )
    (work,) = works.works
    assert (work.slug, work.publisher) == ("crfm-open-fms", "stanford-crfm")
    assert works.by_reference() == dict.fromkeys(work.references, work)
    assert all(merge.reason.startswith("a curator says so") for merge in work.merges)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Lee, A Study of Things (2020), available at https://a.org/x.", "Lee, A Study of Things (2020)"),
        ("See https://a.org/x", "https://a.org/x"),
        ("15 U.S.C. § 9401", "usc:15/9401"),
        ("https://a.org/x", "https://a.org/x"),
    ],
)
def test_without_a_title_the_words_are_the_label(text: str, label: str) -> None:
    (work,) = group(text).works
    assert (work.title, work.label) == (None, label)


def test_publishers_come_with_the_works() -> None:
    references = read("https://www.rand.org/pubs/research_reports/RRA2977-2.html", "https://arxiv.org/abs/2403.07918")
    works = group_works(references, load_publishers())
    assert [(work.slug, work.publisher) for work in works.works] == [
        ("arxiv-2403.07918", None),
        ("rand-rra2977-2", "rand"),
    ]
