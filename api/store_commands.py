"""The commands that read what has been published: query, export, explain."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from claimgraph.api.console import fail, told
from claimgraph.api.downloads import export_all, export_tables, write_dump
from claimgraph.api.downloads.catalogue import named
from claimgraph.api.examples import examples
from claimgraph.api.explanation_text import as_text
from claimgraph.api.explanations import as_graph
from claimgraph.api.explanations import as_json as explanation_as_json
from claimgraph.api.export import whole_file
from claimgraph.api.export_for import export_nanopublications, export_schema_org
from claimgraph.api.options import (
    DEFAULT_STORE,
    AnyStore,
    AsJson,
    Credentials,
    CredentialsFile,
    ServerKind,
    StoreTimeout,
)
from claimgraph.api.progress import shown_progress
from claimgraph.api.protege import protege_files, write_folder
from claimgraph.api.store_place import opened, store_at
from claimgraph.api.tables import as_table
from claimgraph.ontology import PREFIXES, NothingStatedError
from claimgraph.ontology import explain as find_explanation
from claimgraph.store import Generation, Query, evaluate, kind, load_memory, media_types, open_current
from claimgraph.store.remote import Remote, ask

__all__ = ["explain", "export", "query"]

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


def query(
    file: Annotated[
        str, typer.Argument(help="A file with a SPARQL query; - reads it from standard input.", metavar="FILE")
    ] = "-",
    store: AnyStore = str(DEFAULT_STORE),
    answer_format: Annotated[
        AnswerFormat | None, typer.Option("--format", help="A table at a terminal, otherwise JSON or Turtle.")
    ] = None,
    example: Annotated[str | None, typer.Option(help="Run this example question instead.", metavar="NAME")] = None,
    list_examples: Annotated[bool, typer.Option("--examples", help="List the example questions.")] = False,
    server: ServerKind = "oxigraph",
    store_credentials: CredentialsFile = None,
    credentials: Credentials = "",
    store_timeout: StoreTimeout = 60.0,
) -> None:
    """Answer a SPARQL query from the store.

    A store on a SPARQL server answers it itself, over the graphs of its current generation.
    """
    if list_examples:
        for each in examples():
            typer.echo(f"{each.name:<28} {each.title}")
        return
    text = _example(example) if example else _query_text(file)
    kinds = media_types(kind(text))
    table = answer_format == "table" or (answer_format is None and sys.stdout.isatty())
    as_rows = table and kinds[0] == ANSWER_FORMATS["json"]
    chosen = kinds[0] if answer_format in (None, "table") else ANSWER_FORMATS[answer_format]
    asked = Query(text, chosen, prefixes=PREFIXES)
    where = store_at(store, server, store_credentials, credentials, store_timeout)
    if isinstance(where, Remote):
        answered = ask(where, asked)
        answer, graphs = answered.body, answered.graphs
    else:
        generation = open_current(where)
        answer, graphs = _evaluated(generation, asked), tuple(generation.manifest.graphs)
    if as_rows:
        bases = (graph.removesuffix("graph/docket") for graph in graphs if "graph/docket" in graph)
        Console().print(as_table(answer, next(bases, None)))
    else:
        sys.stdout.buffer.write(answer)


def export(
    store: AnyStore = str(DEFAULT_STORE),
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
    everything: Annotated[
        Path | None,
        typer.Option("--all", help="Write all files there are into this new folder instead.", metavar="DIR"),
    ] = None,
    tables: Annotated[
        Path | None, typer.Option(help="Write CSV and Parquet tables into this new folder instead.", metavar="DIR")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The RSA key that signs the nanopublications.", metavar="FILE")
    ] = None,
    creator: Annotated[
        str | None, typer.Option(help="Who signs with that key, such as an ORCID's IRI.", metavar="IRI")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(help="The folder of the nanopublications as they were published last.", metavar="DIR"),
    ] = None,
    server: ServerKind = "oxigraph",
    store_credentials: CredentialsFile = None,
    credentials: Credentials = "",
    store_timeout: StoreTimeout = 60.0,
) -> None:
    """Write the graph as a file.

    The same graph gives the same bytes. jsonld, nq and trig keep the named graphs; the other formats join them.
    --for schema.org writes one JSON-LD file a docket; --for nanopublications one TriG file for each claim and each
    reviewed alignment, below a new folder, which needs the extra claimgraph[nanopub]. With --since, those that would
    say the same stay as they were, the others supersede the former ones, and with --key what is gone is retracted.
    Nothing is sent anywhere.

    With --for protege, --out names a new folder: the ontology, the terms it uses of other vocabularies and the corpus's
    individuals as OWL, in RDF/XML and in functional syntax, with catalogs that resolve all imports offline. This needs
    the extra claimgraph[protege].

    --all writes each graph and all of them together in every format, as gzip and as Zstandard, the tables, descriptions
    (VoID, DCAT, PROV, RO-Crate), citations, a manifest, and checksums. --tables writes only the tables, of claims,
    citations, sources, alignments and positions, with their descriptions (CSVW, Frictionless); Parquet needs the extra
    claimgraph[parquet].
    """
    where = store_at(store, server, store_credentials, credentials, store_timeout)
    if everything or tables:
        if purpose or graph or out or (everything and tables):
            raise typer.BadParameter(
                "takes no --for, --graph or --out, and no other folder", param_hint="--all, --tables"
            )
        with opened(where) as generation:
            _write_folder(generation, everything, tables)
        return
    if purpose and graph is not None:
        raise typer.BadParameter(f"--for {purpose} writes what all graphs say together", param_hint="--graph")
    if (key or creator or since) and purpose != "nanopublications":
        raise typer.BadParameter("these go with --for nanopublications", param_hint="--key, --creator, --since")
    if purpose == "protege":
        if out is None:
            raise typer.BadParameter("--for protege needs --out FOLDER", param_hint="--out")
        with opened(where) as generation:
            write_folder(protege_files(load_memory(generation)), out)
        typer.echo(f"wrote {out}", err=True)
        return
    if purpose is None:
        with opened(where) as generation:
            _write_graph(generation, out_format, out, graph)
        return
    with opened(where) as generation:
        data = load_memory(generation)
    if purpose == "schema.org":
        for written in export_schema_org(data, out):
            typer.echo(f"wrote {written}", err=True)
    elif purpose == "nanopublications":
        with shown_progress(told) as tell:
            made = export_nanopublications(data, out, key, creator, tell, since)
        typer.echo(f"wrote {made.total:,} nanopublications, {'signed' if key else 'not signed'}, to {out}", err=True)
        if since:
            new = made.total - made.unchanged - made.superseding
            kept = f"{made.unchanged:,} as they were, {made.superseding:,} superseding former ones, {new:,} new"
            typer.echo(f"{kept}; {made.gone:,} gone, {made.retracting:,} of these retracted", err=True)


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
    store: AnyStore = str(DEFAULT_STORE),
    as_json: AsJson = False,
    answer_format: Annotated[
        ExplanationFormat, typer.Option("--format", help="A tree of lines, JSON or RDF.")
    ] = "text",
    server: ServerKind = "oxigraph",
    store_credentials: CredentialsFile = None,
    credentials: Credentials = "",
    store_timeout: StoreTimeout = 60.0,
) -> None:
    """Tell why what is derived about a thing holds.

    For each derived statement: the rule, the asserted statements that it follows from, and the passages and footnotes
    in which these were read. A thing about which nothing is derived is answered with what asserts it. Each derivation
    is checked: the rule, run on nothing but the premises, has to derive the same again.
    """
    try:
        with opened(store_at(store, server, store_credentials, credentials, store_timeout)) as generation:
            explanation = find_explanation(generation.open(), iri, prop, value)
    except NothingStatedError as error:
        fail("\n".join([str(error), *(f"  did you mean {each}" for each in error.nearest)]))
    if as_json or answer_format == "json":
        typer.echo(explanation_as_json(explanation))
    elif answer_format == "ttl":
        sys.stdout.buffer.write(as_graph(explanation))
    else:
        typer.echo(as_text(explanation), nl=False)


def _write_graph(generation: Generation, out_format: ExportFormat, out: Path | None, graph: str | None) -> None:
    names = named(generation.manifest.graphs)
    if graph is not None and graph not in names:
        raise typer.BadParameter(f"there is no graph {graph}; there are {', '.join(names)}", param_hint="--graph")
    if out is None:
        write_dump(generation, out_format, sys.stdout.buffer, graph)
        return
    path = out / f"claimgraph.{out_format}" if out.is_dir() else out
    with whole_file(path) as file:
        write_dump(generation, out_format, file, graph)
    typer.echo(f"wrote {path}", err=True)


def _write_folder(generation: Generation, everything: Path | None, tables: Path | None) -> None:
    with generation.held():
        if everything:
            with shown_progress(told) as tell:
                made = export_all(generation, everything, tell)
        elif tables:
            made = export_tables(generation, tables)
    size = sum(each.bytes for each in made)
    typer.echo(f"wrote {len(made):,} files, {size:,} bytes, to {everything or tables}", err=True)


def _evaluated(generation: Generation, asked: Query) -> bytes:
    # The engine doesn't look up from a query, so Ctrl-C has to end the process at once. Nothing is half done then.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return b"".join(evaluate(generation.open(), asked))
    finally:
        signal.signal(signal.SIGINT, handler)


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
