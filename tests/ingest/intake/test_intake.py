from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from letter_files import Sheet, paragraph, prose, write_docx, write_pdf
from record_files import attachment, comment_record, write_tree

from claimgraph.ingest import LetterError, parse_document
from claimgraph.ingest.intake import LetterFile, Submission, open_intake, read_filed

ONE, TWO = "LAMP-2024-0001-0002", "LAMP-2024-0001-0010"
PDF = b"%PDF-1.4 lamps"


def only(folder: Path) -> Submission:
    (submission,) = open_intake(folder)
    return submission


def shown(letter: LetterFile, folder: Path) -> tuple[str, str, list[str]]:
    others = [path.relative_to(folder).as_posix() for path in letter.others]
    return letter.kind, letter.path.relative_to(folder).as_posix(), others


LETTER = [attachment("Letter", "attachment_1.docx", "attachment_1.pdf")]
SEE = comment_record(LETTER, comment="See attached file(s)")
MIRROR = f"raw-data/LAMP/LAMP-2024-0001/text-LAMP-2024-0001/comments/{ONE}.json"
BINARY = f"raw-data/LAMP/LAMP-2024-0001/binary-LAMP-2024-0001/comments_attachments/{ONE}_attachment_1"
FETCHED = f"LAMP-2024-0001/raw-data/binary-LAMP-2024-0001/comments_attachments/{ONE}_attachment_1"
DERIVED = f"LAMP-2024-0001/derived-data/tool/extracted_txt/comments_extracted_text/tool/{ONE}_attachment_1"


@pytest.mark.parametrize(
    ("files", "letters"),
    [
        pytest.param({"b/acme.pdf": PDF}, [("letter", "b/acme.pdf", [])], id="a letter by itself"),
        pytest.param(
            {"acme.docx": b"x", "acme.pdf": PDF}, [("letter", "acme.pdf", ["acme.docx"])], id="one in two formats"
        ),
        pytest.param({"acme.JSON": comment_record()}, [("comment", "acme.JSON", [])], id="a record by itself"),
        pytest.param(
            {MIRROR: SEE, f"{BINARY}.docx": b"x", f"{BINARY}.pdf": PDF},
            [("attachment", f"{BINARY}.pdf", [f"{BINARY}.docx"])],
            id="Mirrulations' bucket",
        ),
        pytest.param(
            {f"LAMP-2024-0001/raw-data/comments/{ONE}.json": SEE, f"{FETCHED}.pdf": PDF},
            [("attachment", f"{FETCHED}.pdf", [])],
            id="mirrulations-fetch",
        ),
        pytest.param(
            {f"LAMP-2024-0001/raw-data/comments/{ONE}.json": SEE, f"{DERIVED}_extracted.txt": "Lamps are dim."},
            [("attachment", f"{DERIVED}_extracted.txt", [])],
            id="mirrulations-fetch without binary",
        ),
        pytest.param(
            {f"{ONE}.json": SEE, f"{ONE}/attachment_1.docx": b"x"},
            [("attachment", f"{ONE}/attachment_1.docx", [])],
            id="a folder for each comment",
        ),
        pytest.param(
            {f"{ONE}/comment.json": SEE, f"{ONE}/attachment_1.pdf": PDF},
            [("attachment", f"{ONE}/attachment_1.pdf", [])],
            id="a folder with record and attachments",
        ),
        pytest.param(
            {"x/record.json": SEE, "x/attachment_1.pdf": PDF},
            [("attachment", "x/attachment_1.pdf", [])],
            id="attachments beside the one record",
        ),
        pytest.param({"r.json": SEE, f"{ONE}.pdf": PDF}, [("attachment", f"{ONE}.pdf", [])], id="named by the id"),
        pytest.param(
            {"r.json": comment_record(LETTER), f"{ONE}_attachment_1.pdf": PDF},
            [("comment", "r.json", []), ("attachment", f"{ONE}_attachment_1.pdf", [])],
            id="a comment that says something",
        ),
        pytest.param(
            {f"{ONE}_attachment_1.pdf": PDF, f"{ONE}_attachment_2.pdf": PDF},
            [("attachment", f"{ONE}_attachment_1.pdf", []), ("attachment", f"{ONE}_attachment_2.pdf", [])],
            id="attachments without record",
        ),
    ],
)
def test_layouts(tmp_path: Path, files: dict[str, Any], letters: list[tuple[str, str, list[str]]]) -> None:
    submission = only(write_tree(tmp_path, files))
    assert [shown(letter, tmp_path) for letter in submission.letters] == letters


def test_the_records_facts(tmp_path: Path) -> None:
    given = comment_record(
        title="Comment from Lamp Institute",
        organization=" Lamp  Institute",
        firstName="Jo",
        lastName="Roe",
        comment="Lamps aren&rsquo;t bright.<br/>Not at all.",
        duplicateComments=3,
    )
    found = only(write_tree(tmp_path, {"a.json": given}))
    assert (found.id, found.respondent, found.submitter) == (ONE, "Lamp Institute", "Jo Roe")
    assert (found.date, found.docket, found.copies) == ("2024-03-27", "LAMP-2024-0001", 3)
    assert found.comment == "Lamps aren’t bright.\nNot at all."


@pytest.mark.parametrize(
    ("title", "respondent"),
    [
        ("Comment from Lamp Institute", "Lamp Institute"),
        ("Comment from Anonymous", None),
        ("Comment on LAMP-2024-0001-0001", None),
    ],
)
def test_who_the_title_says_it_is_from(tmp_path: Path, title: str, respondent: str | None) -> None:
    assert only(write_tree(tmp_path, {"a.json": comment_record(title=title)})).respondent == respondent


