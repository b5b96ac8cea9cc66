"""The command line as a person meets it: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from claimgraph.api import cli
from claimgraph.api.build import build
from claimgraph.store import open_current, publish

LAMPS = Path(__file__).parent.parent / "corpora" / "lamps"


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


Claimgraph = Callable[..., Run]


@pytest.fixture
def claimgraph(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Claimgraph:
    """Runs the command line in this process, as its script would."""

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr("sys.argv", ["claimgraph", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfdbinary.readouterr()
        return Run(code, out.decode(), err.decode())

    return run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "store"
    made = build(LAMPS)
    publish(path, made.quads, made.inputs)
    return path


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A store of one's own into which the small corpus has been built."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def tree(store: Path) -> dict[str, bytes]:
    """What is published, and all that is beside it but the parts that are kept for the next build."""
    files = (path for path in sorted(store.rglob("*")) if path.is_file())
    return {str(path): path.read_bytes() for path in files if path.parent.name != "parts"}


def test_build_says_what_it_published(claimgraph: Claimgraph, lamps: Path, tmp_path: Path) -> None:
    run = claimgraph("build", lamps, "--store", tmp_path / "store")
    assert run.code == 0
    assert run.out.startswith("generation 1 in ")
    assert "https://example.org/lamps/graph/letter/acme" in run.out


def test_build_as_json(claimgraph: Claimgraph, lamps: Path, tmp_path: Path) -> None:
    report = json.loads(claimgraph("build", lamps, "--store", tmp_path / "store", "--json").out)
    assert (report["valid"], report["generation"]) == (True, 1)
    assert sum(report["graphs"].values()) == report["quads"]


def test_problems_as_json(claimgraph: Claimgraph, lamps: Path, tmp_path: Path) -> None:
    path = lamps / "letters" / "acme.yaml"
    path.write_text(path.read_text().replace("accidents at night", "accidents at noon"))
    for command in (["build", lamps, "--store", tmp_path / "store"], ["check", lamps]):
        run = claimgraph(*command, "--json")
        report = json.loads(run.out)
        assert (run.code, report["valid"]) == (1, False)
        assert (report["problems"][0]["file"], report["problems"][0]["line"]) == (str(path), 21)
    assert not (tmp_path / "store" / "current").exists()


def test_same_input_is_no_new_generation_and_a_change_is(claimgraph: Claimgraph, lamps: Path, store: Path) -> None:
    assert "generation 1" in claimgraph("build", lamps, "--store", store).out
    path = lamps / "propositions.yaml"
    path.write_text(path.read_text().replace("Brighter lamps cost more.", "Bright lamps cost more."))
    assert "generation 2" in claimgraph("build", lamps, "--store", store).out


def test_check_publishes_nothing(
    claimgraph: Claimgraph, lamps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = claimgraph("check", lamps)
    assert run.code == 0
    assert "nothing wrong" in run.out
    assert not (tmp_path / "claimgraph-store").exists()


def test_coverage_tells_figures_and_sentences_and_falls_short(claimgraph: Claimgraph, lamps: Path) -> None:
    run = claimgraph("coverage", lamps, "--letter", "acme")
    assert run.code == 1
    first, by, excused, *listed = run.out.splitlines()
    assert re.fullmatch(
        r"acme: \d+ sentences, \d+ covered \([\d.]+%\), \d+ excused \([\d.]+%\), \d+ neither;"
        r" [\d.]+% of the words covered",
        first,
    )
    assert by.startswith("  covered by ")
    assert excused.startswith("  excused as ")
    assert all(re.match(r"  \S+acme\.txt:\d+: ", line) for line in listed)
    assert re.search(r"acme: \d+\.\d% of the sentences are covered or excused, 95% are asked for", run.err)


def test_coverage_that_is_enough(claimgraph: Claimgraph, lamps: Path) -> None:
    run = claimgraph("coverage", lamps, "--least", "0", "--most-excused", "100", "--json")
    assert run.code == 0
    letters = json.loads(run.out)
    assert [letter["letter"] for letter in letters] == ["acme", "borealis"]
    for letter in letters:
        verdicts = [sentence["verdict"] for sentence in letter["each"]]
        assert letter["sentences"] == len(verdicts)
        assert [letter[verdict] for verdict in ("covered", "excused", "neither")] == [
            verdicts.count(verdict) for verdict in ("covered", "excused", "neither")
        ]


def test_coverage_of_a_letter_that_there_is_not(claimgraph: Claimgraph, lamps: Path) -> None:
    run = claimgraph("coverage", lamps, "--letter", "zeta")
    assert run.code == 1
    assert "there is no letter 'zeta'; there are acme, borealis" in run.err


def test_a_wrong_quote_names_the_line_and_leaves_the_store(claimgraph: Claimgraph, lamps: Path, store: Path) -> None:
    before = tree(store)
    path = lamps / "letters" / "acme.yaml"
    path.write_text(path.read_text().replace("accidents at night", "accidents at noon"))
    run = claimgraph("build", lamps, "--store", store)
    assert run.code == 1
    assert re.search(r"letters/acme\.yaml:21:12: claim 'brighter-lamps-reduce-accidents': .*nearest passage", run.err)
    assert run.err.rstrip().endswith("1 problem; nothing was published")
    assert tree(store) == before


def test_a_broken_shape_is_told_in_words_with_its_line(claimgraph: Claimgraph, lamps: Path, store: Path) -> None:
    before = tree(store)
    path = lamps / "alignments.yaml"
    spoilt = path.read_text().replace("borealis/bright-lamps-safer", "acme/effect-may-fail-in-small-streets")
    path.write_text(spoilt)
    run = claimgraph("build", lamps, "--store", store)
    assert run.code == 1
    assert "alignments.yaml:2:5: " in run.err
    assert "respondents" in run.err
    assert "Traceback" not in run.err
    assert tree(store) == before


BAD_LETTERS = [
    (b"", "empty"),
    (b"   \n\t\n", "empty"),
    (b"\x00\x01\x02\x03", "control character"),
    ("Sehr geehrte Damen, die Stra\xdfe".encode("latin-1"), "UTF-8"),
    (b"word " * 10_500_000, "too many"),
]


@pytest.mark.parametrize(("content", "says"), BAD_LETTERS, ids=["empty", "blank", "binary", "latin-1", "50-MB"])
def test_letters_that_are_no_text(claimgraph: Claimgraph, lamps: Path, store: Path, content: bytes, says: str) -> None:
    before = tree(store)
    (lamps / "letters" / "acme.txt").write_bytes(content)
    for run in (
        claimgraph("build", lamps, "--store", store),
        claimgraph("parse", lamps / "letters" / "acme.txt", "--corpus", lamps),
    ):
        assert run.code == 1
        assert "acme.txt" in run.err
        assert says in run.err
        assert "Traceback" not in run.err
    assert tree(store) == before


def test_stores_that_can_not_be_written(claimgraph: Claimgraph, lamps: Path, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    newer = Path(shutil.copytree(store, tmp_path / "newer"))
    manifest = next(newer.glob("generations/*/manifest.json"))
    manifest.chmod(manifest.stat().st_mode | stat.S_IWUSR)
    manifest.write_text(re.sub(r'"format": \d+', '"format": 99', manifest.read_text()))
    for path, says in [(file, "file"), (newer, "newer")]:
        before = tree(tmp_path / path.name) if path.is_dir() else path.read_bytes()
        run = claimgraph("build", lamps, "--store", path)
        assert run.code == 1
        assert says in run.err
        assert str(path) in run.err
        assert before == (tree(path) if path.is_dir() else path.read_bytes())


def test_a_full_disk_leaves_the_last_generation(claimgraph: Claimgraph, lamps: Path, store: Path) -> None:
    path = lamps / "propositions.yaml"
    path.write_text(path.read_text().replace("Brighter lamps cost more.", "Bright lamps cost more."))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        run = claimgraph("build", lamps, "--store", store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert run.code == 1
    assert "Traceback" not in run.err
    assert open_current(store).number == 1
    assert claimgraph("build", lamps, "--store", store).out.startswith("generation 2")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["query", "--store", "nowhere"], 1, "run `claimgraph build`"),
        (["export", "--store", "nowhere"], 1, "run `claimgraph build`"),
        (["serve", "--store", "nowhere", "--port", "0"], 1, "run `claimgraph build`"),
        (["check", "nowhere"], 1, "no such folder"),
        (["parse", "nowhere.txt"], 1, "nowhere.txt"),
        (["query", "nowhere.rq"], 1, "nowhere.rq"),
        (["query", "--example", "no-such"], 2, "agree-or-disagree"),
        (["export", "--format", "docx"], 2, "docx"),
        (["frobnicate"], 2, "frobnicate"),
        (["search", "lamps", "--store", "https://example.org/sparql"], 2, "is no directory"),
        (["query", "--store", "https://ada:word@example.org/"], 2, "--store-credentials"),
        (["query", "--store", "https://example.org/", "--server", "mystery"], 2, "there are oxigraph, virtuoso"),
        (["query", "--store", "https://example.org/", "--store-credentials", "nowhere"], 2, "nowhere: the credentials"),
        (["serve", "--replica", "here"], 2, "only of a store on a server"),
    ],
)
def test_mistakes(
    claimgraph: Claimgraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", None)
    if arguments[0] == "query" and "--store" in arguments:
        (tmp_path / "q.rq").write_text("ASK {}")
        arguments = ["query", "q.rq", *arguments[1:]]
    run = claimgraph(*arguments)
    assert run.code == code
    assert says in run.err
    assert "Traceback" not in run.err
    assert [path.name for path in tmp_path.iterdir()] in ([], ["q.rq"])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * WHERE { ?s ?p }", "line 1"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("LOAD <file:///etc/passwd>", "update"),
        ("DELETE WHERE { ?s ?p ?o }", "update"),
        ("", "query"),
    ],
)
def test_queries_that_are_refused(claimgraph: Claimgraph, store: Path, tmp_path: Path, query: str, says: str) -> None:
    before = tree(store)
    path = tmp_path / "q.rq"
    path.write_text(query)
    run = claimgraph("query", path, "--store", store)
    assert (run.code, run.out) == (1, "")
    assert says.lower() in run.err.lower()
    assert tree(store) == before


def test_an_interrupt_ends_an_endless_query(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    main = "from claimgraph.api.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", main, "query", str(file), "--store", str(store)])
    handles = Path(f"/proc/{process.pid}/fd")
    while not any("/database/" in str(handle.readlink()) for handle in handles.iterdir() if handle.is_symlink()):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT


def test_a_query_that_is_no_utf_8(claimgraph: Claimgraph, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ASK { ?s ?p '\xff' }")))
    run = claimgraph("query", "--store", store)
    assert (run.code, run.out) == (2, "")
    assert "is not UTF-8 text: byte 13" in run.err


def test_query_formats(claimgraph: Claimgraph, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text("PREFIX cg: <https://w3id.org/claimgraph/ontology#> SELECT ?c WHERE { ?c a cg:Recommendation }")
    iri = "https://example.org/lamps/claim/acme/floor-for-every-street"
    assert claimgraph("query", path, "--store", store, "--format", "csv").out == f"c\r\n{iri}\r\n"
    rows = json.loads(claimgraph("query", path, "--store", store).out)
    assert rows["results"]["bindings"] == [{"c": {"type": "uri", "value": iri}}]
    assert "floor-for-every-street" in claimgraph("query", path, "--store", store, "--format", "table").out


def test_search(claimgraph: Claimgraph, store: Path) -> None:
    run = claimgraph("search", "cities", "should", "pay", "--store", store, "--only", "kind=claim")
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        "2 results",
        "",
        "Claim · Borealis Energy · denies",
        "  Cities should not pay for lamps",
        "  https://example.org/lamps/claim/borealis/cities-should-not-pay",
        "",
        "Claim · Acme Lamps · affirms",
        "  Cities should pay for lamps, because they know their streets.",
        "  https://example.org/lamps/claim/acme/cities-should-pay",
    ]
    found = json.loads(claimgraph("search", "--store", store, "--json", "--limit", 1, "--", "-cities", "lamps").out)
    assert (found["query"], len(found["results"]), found["total"] > 10) == ("-cities lamps ", 1, True)
    assert claimgraph("search", "accidants", "--store", store).out.splitlines()[1] == "Did you mean: accidents"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["lamps", "--only", "colour=red"], "is none of kind, respondent"),
        (["lamps", "--only", "kind"], "with = and a value"),
        (["a" * 301], "not 301"),
        (["lamps", "--store", "nowhere"], "run `claimgraph build` first"),
    ],
)
def test_searches_that_can_not_be_made(claimgraph: Claimgraph, store: Path, wrong: list[str], says: str) -> None:
    run = claimgraph("search", *(wrong if "--store" in wrong else [*wrong, "--store", store]))
    assert run.code != 0
    assert says in " ".join(run.err.replace("│", " ").split())


def test_a_search_without_an_index(claimgraph: Claimgraph, store: Path) -> None:
    open_current(store).search_file.unlink()
    run = claimgraph("search", "lamps", "--store", store)
    assert (run.code, "run `claimgraph build` again" in run.err) == (1, True)


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdfxml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nq", RdfFormat.N_QUADS),
    ],
)
def test_exports_hold_the_same_and_are_the_same_twice(
    claimgraph: Claimgraph, lamps: Path, store: Path, tmp_path: Path, name: str, rdf_format: RdfFormat
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert claimgraph("export", "--store", store, "--format", name, "--out", first).code == 0
    other = tmp_path / "other"
    assert claimgraph("build", lamps, "--store", other).code == 0
    assert claimgraph("export", "--store", other, "--format", name, "--out", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    whole = open_current(store).open()
    ours = {quad for quad in whole if "w3id.org/claimgraph/ontology" not in str(quad.graph_name)}
    read = set(parse(path=first, format=rdf_format))
    assert {(q.subject, q.predicate, q.object) for q in ours} <= {(q.subject, q.predicate, q.object) for q in read}
    if rdf_format.supports_datasets:
        assert ours <= read


def test_an_export_needs_its_folder(claimgraph: Claimgraph, store: Path, tmp_path: Path) -> None:
    run = claimgraph("export", "--store", store, "--out", tmp_path / "missing" / "x.ttl")
    assert run.code == 1
    assert f"{tmp_path / 'missing'}: there is no such folder" in run.err


def test_one_graph_can_be_exported(claimgraph: Claimgraph, store: Path) -> None:
    graph = "https://example.org/lamps/graph/letter/borealis"
    out = claimgraph("export", "--store", store, "--format", "nt", "--graph", graph).out
    whole = open_current(store).open()
    expected = {quad.triple for quad in whole if str(quad.graph_name) == f"<{graph}>"}
    assert {quad.triple for quad in parse(out, format=RdfFormat.N_TRIPLES)} == expected
    assert claimgraph("export", "--store", store, "--graph", "http://no.example/").code == 2


def test_parse_prints_the_structure(claimgraph: Claimgraph, lamps: Path) -> None:
    run = claimgraph("parse", lamps / "letters" / "acme.txt", "--corpus", lamps, "--json")
    report = json.loads(run.out)
    assert report["date"] == "2025-03-03"
    assert [note["number"] for note in report["footnotes"]] == [1, 2, 3, 4]
    assert "4 footnotes, 4 marks" in claimgraph("parse", lamps / "letters" / "acme.txt", "--corpus", lamps).out


def test_every_command_has_help(claimgraph: Claimgraph) -> None:
    for command in cli.app.registered_commands:
        run = claimgraph(str(command.name), "--help")
        assert run.code == 0
        assert "Usage: claimgraph" in run.out
        assert all(len(line.strip()) > 8 for line in run.out.splitlines() if line.strip().startswith("--"))


def test_exports_in_the_terms_of_others(claimgraph: Claimgraph, store: Path, tmp_path: Path) -> None:
    run = claimgraph("export", "--store", store, "--for", "schema.org", "--out", tmp_path)
    assert (run.code, run.err) == (0, f"wrote {tmp_path / 'lamps.jsonld'}\n")
    shown = claimgraph("export", "--store", store, "--for", "schema.org").out
    assert shown == (tmp_path / "lamps.jsonld").read_text("utf-8")
    assert len([thing for thing in json.loads(shown)["@graph"] if thing["@type"] == "Claim"]) == 8
    run = claimgraph("export", "--store", store, "--for", "nanopublications", "--out", tmp_path / "np")
    assert (run.code, run.err) == (0, f"wrote 9 nanopublications, not signed, to {tmp_path / 'np'}\n")
    run = claimgraph("export", "--store", store, "--for", "nanopublications", "--out", tmp_path / "np")
    assert (run.code, "name a new or empty folder" in run.err) == (1, True)


@pytest.mark.parametrize(
    "wrong", [["--for", "schema.org", "--graph", "x:y"], ["--creator", "x:y"], ["--since", "x"], ["--for", "rdf"]]
)
def test_options_that_do_not_go_together(claimgraph: Claimgraph, store: Path, wrong: list[str]) -> None:
    assert claimgraph("export", "--store", store, *wrong).code == 2
