from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimgraph.ingest.models import Block, Letter
from claimgraph.ingest.structure.parse import parse
from claimgraph.ingest.structure.reading import read_spans
from claimgraph.ingest.structure.report import as_json

QUESTIONS = (
    ("1", "How bright should street lamps be?"),
    ("1a", "What, if any, are the costs of brighter lamps? How do these costs change over the years?"),
    ("1b", "What, if any, costs related to health could result from brighter lamps?"),
    ("2", "Who should pay for street lamps? If so, why?"),
    ("2d", "Which other bodies, currently existing or not, should decide where lamps are put?"),
    ("2d.i", "Should this vary by town? How often should it be reviewed?"),
)


def blocks(letter: Letter) -> list[tuple[str, str]]:
    return [(block.kind, words(letter, block)) for block in letter.blocks]


def words(letter: Letter, block: Block) -> str:
    return read_spans(letter.text, block.spans, letter.marks).text


def sections(letter: Letter) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(section.heading, section.questions) for section in letter.sections]


@pytest.mark.parametrize(
    ("heading", "questions"),
    [
        ("How bright should street lamps be?", ("1",)),
        ("**How bright should street lamps be?**", ("1",)),
        ("## How bright should street lamps be?", ("1",)),
        ("1. How bright should street lamps be?", ("1",)),
        ("Question 1: How bright should street lamps be?", ("1",)),
        ("HOW BRIGHT SHOULD STREET LAMPS BE?", ("1",)),
        ("How bright should\nstreet lamps be?", ("1",)),
        ("How bright should street lamps be?¹", ("1",)),
        ("What, if any, are the costs of brighter lamps?", ("1a",)),
        ("What, if any, are the costs of brighter lamps", ("1a",)),
        ("What if any costs, related to health, could result from brighter lamps?", ("1b",)),
        ("Who should pay for street lamps?", ("2",)),
        (
            "Which other bodies, currently existing or not, should decide where lamps are put? "
            "Should this vary by town?",
            ("2d", "2d.i"),
        ),
        ("Should this vary by town? How often should it be reviewed? Who should pay for street lamps?", ("2", "2d.i")),
        ("How often should it be reviewed?", ("2d.i",)),
        ("Which other bodies, now existing or not, should decide where the lamps are put?", ("2d",)),
        ("Question 1b", ("1b",)),
        ("Question 1(b).", ("1b",)),
        ("Response to Question 2.d.i:", ("2d.i",)),
        ("Q2d", ("2d",)),
        ("Questions 1a and 1b", ("1a", "1b")),
        ("Questions 1, 2, and 2d: Lamps and towns", ("1", "2", "2d")),
        ("Questions 1-2", ("1", "2")),
        ("Questions 1 through 2: Lamps", ("1", "2")),
        ("Question 1a–b", ("1a", "1b")),
        ("Questions 1(a)-(b) and 2d.i:", ("1a", "1b", "2d.i")),
        ("Questions 1a, b and 2", ("1a", "1b", "2")),
        ("Question 2 – Lamps", ("2",)),
        ("1(b)", ("1b",)),
        ("2d.i.", ("2d.i",)),
        ("> How bright should street lamps be?", ("1",)),
        ("> **How bright should\n> street lamps be?**", ("1",)),
        ("> > Question 1b", ("1b",)),
    ],
)
def test_headings_answer_the_questions_they_restate(heading: str, questions: tuple[str, ...]) -> None:
    letter = parse(f"Dear Town,\n\nWe write.\n\n{heading}\n\nQuite bright.¹\n\n¹ See <https://a.org>.\n", QUESTIONS)
    assert [section.questions for section in letter.sections] == [(), questions]
    assert [kind for kind, _ in blocks(letter)] == ["paragraph", "paragraph", "heading", "paragraph"]
    assert not letter.warnings


