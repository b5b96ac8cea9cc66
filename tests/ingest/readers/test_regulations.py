from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from record_files import attachment
from record_files import comment_record as record

from claimgraph.ingest import LetterError, document_as_json, parse_document
from claimgraph.ingest.readers.regulations import read_record


def write(tmp_path: Path, value: Any) -> Path:
    path = tmp_path / "comment.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


@pytest.mark.parametrize(
    ("attributes", "respondent", "date"),
    [
        ({"organization": " Lamp  Institute "}, "Lamp Institute", "2024-03-27"),
        ({"organization": None, "firstName": "Jo", "lastName": "Roe"}, "Jo Roe", "2024-03-27"),
        ({"govAgency": "Town of Dim", "postmarkDate": "2024-03-20T04:00:00Z"}, "Town of Dim", "2024-03-20"),
        ({"receiveDate": None}, None, None),
    ],
)
def test_the_record_knows_respondent_date_and_docket(
    tmp_path: Path, attributes: dict[str, Any], respondent: str | None, date: str | None
) -> None:
    letter = parse_document(read_record(write(tmp_path, record(**attributes))))
    assert (letter.respondent, letter.date, letter.docket) == (respondent, date, "LAMP-2024-0001")


def test_entities_and_breaks_are_read(tmp_path: Path) -> None:
    comment = "Lamps aren&rsquo;t bright.<br/><br/>See https://a.org/x?a=1&amp;b=2."
    document = read_record(write(tmp_path, record(comment=comment)))
    assert document.text == "Lamps aren’t bright.\n\nSee https://a.org/x?a=1&b=2.\n"
    assert [link.url for link in parse_document(document).links] == ["https://a.org/x?a=1&b=2"]


def test_an_attachment_counts_once_in_whatever_formats(tmp_path: Path) -> None:
    included = [
        attachment("Letter", "attachment_1.docx", "attachment_1.pdf", docOrder=1),
        attachment("Letter again", "attachment_1.pdf", docOrder=2),
        attachment("Annex", "attachment_2.pdf", docOrder=3),
        attachment("Secret", restrictReasonType="Confidential", docOrder=4),
    ]
    document = read_record(write(tmp_path, record(included, comment="See attached file(s)")))
    assert [(each.title, [kind for kind, _ in each.urls], each.restricted) for each in document.attachments] == [
        ("Letter", ["docx", "pdf"], None),
        ("Annex", ["pdf"], None),
        ("Secret", [], "Confidential"),
    ]
    said = [remark.message for remark in document.remarks]
    assert "attachment 3 “Secret” is restricted: Confidential" in said
    assert "this comment says nothing itself: its letter is in what is attached" in said
    shown = document_as_json(document, parse_document(document))
    assert [each["title"] for each in shown["attachments"]] == ["Letter", "Annex", "Secret"]


@pytest.mark.parametrize(
    "words",
    [
        "See attached",
        "Please see the attached comments.",
        "Comments attached.",
        "Attachment",
        "<p>see attachment(s)</p>",
        "On behalf of the Lamp Institute, please find our comments attached. Thank you for your time.",
        "Dear Sir or Madam,<br/>Attached please find the letter of the Dim Society.<br/>Sincerely, Jo Roe",
        "",
    ],
)
def test_comments_that_only_point_to_attachments(tmp_path: Path, words: str) -> None:
    document = read_record(write(tmp_path, record([attachment("Letter", "attachment_1.pdf")], comment=words)))
    assert any("says nothing itself" in remark.message for remark in document.remarks)


@pytest.mark.parametrize(
    "words",
    [
        "See attached. Lamps are dim.",
        "We are attached to lamps.",
        "Our letter is attached, but lamps should be banned.",
        "Thank you.",
        "See attached." + " Lamps are dim." * 200,
        "." + "\n" * 100_000 + ".",
    ],
)
def test_comments_that_say_something(tmp_path: Path, words: str) -> None:
    document = read_record(write(tmp_path, record([attachment("Letter", "attachment_1.pdf")], comment=words)))
    assert not any("says nothing itself" in remark.message for remark in document.remarks)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (record(withdrawn=True, reasonWithdrawn="asked for"), "was withdrawn (asked for)"),
        (record(comment=None, restrictReasonType="Copyright"), "is withheld (Copyright)"),
        (record(comment=None), "neither text nor attachments"),
        (record(kind="dockets"), "of the type 'dockets'"),
        (json.dumps(record()).replace("/v4/", "/v5/"), "is of version 5"),
        ({"documentId": {"value": "X"}, "comment": {"value": "Dim."}}, "version 3"),
        ({"data": [record()["data"]] * 3}, "a list of 3 records"),
        ({"lamps": 3}, "no record of the regulations.gov API"),
        ("{\"data\": {\n \"type\" }", "comment.json:2: this is not valid JSON"),
        ("[" * 100_000, "can't be read"),
    ],
)  # fmt: skip
def test_what_is_no_comment_is_refused_in_words(tmp_path: Path, value: Any, complaint: str) -> None:
    path = write(tmp_path, value)
    with pytest.raises(LetterError) as caught:
        read_record(path)
    assert complaint in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_restricted_comments_with_text_are_told(tmp_path: Path) -> None:
    document = read_record(write(tmp_path, record(restrictReasonType="Other")))
    assert [remark.message for remark in document.remarks] == ["this comment is restricted: Other"]
