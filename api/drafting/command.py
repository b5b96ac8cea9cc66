"""The command that drafts a letter's annotation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.api.console import told
from claimgraph.api.options import AsJson
from claimgraph.api.progress import shown_progress
from claimgraph.ingest.drafts import LEAST

__all__ = ["draft"]


def draft(
    letter: Annotated[
        Path,
        typer.Argument(help="A letter: PDF, DOCX, HTML, plain text or a regulations.gov record.", metavar="LETTER"),
    ],
    corpus: Annotated[
        Path | None,
        typer.Option(
            help="The corpus that it is compared with, whose folder letters takes the draft. Without it, that is the "
            "one that comes with claimgraph, and the draft goes beside the letter.",
            metavar="CORPUS",
            show_default=False,
        ),
    ] = None,
    slug: Annotated[
        str | None,
        typer.Option(help="What the letter is called.", show_default="made of the file's name", metavar="SLUG"),
    ] = None,
    least: Annotated[
        float, typer.Option(help="The least score at which a sentence is proposed.", min=0, max=1)
    ] = LEAST,
    endpoint: Annotated[
        str | None,
        typer.Option(help="Ask a model as well, at this address of OpenAI's kind: https://host/v1.", metavar="URL"),
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model's name there.", metavar="NAME")] = None,
    key: Annotated[
        str | None,
        typer.Option(
            help="The key for the endpoint, if it wants one; best given by the environment, where other users don't "
            "see it.",
            envvar="CLAIMGRAPH_ENDPOINT_KEY",
            show_default=False,
        ),
    ] = None,
    answer_seconds: Annotated[
        float, typer.Option(help="How long the model may take for one answer.", min=0.1, max=3600)
    ] = 120.0,
    replace: Annotated[
        bool, typer.Option("--replace", help="Draft anew where there is a draft; what was rejected stays so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Propose claims of a letter, for a curator to judge.

    Writes SLUG.draft.yaml: each sentence that seems to assert or recommend something, verbatim, with its type,
    strength, question and footnotes, the docket's propositions that it comes close to, and claims of other letters that
    it may be aligned with, each with a score and the reason. This is from the words alone: nothing leaves the machine,
    and the same letter gives the same draft. Where the letter is no plain text, its text version is written beside the
    draft. Of a letter that is annotated already, only what the annotation leaves out is proposed. No build reads a
    draft.

    With --endpoint and --model, the letter's text is sent to that address, passage by passage, and nowhere else. What
    the model proposes is taken only where its quote stands in the letter, word for word; the rest is dropped and
    counted.
    """
    # Here, since these load numpy, which most commands do without.
    from claimgraph.api.drafting.endpoint import Endpoint
    from claimgraph.api.drafting.make import make_draft

    if (endpoint is None) != (model is None):
        raise typer.BadParameter("--endpoint and --model go together", param_hint="--endpoint, --model")
    asked = Endpoint(endpoint, model, key or None, answer_seconds) if endpoint and model else None
    with shown_progress(told) as tell:
        made = make_draft(letter, corpus, slug, least, replace, asked, tell)
    for remark in made.remarks:
        told.print(f"{letter}: {remark}", markup=False)
    claims = made.draft.claims
    report: dict[str, str | int] = {
        "draft": str(made.path),
        "letter": made.draft.letter,
        "proposed": len(claims),
        "near": sum(bool(claim.draft.near) for claim in claims),
        "alignments": sum(bool(claim.draft.alignments) for claim in claims),
        "dropped": made.draft.draft.dropped,
    }
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    typer.echo(
        f"{made.path}: {report['proposed']} claims proposed, {report['near']} of them near a proposition,"
        f" {report['alignments']} near a claim of another letter"
    )
    if report["dropped"]:
        typer.echo(f"  {report['dropped']} left out, since their quotes don't stand in the letter, or not only once")