@pytest.mark.parametrize(
    ("files", "remark"),
    [
        ({"a.json": comment_record(withdrawn=True, reasonWithdrawn="asked for")}, "withdrawn (asked for)"),
        ({"a.json": comment_record(comment=None, restrictReasonType="Copyright")}, "restricted: Copyright"),
        ({"a.json": SEE}, "attachment 1 “Letter” is missing: get https://downloads.regulations.gov/"),
        ({"a.json": SEE, f"{ONE}_attachment_1.doc": b"x"}, "as .doc only, which isn't read"),
        ({"a.json": SEE, f"{ONE}_attachment_1.docx": b"x", f"{ONE}_attachment_1.pdf": PDF}, "counts once"),
        ({"a.json": SEE, f"{ONE}_attachment_9.pdf": PDF}, "no attachment that the record names; it is read as one"),
        (
            {"a.json": comment_record([attachment("Secret", restrictReasonType="Confidential")])},
            "attachment 1 “Secret” is restricted: Confidential",
        ),
        ({"a.json": comment_record([attachment("Lost")])}, "attachment 1 “Lost” has no file"),
        ({"a.json": comment_record(comment="")}, "neither text nor a file"),
        ({"a.json": "{"}, "a.json:1: this is not valid JSON"),
        ({"a.json": "[" * 99_999}, "can't be read"),
        ({"a.json": {"documentId": {"value": "X"}, "comment": {"value": "Dim."}}}, "of version 3"),
        ({f"{ONE}_attachment_1.pdf": PDF}, f"there is no record of comment {ONE}"),
        ({f"{ONE}.json": SEE, f"{ONE}_attachment_1_extracted.txt": "Dim."}, "only the text is here"),
    ],
)
def test_what_is_missing_refused_or_chosen_is_said(tmp_path: Path, files: dict[str, Any], remark: str) -> None:
    assert any(remark in each for each in only(write_tree(tmp_path, files)).remarks)


@pytest.mark.parametrize(
    "files",
    [
        {"a.json": comment_record(LETTER, withdrawn=True), f"{ONE}_attachment_1.pdf": PDF},
        {
            "a.json": comment_record([attachment("Secret", restrictReasonType="Private")], comment="See attached"),
            f"{ONE}_attachment_1.pdf": PDF,
        },
    ],
    ids=["withdrawn", "restricted"],
)
def test_what_must_not_be_used_is_no_letter(tmp_path: Path, files: dict[str, Any]) -> None:
    assert only(write_tree(tmp_path, files)).letters == ()


def test_records_that_announce_attachments_without_naming_them(tmp_path: Path) -> None:
    record = comment_record(comment="See attached")
    record["data"]["relationships"] = {"attachments": {"data": [{"id": "1", "type": "attachments"}]}}
    found = only(write_tree(tmp_path, {"a.json": record}))
    assert found.letters == ()
    assert any("tells of 1 attachments, but not where" in each for each in found.remarks)


def test_the_record_modified_last_counts(tmp_path: Path) -> None:
    old = comment_record(comment="Old.", modifyDate="2024-03-28T00:00:00Z")
    new = comment_record(comment="New.", modifyDate="2024-04-01T00:00:00Z")
    found = only(write_tree(tmp_path, {f"{ONE}.json": new, f"{ONE}(1).json": old}))
    assert found.comment == "New."
    assert any("is an older record" in each for each in found.remarks)


def test_submissions_come_in_the_order_of_their_numbers_and_others_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    names = ["LAMP-2024-0001-10000", TWO, ONE]
    intake = open_intake(
        write_tree(
            tmp_path,
            {
                **{f"comments/{name}.json": comment_record(key=name) for name in names},
                "comments/list.json": {"data": [comment_record()["data"]]},
                "docket/LAMP-2024-0001.json": comment_record(kind="dockets"),
                "documents_attachments/LAMP-2024-0001-0001_content.pdf": PDF,
                "settings.json": {"lamps": 3},
                "notes.yaml": "a: b",
                ".hidden.pdf": PDF,
            },
        )
    )
    assert [each.id for each in intake] == names[::-1]
    assert len(intake) == 3
    reasons = {each.path.name: each.reason for each in intake.skipped}
    assert reasons["list.json"].startswith("a list of 1 records")
    assert reasons["LAMP-2024-0001.json"] == "a record of the type 'dockets', no comment"
    assert reasons["pipe.pdf"] == "a pipe, a device or a folder"
    assert reasons["notes.yaml"] == "no letter is filed as .yaml"
    assert len(reasons) == 7


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="no such folder"):
        open_intake(tmp_path / "nothing")


def test_a_letter_is_read_in_the_next_format_with_the_records_facts(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.json": comment_record(LETTER, comment="", organization="Lamp Institute")})
    write_pdf(tmp_path / f"{ONE}_attachment_1.pdf", [Sheet(picture=True)])
    write_docx(tmp_path / f"{ONE}_attachment_1.docx", paragraph("Lamps are dim."))
    found = only(tmp_path)
    document = read_filed(found.letters[0], found)
    letter = parse_document(document)
    assert letter.text.strip() == "Lamps are dim."
    assert (letter.respondent, letter.date, letter.docket) == ("Lamp Institute", "2024-03-27", "LAMP-2024-0001")
    assert "is a scan" in document.remarks[0].message
    assert "attachment_1.docx is read instead" in document.remarks[0].message


def test_what_no_format_can_give_is_refused(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", [Sheet(prose([]), picture=True)])
    found = only(tmp_path)
    with pytest.raises(LetterError, match="is a scan"):
        read_filed(found.letters[0], found)