@pytest.mark.parametrize(
    ("heading", "complaint"),
    [
        ("What, if any, costs?", "none of the request's questions"),
        ("What, if any, are costs of brighter health?", "resembles"),
        ("Is the moon bright enough for us all?", "none of the request's questions"),
        ("Question 9: The moon", "no question 9"),
        ("Question 2: How bright should street lamps be?", "its words are those of 1"),
        ("Questions 1-3", "no question 3"),
        ("Question 1a–d", "no question 1c, 1d"),
        ("Questions 1-2d", "no question 1-2d"),
        ("Questions 2-1", "no question 2-1"),
        (
            "Question 12: We believe that no lamp should ever be put there, whatever it costs.",
            "no question 12",
        ),
        ("**Question 12:** We believe that no lamp should ever be put there, whatever it costs.", "no question 12"),
        ("Question 12. We disagree.", "no question 12"),
        ("Questions 1–3: We believe that no lamp should ever be put there, whatever it costs.", "no question 3"),
        ("3(c)", "no question 3(c)"),
        ("3(c)\nWe disagree.", "no question 3(c)"),
    ],
)
def test_what_is_unsure_answers_nothing(heading: str, complaint: str) -> None:
    letter = parse(f"Dear Town,\n\nWe write.\n\n{heading}\n\nQuite bright.\n", QUESTIONS)
    assert [section.questions for section in letter.sections] == [(), ()]
    assert [complaint in warning.message for warning in letter.warnings] == [True]
    assert letter.warnings[0].line == 5


@pytest.mark.parametrize(
    "text",
    [
        "Recommendations:\n\n1. *Dim them.*",
        "RECOMMENDATIONS:\n\n1. *Dim them.*",
        "Question 1-related lamps cost less. Question 3.5 of the last request said so, too.",
        "- 3(c)\n- 1(a)",
        "5G\n\n7B",
        "Sincerely,\n\nJO ROE\n\nThe Town.",
        "Acme Lamps Inc.\n\nLAMP STREET\n\nThe town is dim.",
        "FIGURE ONE\n\nThe town is dim.",
        "Thank you.\n\nACME LAMPS\n\nLamp Street",
        "We asked: how bright should street lamps be? That is what the town asks, and we say dim.",
        "Question 1 asks how bright lamps should be, and we say dim.",
        "Is it not plain that lamps cost money? It is, and so we say dim.",
    ],
)
def test_prose_is_no_heading(text: str) -> None:
    letter = parse(f"We write.\n\n{text}\n\nQuite so.\n", QUESTIONS)
    assert len(letter.sections) == 1


@pytest.mark.parametrize(
    "heading", ["MARGINAL RISK MATTERS", "RECOMMENDATIONS", "**LAMPS & TOWNS**", "> WHAT LAMPS COST"]
)
@pytest.mark.parametrize("after", ["The town is dim.", "1. Dim them.\n2. Now."])
def test_a_line_in_capitals_is_a_heading(heading: str, after: str) -> None:
    letter = parse(f"How bright should street lamps be?\n\nQuite.\n\n{heading}\n\n{after}\n", QUESTIONS)
    assert sections(letter)[2:] == [(heading.strip("*> "), ())]
    assert letter.warnings == ()


def test_a_quotation_reads_without_its_signs() -> None:
    letter = parse("> We asked\n> for lamps.\n>\n> None came.\n\nIf 2 > 1, so be it.")
    assert [shown for _, shown in blocks(letter)] == ["We asked for lamps.", "None came.", "If 2 > 1, so be it."]


def test_headings_share_a_line_or_a_chunk_with_their_text() -> None:
    text = "Question 1b: Lamps harm no one.\n\nHow bright should street\nlamps be?\nQuite bright.\n\nConclusion\n\nEnd."
    letter = parse(text, QUESTIONS)
    assert blocks(letter) == [
        ("heading", "Question 1b:"),
        ("paragraph", "Lamps harm no one."),
        ("heading", "How bright should street lamps be?"),
        ("paragraph", "Quite bright."),
        ("heading", "Conclusion"),
        ("paragraph", "End."),
    ]
    assert [questions for _, questions in sections(letter)] == [(), ("1b",), ("1",), ()]


