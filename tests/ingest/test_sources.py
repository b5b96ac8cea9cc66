from __future__ import annotations

from claimgraph.ingest.docket_files import Override
from claimgraph.ingest.models import Footnote, Link, Span
from claimgraph.ingest.sources import host, linked_addresses, resolve_citations

WRONG = Override.model_validate(
    {
        "letter": "acme",
        "footnote": "2",
        "printed": "https://wrong.example",
        "url": "https://right.example/a",
        "reason": "Misprinted.",
        "by": "editors",
    }
)
LOST = WRONG.model_copy(update={"footnote": 3, "printed": "#", "url": "https://found.example/"})
KNOWN = {"right.example/a": "right", "one.example": "one", "one.org": "one"}


def note(number: int, *urls: str) -> Footnote:
    return Footnote(number, "", (Span(0, 1),), tuple(Link(url, None, 0, 1) for url in urls))


def test_citations_are_resolved_corrected_or_left_open() -> None:
    notes = (note(1, "https://one.example/", "https://unknown.example"), note(2, "https://wrong.example"), note(3, "#"))
    found = resolve_citations("acme", notes, (WRONG, LOST), KNOWN)
    assert [(c.footnote, c.position, c.source) for c in found] == [(1, 1, "one"), (1, 2, None), (2, 1, "right")]
    assert (found[2].printed, found[2].url, found[2].override) == ("https://wrong.example", WRONG.url, WRONG)


def test_only_addresses_of_the_web_are_citations() -> None:
    notes = (note(1, "mailto:a@one.example", "/docs/x", "#", "www.one.org", "https://a[.]example/x"),)
    found = resolve_citations("acme", notes, (), KNOWN)
    assert [(c.printed, c.source) for c in found] == [("www.one.org", "one"), ("https://a[.]example/x", None)]
    assert linked_addresses("acme", notes[0], ()) == ("www.one.org", "https://a[.]example/x")
    assert host("https://a[.]example/x") == ""


def test_an_override_is_for_its_letter_only() -> None:
    (found,) = resolve_citations("borealis", (note(2, "https://wrong.example"),), (WRONG,), KNOWN)
    assert found.source is None
    assert found.override is None


def test_lost_links_lead_where_the_override_says() -> None:
    assert linked_addresses("acme", note(3, "#"), (LOST,)) == ("https://found.example/",)
    assert linked_addresses("acme", note(3, "#"), ()) == ()
