"""Each row spoils one line of a good corpus; the complaint must name the place and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ingest import CorpusError, check_references, load_corpus, read_letter

# file, the words replaced, their replacement, what stands in the line complained of, what is said
ROWS = [
    ("docket.yaml", "identifier: LAMP-2025-0001", "identifier: [", "opened-by", "this is not YAML"),
    ("docket.yaml", "title: Street lamps", "titel: Street lamps", "titel", "titel is not a key that is known"),
    ("docket.yaml", "opened-by: lamp-office", "opened-by: lamp-ofice", "opened-by", "did you mean 'lamp-office'"),
    ("docket.yaml", "issued: 2025-02-01", "issued: 1 February", "issued", "not '1 February'"),
    ("docket.yaml", "issued: 2025-02-01", "issued: 2025-02-31", "issued", "not '2025-02-31'"),
    (
        "docket.yaml",
        "notation: 1\n",
        "notation: 1\n    part-of: 1a\n",
        "notation: 1",
        "the question '1' stands above itself",
    ),
    ("docket.yaml", "part-of: 1", "part-of: 7", "part-of", "no question '7'"),
    ("docket.yaml", "notation: 2", "notation: 1a # again", "1a # again", "'1a' stands twice, first in line 13"),
    ("docket.yaml", "https://example.org/lamps/", "https://example.org/lamps", "base", "base"),
    ("organizations.yaml", "parent: acme", "parent: acne", "acne", "did you mean 'acme'"),
    ("organizations.yaml", "kind: agency", "kind: bureau", "bureau", "not 'bureau'"),
    ("organizations.yaml", "name: Acme Lamps,", "name: A, parent: acme-labs,", "name: A,", "stands above itself"),
    ("sources.yaml", "publisher: acme-labs", "publisher: nobody", "nobody", "no organization 'nobody'"),
    (
        "sources.yaml",
        "urls: [https://council.example/guide]",
        "urls: [http://studies.example/lamps/2024/]",
        "[http:",
        "listed under 'lamps-2024' too",
    ),
    ("sources.yaml", "letter: acme", "letter: apex", "apex", "no letter 'apex'"),
    ("sources.yaml", "footnote: 3", "footnote: 2", "printed", "footnote 2 of acme has no address"),
    ("sources.yaml", "date: 2024-05", "date: May 2024", "date", "not 'May 2024'"),
    ("sources.yaml", "- slug: guide", "- slug: white-paper # again", "again", "'white-paper' stands twice"),
    (
        "sources.yaml",
        "[https://www.acme.example/white-papers/1]",
        "[white paper]",
        "[white paper]",
        "not 'white paper'",
    ),
    (
        "sources.yaml",
        "overrides:",
        "overrides:\n  - {letter: acme, footnote: 3, printed: 'https://www.acme.example/white-paper',"
        " url: 'https://other.example/', reason: No., by: editors}",
        "  - letter: acme",
        "stands twice",
    ),
    ("propositions.yaml", "lit., topic: safety", "lit., topic: savety", "savety", "did you mean 'safety'"),
    ("propositions.yaml", "slug: every-street", "slug: brightness-helps", "Every", "'brightness-helps' stands twice"),
    ("alignments.yaml", "acme/brighter-lamps-reduce-accidents", "acme/bright", "acme/bright", "no claim 'acme/bright'"),
    (
        "alignments.yaml",
        "borealis/bright-lamps-safer",
        "acme/brighter-lamps-reduce-accidents",
        "claims",
        "stands twice",
    ),
    ("alignments.yaml", "kind: agreement", "kind: harmony", "harmony", "not 'harmony'"),
    ("letters/acme.yaml", "respondents: [acme]", "respondents: []", "respondents", "respondents"),
    (
        "letters/acme.yaml",
        "respondents: [acme]",
        "respondents: [acme, borealis]",
        "organization: lamp-council",
        "say whose tie it is",
    ),
    (
        "letters/acme.yaml",
        "organization: lamp-council",
        "organization: lamp-council\n    respondent: borealis",
        "respondent: b",
        "there is no respondent 'borealis'",
    ),
    (
        "letters/acme.yaml",
        "affiliations:",
        "affiliations:\n  - {organization: lamp-council, kind: member, quote: Acme}",
        "  - organization",
        "stands twice",
    ),
    ("letters/acme.yaml", "respondents: [acme]", "respondents: [acme, acme]", "respondents", "'acme' stands twice"),
    ("letters/acme.yaml", "letter: acme", "letter: apex", "apex", "must be the file's name"),
    ("letters/acme.yaml", "slug: brightness-costs", "slug: floor-for-every-street # 2", "# 2", "stands twice"),
    ("letters/acme.yaml", "slug: brightness-costs", "slug: Brightness Costs", "Brightness Costs", "slug"),
    (
        "letters/acme.yaml",
        "proposition: every-street",
        "proposition: every-road",
        "road",
        "did you mean 'every-street'",
    ),
    ("letters/acme.yaml", "stance: affirms", "stance: loves", "loves", "not 'loves'"),
    ("letters/acme.yaml", "    stance: affirms\n", "", "slug: floor", "stance is missing"),
    ("letters/acme.yaml", "topic: safety", "topic: savety", "savety", "did you mean 'safety'"),
    (
        "letters/acme.yaml",
        "organization: lamp-council",
        "organization: lamp-guild",
        "guild",
        "no organization 'lamp-guild'",
    ),
    (
        "letters/acme.yaml",
        "type: recommendation",
        "type: recommendation\n    type: policy",
        "type: policy",
        "stands twice",
    ),
    ("letters/acme.yaml", "text: acme.txt", "text: ../acme.txt", "../acme.txt", "text"),
    ("letters/acme.yaml", "text: acme.txt", "text: acne.txt", "acne.txt", "acne.txt"),
    ("letters/acme.yaml", "footnotes: [3, 4]", "footnotes: [3, 5]", "[3, 5]", "no footnote '5'"),
    ("letters/acme.yaml", "number: 2,", "number: two,", "two", "footnotes"),
    ("letters/acme.yaml", "footnotes: [3, 4]", "footnotes: [3, -4]", "[3, -4]", "greater than or equal to 1"),
    ("letters/acme.yaml", "number: 2,", "number: 0,", "number: 0", "greater than or equal to 1"),
    ("docket.yaml", "https://example.org/lamps/", "https://example.org/%zz/", "base", "percent"),
    (
        "sources.yaml",
        "[https://www.acme.example/white-papers/1]",
        "['https://www.acme.example/white papers/1']",
        "white papers",
        "write it with a percent sign, as %20",
    ),
    (
        "letters/acme.yaml",
        "accidents at night.",
        "accidents at noon.",
        "noon",
        "nearest passage, in line 23 of the letter",
    ),
    ("letters/acme.yaml", "in small streets. Brighter", "in wide streets. Brighter", "cost more", "the context"),
    (
        "letters/acme.yaml",
        "    context: it may not hold in small streets. Brighter lamps cost more.\n",
        "",
        "cost more",
        "stands twice, in lines 29 and 33",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "on", "says"), ROWS)
def test_complaint_names_place_and_remedy(lamps: Path, file: str, old: str, new: str, on: str, says: str) -> None:
    path = lamps / file
    text = path.read_text("utf-8")
    assert old in text
    spoilt = text.replace(old, new, 1)
    path.write_text(spoilt, "utf-8")
    line = spoilt[: spoilt.index(on)].count("\n") + 1
    with pytest.raises(CorpusError) as caught:
        read_all(lamps)
    found = [(problem.at.file, problem.at.line, problem.message) for problem in caught.value.problems]
    assert any(at == str(path) and here == line and says in message for at, here, message in found), found


@pytest.mark.parametrize("name", ["docket", "organizations", "sources", "programmes", "propositions", "alignments"])
def test_missing_file_is_named(lamps: Path, name: str) -> None:
    (lamps / f"{name}.yaml").unlink()
    with pytest.raises(CorpusError, match=f"{name}.yaml"):
        load_corpus(lamps)


def test_all_files_are_reported_at_once(lamps: Path) -> None:
    (lamps / "docket.yaml").write_text("base: nowhere\n")
    (lamps / "alignments.yaml").write_text("- just a list\n")
    with pytest.raises(CorpusError) as caught:
        load_corpus(lamps)
    assert {Path(problem.at.file).name for problem in caught.value.problems} == {"docket.yaml", "alignments.yaml"}


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no such folder"):
        load_corpus(tmp_path / "nowhere")


def read_all(folder: Path) -> None:
    corpus = load_corpus(folder)
    problems = check_references(corpus)
    if problems:
        raise CorpusError(problems)
    for slug in corpus.letters:
        read_letter(corpus, slug)