@pytest.mark.parametrize(
    ("text", "notes", "marks"),
    [
        ("A.¹ B.² C.²\n\n¹ one\n\n² two", {1: "one", 2: "two"}, [1, 2, 2]),
        ("A^{1,2} B.\n\n^{1} one\n^{2} two\nmore", {1: "one", 2: "two more"}, [1, 2]),
        ("A[^1] B.[^2]\n\n[^1]: one\n[^2]: two", {1: "one", 2: "two"}, [1, 2]),
        ("A<sup>1</sup>\n\n<sup>1</sup> one", {1: "one"}, [1]),
        ("A [1], B [2].\n\nReferences\n\n[1] one\n[2] two", {1: "one", 2: "two"}, [1, 2]),
        ("A [3], B.\n\n[1] one\n\n[2] two", {}, []),
        ("A.¹ B.³\n\n¹ one\n\n³ three", {1: "one", 3: "three"}, [1, 3]),
        (
            "A.¹ Up to 10²⁶ or 10^{26}, 5 m², x², CO₂, 3 km^2.\n\n¹ one\n\n² two\n\n²⁶ far",
            {1: "one", 2: "two", 26: "far"},
            [1],
        ),
        ("In 1956¹ and 2023².\n\n¹ one\n\n² two", {1: "one", 2: "two"}, [1, 2]),
        ("A.¹ In 2023² it.³\n\n¹ one\n\n² two\n\n³ three", {1: "one", 2: "two", 3: "three"}, [1, 2, 3]),
        ("A.¹ Bulbs³ of C.² D.³\n\n¹ one\n\n² two\n\n³ three", {1: "one", 2: "two", 3: "three"}, [1, 2, 3]),
        ("A.⁷", {}, []),
        ("A.¹\n\n¹ one;\n<https://b.org>\n\nB.", {1: "one; https://b.org"}, [1]),
        ("A.¹\n\n¹ <https://a.org>;\n\n<https://b.org>\n\nB.", {1: "https://a.org; https://b.org"}, [1]),
        ("A.1 See 2.1 and GPT.2\n\n1 one https://a.org\n2 two", {1: "one https://a.org", 2: "two"}, [1, 2]),
        ("A.1 B\n\f\n1\n  one https://a.org", {}, []),
        ("A.1 B\n\n1\n  one https://a.org\n   2\n\fB.1 C", {1: "one https://a.org"}, [1]),
        ("1 January\n\n2 February", {}, []),
        ("A.¹ B.²\n\n¹\n² two", {1: "", 2: "two"}, [1, 2]),
        ("A.¹ B.² C.¹\n\n¹ one\n\n² two", {1: "one", 2: "two"}, [1, 2, 1]),
        ("A.¹ B.² C.¹ D.²\n\n¹ one\n\n² two", {1: "one", 2: "two"}, [1, 2, 1, 2]),
        ("A.¹ B.¹ C.²\n\n¹ one\n\n² two", {1: "one", 2: "two"}, [1, 1, 2]),
    ],
)
def test_notes_and_marks(text: str, notes: dict[int, str], marks: list[int]) -> None:
    letter = parse(text)
    assert {note.number: note.text for note in letter.footnotes} == notes
    assert [mark.number for mark in letter.marks] == marks
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    assert [int(text[mark.start : mark.end].translate(raised)) for mark in letter.marks] == marks


@pytest.mark.parametrize(
    "text",
    [
        "A.¹ B.² C.¹\n\n¹ one\n\n² two",
        "A.¹ B.¹ C.²\n\n¹ one\n\n² two",
        "A.¹ B.²\n\nNotes\n\n¹ one\n\n² two",
        "A [1], B [2].\n\nReferences\n\n[1] one\n[2] two",
        "A.\n\nReferences\n\nRoe, Jo. Lamps. 2020.",
    ],
)
def test_notes_that_leave_no_doubt(text: str) -> None:
    assert parse(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "notes", "marks"),
    [
        ("A.¹ B.²\n\n¹ one\n\n² two", [None, None], [None, None]),
        ("A.¹\n\n¹ one\n\fB.²\n\n² two", [1, 2], [1, 2]),
        ("\fA.¹ B.\n\f\fC.²\n\n¹ one\n\n² two", [4, 4], [2, 4]),
        ("\u202aA.1 B\n\n1\n  one https://a.org\n   2\n\fB.1 C", [1], [1]),
    ],
)
def test_pages_are_counted_by_form_feeds(text: str, notes: list[int | None], marks: list[int | None]) -> None:
    letter = parse(text)
    assert [note.page for note in letter.footnotes] == notes
    assert [mark.page for mark in letter.marks] == marks
    shown = as_json(letter)["footnotes"]
    assert [note["page"] for note in shown] == notes
    assert [marker["page"] for note in shown for marker in note["markers"]] == marks


