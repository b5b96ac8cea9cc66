from __future__ import annotations

import json

from rich.console import Console

from claimgraph.api.tables import as_table


def printed(document: object, base: str | None = None) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(as_table(json.dumps(document).encode(), base))
    return capture.get()


def rows(*values: dict[str, str]) -> dict[str, object]:
    return {"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": value} for value in values]}}


def test_brackets_of_a_quote_are_not_taken_for_markup() -> None:
    assert "that “[s]afety depends [red]on" in printed(
        rows({"type": "literal", "value": "that “[s]afety depends [red]on"})
    )


def test_iris_are_short_and_literals_are_not() -> None:
    base = "https://example.org/lamps/"
    shown = printed(
        rows(
            {"type": "uri", "value": f"{base}claim/acme/a"},
            {"type": "uri", "value": "https://w3id.org/claimgraph/ontology#Claim"},
            {"type": "literal", "value": f"{base}text"},
        ),
        base,
    )
    assert " claim/acme/a " in shown
    assert " cg:Claim " in shown
    assert f" {base}text " in shown


def test_ask() -> None:
    assert "yes" in printed({"head": {}, "boolean": True})
    assert "no" in printed({"head": {}, "boolean": False})
