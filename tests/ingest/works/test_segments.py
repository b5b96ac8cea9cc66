from __future__ import annotations

import pytest

from claimgraph.ingest import parse
from claimgraph.ingest.works import Note, NoteLink, notes_of
from claimgraph.ingest.works.bibliography import describe, looks_cited
from claimgraph.ingest.works.segments import split_note

SPLIT = [
    ("Lee, A, https://a.org/x; Ray, B, https://b.org/y.", [("https://a.org/x", ()), ("https://b.org/y", ())]),
    ("Lee, “One; Two,” https://a.org/x.", [("https://a.org/x", ())]),
    ("Lee (see 1; 2), https://a.org/x", [("https://a.org/x", ())]),
    ("Lee, A, https://a.org/x. See also Ray, B, https://b.org", [("https://a.org/x", ()), ("https://b.org", ())]),
    ("Lee, https://a.org/x.[perma.cc/AAAA-1111]", [("https://a.org/x", ("perma.cc/AAAA-1111",))]),
    ("Lee, https://a.org/x, at 4.[perma.cc/AAAA-1111]", [("https://a.org/x", ("perma.cc/AAAA-1111",)), (None, ())]),
    ("Lee, 2023.https://a.org/x[https://perma.cc/AAAA-1111];Ray, https://b.org/y[perma.cc/BBBB-2222].",
     [("https://a.org/x", ("perma.cc/AAAA-1111",)), ("https://b.org/y", ("perma.cc/BBBB-2222",))]),
    ("Lee, https://a.org/x.html(criticising all); see Ray", [("https://a.org/x.html", ()), (None, ())]),
    ("Lee, https://a.org/x;Christopher Ray, B, https://b.org/y", [("https://a.org/x", ()), ("https://b.org/y", ())]),
    ("See: <cohere.com/research/>.", [("cohere.com/research/", ())]),
    ("Ray, A. <doi.org/10.1145/1234>.", [("doi.org/10.1145/1234", ())]),
    ("No address at all.", [(None, ())]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_notes_are_parted(text: str, expected: list[tuple[str | None, tuple[str, ...]]]) -> None:
    assert [(each.address, each.copies) for each in split_note(Note("a", 1, text))] == expected


LINKED = [
    ("Lee, A (2020), here.", [NoteLink("https://a.org/x", 15, 19)], ["https://a.org/x"]),
    ("The BigCode Card", [NoteLink("https://a.org/x")], ["https://a.org/x"]),
    ("Lee, here; Ray, here.", [NoteLink("https://a.org/x"), NoteLink("https://b.org/y")],
     [None, None, "https://a.org/x", "https://b.org/y"]),
    ("www.a.org/one-two-three.", [NoteLink("http://www.a.org/one-tw")], ["www.a.org/one-two-three"]),
    ("https://a.org/draft-6Benchmark", [NoteLink("https://a.org/draft-6")], ["https://a.org/draft-6", None]),
    ("Lee, https://a.org/x.", [NoteLink("http://www.a.org/x/")], ["http://www.a.org/x/"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "links", "expected"), LINKED)
def test_links_find_their_words(text: str, links: list[NoteLink], expected: list[str | None]) -> None:
    assert [each.address for each in split_note(Note("a", 1, text, tuple(links)))] == expected


DESCRIBED = [
    ("Wei Yang, “How Can It Work?,” SSRN, April 30, 2023,", ("How Can It Work?", ("Wei Yang",), "2023")),
    ("See, e.g., Ann Lee and Bo Ray, “A Study of Things,” (2020)",
     ("A Study of Things", ("Ann Lee", "Bo Ray"), "2020")),
    ("Ann Lee, Bo Ray, and Cy Fox, \"A Study of Things,\" X, 2021.",
     ("A Study of Things", ("Ann Lee", "Bo Ray", "Cy Fox"), "2021")),
    ("Ann Lee et al., “A Study of Things,” X", ("A Study of Things", ("Ann Lee",), None)),
    ("National Institute of Standards and Technology, “A Study of Things,”",
     ("A Study of Things", ("National Institute of Standards and Technology",), None)),
    ("“A Study of Things,” The Blog, July 2, 2023,", ("A Study of Things", (), "2023")),
    ("These are taken from Ann Lee, “A Study of Things,” X, 2023", (None, (), "2023")),
    ("Ann Lee, A Study of Things, X (2020)", (None, (), "2020")),
    ("The paper says “open models are safe” in 2020 and 2021", (None, (), None)),
    ("Ann Lee, “A Study of Things,” accessed March 3, 2024,", ("A Study of Things", ("Ann Lee",), None)),
    ("Ann Lee, “On ‘Fair’ Use and “Open” Models,” X", ("On ‘Fair’ Use and “Open” Models", ("Ann Lee",), None)),
    ("", (None, (), None)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), DESCRIBED)
def test_only_what_the_form_shows_is_said(words: str, expected: tuple[str | None, tuple[str, ...], str | None]) -> None:
    described = describe(words)
    assert (described.title, described.authors, described.year) == expected


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("Frank Pasquale, The Black Box Society (Harvard University Press, 2016).", True),
        ("Ann Lee, “A Study of Things.”", True),
        ("Ann Lee, A Study (2014) and Bo Ray, B (2012).", False),
        ("Machine learning is one of the key techniques.", False),
        ("in some years (2014) it was lower", False),
    ],
)
def test_words_alone_cite_or_not(words: str, cited: bool) -> None:
    assert looks_cited(words) is cited


def test_a_parsed_letter_gives_its_notes() -> None:
    text = (
        "A claim.¹ Another with [a page](https://b.org/y).²\n\n"
        "¹ Ann Lee, A Study, [here](https://a.org/x).\n\n² See https://c.org/z.\n"
    )
    notes = notes_of("acme", parse(text))
    assert [(note.number, [link.url for link in note.links]) for note in notes] == [
        (0, ["https://b.org/y"]),
        (1, ["https://a.org/x"]),
        (2, ["https://c.org/z"]),
    ]
    (link,) = notes[1].links
    assert notes[1].text[link.start : link.end] == "here"