def test_a_mark_knows_the_words_before_it() -> None:
    letter = parse("Lamps are bright.¹ Norms,^{2,3} too.\n\n¹ a\n² b\n³ c")
    assert [mark.before for mark in letter.marks] == [
        "Lamps are bright.",
        "Lamps are bright.¹ Norms,",
        "Lamps are bright.¹ Norms,",
    ]


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        ("A.¹\n\n¹ one\n\n² two", "footnote 2 has no mark", 5),
        ("A.¹ B.⁹\n\n¹ one", "no footnote 9", 1),
        ("A.¹ B.²\n\n¹ one\n\n² two\n\n¹ again", "out of turn", 7),
        ("A.¹ B.³\n\n¹ one\n\n³ three", "footnote 2 is missing", 5),
        ("A.¹ B.²\n\n¹\n² two", "footnote 1 has no words", 3),
        ("A.² B.¹\n\n¹ one\n\n² two", "out of turn", 1),
        ("A.\n\nEndnotes\n\n1. one\n2. two", "under “Endnotes” is read as text", 3),
        ("A.\n\n## References\n\n[1] one\n\n[2] two", "under “References” is read as text", 3),
        ("A.¹ B.\n\n¹ one\n\nNotes:\n(1) one\n(2) two", "under “Notes” is read as text", 5),
        ("A.¹ Bulbs³ of C.² D.³\n\n¹ one\n\n² two\n\n³ three", "before its turn", 1),
        (
            'A.\n\nSincerely,\n\nA handwritten signature in black ink that reads "Jo".\n\nJo Roe',
            "describes a picture",
            5,
        ),
    ],
)
def test_doubts_are_recorded_with_their_line(text: str, complaint: str, line: int) -> None:
    letter = parse(text)
    assert [(complaint in warning.message, warning.line) for warning in letter.warnings] == [(True, line)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "When scoping for the\n\n¹ <https://a.org>\n\nexample, prevent it. A.¹",
            ["When scoping for the example, prevent it. A."],
        ),
        (
            "A definition that is long enough, under the\n\n¹ <https://a.org>\n\nExport Act. A.¹",
            ["A definition that is long enough, under the Export Act. A."],
        ),
        ("Any compute threshold\n\n\n\nintended to last.", ["Any compute threshold intended to last."]),
        ("Will mean sufficiently-\n\n\n\nmotivated actors.", ["Will mean sufficiently-motivated actors."]),
        ("A sentence ends here.\n\n\n\nand one begins.", ["A sentence ends here.", "and one begins."]),
        ("Widely available\n\n\n\nThese go on.", ["Widely available", "These go on."]),
        (
            "- such as the breadth of deployment or the\n\nability to tune a model, too.",
            ["such as the breadth of deployment or the ability to tune a model, too."],
        ),
        ("Sincerely,\n\n\n\nJo Roe", ["Sincerely,", "Jo Roe"]),
        ("The text goes on to the\n   2\n\fnext page here.", ["The text goes on to the next page here."]),
    ],
)
def test_paragraphs_cut_by_notes_and_pages_are_joined(text: str, found: list[str]) -> None:
    assert [shown for _, shown in blocks(parse(text))] == found


def test_lists_nest_by_indentation() -> None:
    text = "Levels:\n\n- Open\n - All,\n   with data\n - Weights\n- Closed;\n- 1. *Odd*\n\n(a) one\n(b) two\n\n• dot\n"
    letter = parse(text)
    assert [(block.level, words(letter, block)) for block in letter.blocks if block.kind == "list-item"] == [
        (0, "Open"),
        (1, "All, with data"),
        (1, "Weights"),
        (0, "Closed;"),
        (0, "Odd"),
        (0, "one"),
        (0, "two"),
        (0, "dot"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Way\tMaker\tUser\nOpen\t<ul style="x"> • no secrets • no watch¹ \t<ul> • duty\nClosed\tAll duties\t\n\n¹ one',
        "| Way | Maker | User |\n|---|:-:|---|\n"
        "| Open | • no secrets<br>• no watch¹ | duty |\n| Closed | All duties ||\n\n"
        "¹ one",
        "Way | Maker | User\n--- | :-: | ---\n"
        "Open | • no secrets<br>• no watch¹ | duty\nClosed | All duties |\n\n"
        "¹ one",
    ],
)
def test_tables_have_cells_and_items(text: str) -> None:
    letter = parse(f"Before.\n\n{text}")
    cells = [b for b in letter.blocks if b.kind == "table-cell"]
    assert [(cell.table, cell.row, cell.column, words(letter, cell)) for cell in cells] == [
        (1, 0, 0, "Way"),
        (1, 0, 1, "Maker"),
        (1, 0, 2, "User"),
        (1, 1, 0, "Open"),
        (1, 1, 1, "no secrets"),
        (1, 1, 1, "no watch"),
        (1, 1, 2, "duty"),
        (1, 2, 0, "Closed"),
        (1, 2, 1, "All duties"),
    ]
    assert [mark.number for mark in letter.marks] == [1]


