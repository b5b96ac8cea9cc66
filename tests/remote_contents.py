"""What the tests publish on servers."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

BASE = "https://example.org/graph/"
XSD = "http://www.w3.org/2001/XMLSchema#"
MARK = NamedNode("https://example.org/mark")


def graph(name: str) -> NamedNode:
    return NamedNode(f"{BASE}{name}")


def marked(mark: str, letters: int = 5) -> list[Quad]:
    """Some letters' graphs, each of which says the mark, and one more that never changes."""
    quads = [
        Quad(NamedNode(f"https://example.org/{n}/{i}"), MARK, Literal(mark), graph(f"letter/{n}"))
        for n in range(letters)
        for i in range(10)
    ]
    return [*quads, Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal("always"), graph("docket"))]


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + datatype))


ODD = [
    *(typed(value, "integer") for value in ("1", "01", "+5", "-0", "2147483647")),
    *(typed(value, "decimal") for value in ("1.0", "1.50", "0.85", "-3.0")),
    *(typed(value, "double") for value in ("1.0E0", "0.1", "NaN", "INF")),
    *(typed(value, "boolean") for value in ("true", "1", "false")),
    *(typed(value, "date") for value in ("2024-02-21", "2024-02-21Z", "2024-02-30")),
    *(typed(value, "dateTime") for value in ("2024-02-21T10:00:00", "2024-02-21T10:00:00.000Z")),
    typed("2024", "gYear"),
    typed("2024-02", "gYearMonth"),
    typed("http://example.org/ a", "anyURI"),
    typed("2", "nonNegativeInteger"),
    Literal("z", datatype=NamedNode("https://example.org/type")),
    *(Literal("x", language=language) for language in ("en", "en-US", "de-1996", "zh-Hant-TW")),
    *map(
        Literal, ("", " ", "tab\there", "line\nbreak\r\n", 'quote " back \\', "\x01\x0c", "é ü \U0001f600", "e\u0301")
    ),
    *map(Literal, ("a _:b .", "<p>&amp;</p>", "it's $1 ?x {{}} %s", "\u200b\ufeff\u2028", "\ufffd")),
    Literal("lorem ipsum " * 50_000),
    *map(NamedNode, ("http://example.org/é", "http://example.org/%C3%A9", "http://example.org/a%20b?c=d&e=f#g")),
    NamedNode("urn:x:y"),
    BlankNode("b1"),
    BlankNode("c14n0"),
]
"""Objects that servers might write otherwise than they were given."""


def odd() -> list[Quad]:
    """Each of the odd objects, and blank nodes as subjects."""
    made = [
        Quad(NamedNode(f"https://example.org/thing/{n}"), NamedNode("urn:p"), value, graph("odd"))
        for n, value in enumerate(ODD)
    ]
    held = Quad(BlankNode("b1"), NamedNode("urn:p"), BlankNode("c14n0"), graph("odd"))
    name = NamedNode("https://example.org/graph/\u00e9t\u00e9")
    return [*made, held, Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal("accents"), name)]
