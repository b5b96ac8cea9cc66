"""The command that searches what has been published."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from claimgraph.api.console import fail
from claimgraph.api.options import DEFAULT_STORE, AsJson, Store
from claimgraph.api.search_answer import search_answer
from claimgraph.api.search_page import Asked
from claimgraph.api.search_words import KIND_LABELS, label_of, many
from claimgraph.store import open_current
from claimgraph.store.search import FIELDS, MAX_LENGTH, Hit, Piece, SearchIndex

__all__ = ["search"]

SECONDS = 30.0
_SPACES = re.compile(r"\s+")


def search(
    words: Annotated[list[str], typer.Argument(help="What to look for.", metavar="WORDS")],
    store: Store = DEFAULT_STORE,
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"Only results with this value in a field: {', '.join(FIELDS)}.", metavar="FIELD=VALUE"),
    ] = None,
    limit: Annotated[int, typer.Option(help="How many results to show.", min=1, max=1000)] = 10,
    as_json: AsJson = False,
) -> None:
    """Search letters, claims, propositions, works and names.

    Each result has all the words, in any form, with or without accents. Quotation marks (within the shell's own) keep
    words side by side, a star stands for the rest of a word, and a minus bars one; put -- before words that begin with
    it. The JSON is that of the service's /search.json, without addresses of pages; it lists the values that --only
    takes.
    """
    text = " ".join(words)
    if len(text) > MAX_LENGTH:
        raise typer.BadParameter(f"at most {MAX_LENGTH} characters can be looked for, not {len(text):,}")
    generation = open_current(store)
    index = SearchIndex.open(generation.search_file, generation.manifest.content)
    if index is None:
        fail(f"{generation.search_file}: there is no search index that can be read; run `claimgraph build` again")
    # Here nobody is amid a word.
    asked = Asked(f"{text} ", _chosen(only or []))
    try:
        found = index.find(asked.search(limit), SECONDS)
    finally:
        index.close()
    if as_json:
        answer = search_answer(asked, limit, found, generation.number, lambda iri: None)
        typer.echo(answer.model_dump_json(indent=2, exclude={"results": {"__all__": {"page"}}}))
        return
    typer.echo(many(found.total, "result", "results") + (", with some of the words" if found.match == "any" else ""))
    if found.meant:
        typer.echo(f"Did you mean: {found.meant.strip()}")
    for hit in found.hits:
        typer.echo(f"\n{typer.style(_kind(hit), dim=True)}\n{_text(hit.words)}\n  {hit.iri}{_place(hit)}")


def _chosen(only: list[str]) -> tuple[tuple[str, str], ...]:
    """Return fields and values. Raises BadParameter where one is no field."""
    given = [each.partition("=") for each in only]
    for field, _, value in given:
        if field not in FIELDS or not value:
            raise typer.BadParameter(
                f"{field!r} is none of {', '.join(FIELDS)} with = and a value", param_hint="--only"
            )
    return tuple((field, value) for field, _, value in given)


def _kind(hit: Hit) -> str:
    said = [KIND_LABELS[hit.kind][0].capitalize()]
    if hit.kind in ("claim", "paragraph"):
        said += [each.label for each in hit.values["respondent"]]
    said += [label_of("stance", each) for each in hit.values["stance"]]
    return " · ".join([*said, hit.line] if hit.line else said)


def _text(pieces: tuple[Piece, ...]) -> str:
    """Return the excerpt in one line, what was found in bold."""
    shown = ((_SPACES.sub(" ", part), is_marked) for part, is_marked in pieces)
    return "  " + "".join(typer.style(part, bold=True) if is_marked else part for part, is_marked in shown)


def _place(hit: Hit) -> str:
    return "" if hit.start is None else f" (characters {hit.start:,} to {hit.end:,})"
