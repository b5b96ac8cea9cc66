from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.ingest.structure.links import find_links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<https://a.org/x>;", [("https://a.org/x", None)]),
        ("see https://a.org/x).", [("https://a.org/x", None)]),
        ("(https://a.org/x_(y)).", [("https://a.org/x_(y)", None)]),
        ("https://a.org/Years,-with-a-Focus;", [("https://a.org/Years,-with-a-Focus", None)]),
        ("https://a.org/p?num=65230&x=1#part-2.", [("https://a.org/p?num=65230&x=1#part-2", None)]),
        ("at: www.reginfo.gov/public/do", [("www.reginfo.gov/public/do", None)]),
        ("a [sponsor](#) (OSI)", [("#", "sponsor")]),
        (r"[No property \(a.com\)](https://a.com/b)", [("https://a.com/b", "No property (a.com)")]),
        ("[a](https://a.org/x_(y)) and [b](http://b.org).", [("https://a.org/x_(y)", "a"), ("http://b.org", "b")]),
        ("[https://a.org](https://b.org)", [("https://b.org", "https://a.org")]),
        ('<a href="https://a.org">the\npage</a>', [("https://a.org", "the page")]),
        ("<https://a.org/long-\nname/x>", [("https://a.org/long-name/x", None)]),
        ("https://a.org/long-\nname/x. And", [("https://a.org/long-name/x", None)]),
        ("https://a.org/x\nand more", [("https://a.org/x", None)]),
        ("“https://a.org/x,” they say", [("https://a.org/x", None)]),
        ("**https://a.org/x**", [("https://a.org/x", None)]),
        ("https://a.org/a_b;https://b.org/c", [("https://a.org/a_b", None), ("https://b.org/c", None)]),
        ("https://a.org/x,www.b.org/y", [("https://a.org/x", None), ("www.b.org/y", None)]),
        ("https://a.org/x[https://b.org/y].", [("https://a.org/x", None), ("https://b.org/y", None)]),
        ("https://a.org/xhttps://b.org/y", [("https://a.org/x", None), ("https://b.org/y", None)]),
        ("https://a.org/web/2024/https://b.org/y", [("https://a.org/web/2024/https://b.org/y", None)]),
        ("https://a.org/go?u=https://b.org/y", [("https://a.org/go?u=https://b.org/y", None)]),
        ("Lamps.https://a.org/x", [("https://a.org/x", None)]),
        ("Lampshttps://a.org/x", [("https://a.org/x", None)]),
        ("https://a.org/x(last visited May 1)", [("https://a.org/x", None)]),
        ("https://a.org/x_(y)[z and", [("https://a.org/x_(y)", None)]),
        ("https://a.org/long-\nname(in part)", [("https://a.org/long-name", None)]),
        ("docs.www.a.org me@www.a.org", []),
        ("[1](one) [s]afety https:// www. me@www.org", []),
    ],
)
def test_addresses_are_taken_as_printed(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(link.url, link.anchor) for link in find_links(text)] == found


@given(st.text(st.sampled_from(list("[]()<>htps:/w.#a \n\\-\"'=")), max_size=120))
def test_links_stand_in_order_and_apart(text: str) -> None:
    edges = [offset for link in find_links(text) for offset in (link.start, link.end)]
    assert edges == sorted(edges)
    assert all(link.start < link.end for link in find_links(text))
    printed = [link for link in find_links(text) if link.anchor is None]
    assert all("".join(text[link.start : link.end].split()) == link.url for link in printed)