def test_bars_without_a_dashed_line_are_no_table() -> None:
    assert blocks(parse("Lamps | Towns\nBulbs | Roads")) == [("paragraph", "Lamps | Towns Bulbs | Roads")]


def test_invisible_characters_are_kept_and_skipped() -> None:
    text = "\ufeff\u202aHow bright\u202c should street lamps be?\n\n\u202aQuite.\u202c\u202a¹\u202c\n\n\u202a¹\u202c \u202ahttps://a.org\u202c\n"
    letter = parse(text, QUESTIONS)
    assert letter.text == text
    assert sections(letter)[1] == ("How bright should street lamps be?", ("1",))
    assert [(note.text, [text[link.start : link.end] for link in note.links]) for note in letter.footnotes] == [
        ("https://a.org", ["https://a.org"])
    ]
    assert [text[mark.start : mark.end] for mark in letter.marks] == ["¹"]


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "word",
            "Word",
            ".",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            "\f",
            "\t",
            "¹",
            "²⁶",
            "^{1,2}",
            "[^1]",
            "[1]",
            "1",
            "1.",
            "- ",
            "• ",
            "**",
            "https://a.b/c",
            "<",
            ">",
            "[a](",
            ")",
            "|",
            "Question 1",
            "How bright should street lamps be?",
            "Dear",
            ",",
            "Sincerely,",
            "March 32, 2024",
            "LAMP-2024-0001",
            "On behalf of Acme (A), we",
            "\u202a",
            "\ufeff",
            "\ud800",
        ]
    ),
    max_size=60,
).map("".join)


@given(TEXTS)
@example("¹\r²0")
@example("A.1 B.2\n\n1\n2 two\n3 three https://a.org")
@settings(max_examples=300)
def test_any_text_parses_into_parts_that_stand_apart(text: str) -> None:
    letter = parse(text, QUESTIONS)
    spans = sorted(
        [span for block in letter.blocks for span in block.spans] + [span for n in letter.footnotes for span in n.spans]
    )
    edges = [offset for span in spans for offset in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    bounds = [0, *(section.end for section in letter.sections)]
    assert [section.start for section in letter.sections] == bounds[:-1]
    assert bounds[-1] == len(text)
    assert [section.number for section in letter.sections] == list(range(len(letter.sections)))
    inside = [span for block in letter.blocks for span in block.spans]
    assert all(any(span.start <= mark.start < mark.end <= span.end for span in inside) for mark in letter.marks)
    numbers = [note.number for note in letter.footnotes]
    assert numbers == sorted(set(numbers))
    assert {mark.number for mark in letter.marks} <= set(numbers)
    assert all(0 <= warning.start <= len(text) for warning in letter.warnings)
    assert parse(text, QUESTIONS) == letter


def test_report_is_plain_data() -> None:
    letter = parse("How bright should street lamps be?\n\nQuite.¹\n\n¹ See [a](https://a.org).\n", QUESTIONS)
    shown = json.loads(json.dumps(as_json(letter)))
    assert shown["sections"][1] == {
        "heading": "How bright should street lamps be?",
        "questions": ["1"],
        "start": 0,
        "end": len(letter.text),
    }
    assert shown["footnotes"] == [
        {
            "number": 1,
            "page": None,
            "text": "See a.",
            "urls": ["https://a.org"],
            "markers": [{"start": 42, "page": None, "before": "Quite."}],
        }
    ]
    assert shown["links"] == [{"url": "https://a.org", "anchor": "a", "start": 51}]
    assert shown["blocks"][0] == {"kind": "heading", "spans": [[0, 34]]}
    assert shown["text_sha256"] == letter.text_sha256
    assert set(shown) == {
        "respondent",
        "date",
        "docket",
        "addressee",
        "signatory",
        "signatory_role",
        "text_sha256",
        "sections",
        "footnotes",
        "links",
        "blocks",
        "warnings",
    }
