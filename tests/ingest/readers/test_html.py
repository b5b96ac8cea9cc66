from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ingest import parse_document
from claimgraph.ingest.readers.html import read_html, read_markup

NOTED = """<p>Lamps are dim.<sup><a href="#f1" id="r1">1</a></sup> They are few<a href="#f2"><sup>2</sup></a>.</p>
<hr><ol><li id="f1">See https://a.org/x <a href="#r1">↩</a></li><li id="f2">See <a href="https://b.org/y">ours</a>.</li></ol>"""
WORD = """<p>Lamps are dim.<a href="#_ftn1" name="_ftnref1">[1]</a> So.</p>
<p><a href="#_ftnref1" name="_ftn1">[1]</a> See the towns.</p>"""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a <b>b</b>  c\n d", "a b c d"),
        ("a<br/>b<br><br>c", "a\nb\n\nc"),
        ("<p>a<p>b", "a\n\nb"),
        ("a&nbsp;&amp;&#39;b&rsquo;", "a &'b’"),
        ("<ul><li>a<li>b<ol><li>c</ol></ul>", "• a\n• b\n  1. c"),
        ("<ol start=3><li>a</ol>", "3. a"),
        ("<table><tr><th>a<th>b<tr><td>c<td><p>d</p><p>e|f</p></table>", "| a | b |\n| c | d e\\|f |"),
        ("10<sup>26</sup>", "10²⁶"),
        ("<head><title>t</title></head><script>x</script><style>y</style>a<!-- b -->", "a"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<unknown>b</p></div></li>c", "ab\n\nc"),
        ("2 < 3 & 4", "2 < 3 & 4"),
    ],
)
def test_the_text_is_as_a_browser_shows_it(markup: str, text: str) -> None:
    assert read_markup(markup).text.strip() == text


@pytest.mark.parametrize(
    ("markup", "notes", "marks"),
    [
        (NOTED, {1: "See https://a.org/x", 2: "See ours."}, [1, 2]),
        (WORD, {1: "See the towns."}, [1]),
        ('<p>As in <a href="#s">2</a>.</p><h2 id="s">2 Lamps</h2>', {}, []),
    ],
)
def test_notes_are_where_marks_lead(tmp_path: Path, markup: str, notes: dict[int, str], marks: list[int]) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<!DOCTYPE html><html><body>{markup}</body></html>", "utf-8")
    letter = parse_document(read_html(path))
    assert {note.number: note.text for note in letter.footnotes} == notes
    assert [mark.number for mark in letter.marks] == marks


def test_headings_and_links(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<html><h2>Lamps</h2><p>See <a href="https://a.org/x">our page</a>.</p><h2>Towns</h2></html>', "utf-8"
    )
    letter = parse_document(read_html(path))
    assert [section.heading for section in letter.sections] == [None, "Lamps", "Towns"]
    assert [(link.url, link.anchor) for link in letter.links] == [("https://a.org/x", "our page")]


@pytest.mark.parametrize(
    ("data", "text", "remarks"),
    [
        ("<html>café".encode(), "café", []),
        ("<html>café".encode("utf-8-sig"), "café", []),
        (b"<html><meta charset=iso-8859-1>caf\xe9 \x93a\x94", "café “a”", []),
        (b"<html>caf\xe9", "café", ["Windows-1252"]),
        (b"<html>a<div style='display: none'>b</div><p hidden>c</p>", "a", ["2 parts"]),
    ],
)
def test_encodings_and_hidden_parts(tmp_path: Path, data: bytes, text: str, remarks: list[str]) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    document = read_html(path)
    assert document.text.strip() == text
    assert [said in remark.message for said, remark in zip(remarks, document.remarks, strict=True)] == [True] * len(
        remarks
    )
