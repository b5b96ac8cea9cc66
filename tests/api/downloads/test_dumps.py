"""Dumps: every format says the same, reads without a warning, and is the same bytes for the same graph."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import re
import sys
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from claimgraph.api.downloads import FORMATS, Workshop, export_all, write_dump
from claimgraph.api.downloads.canonical import canonical_lines, write_canonical
from claimgraph.api.downloads.catalogue import named
from claimgraph.api.errors import ExportError, FormatError
from claimgraph.api.export import FORMATS as EXPORT_FORMATS
from claimgraph.ontology import PREFIXES
from claimgraph.store import Generation, publish, publish_difference

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OXIGRAPH = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
RDFLIB = {"nq": "nquads", "trig": "trig", "nt": "nt", "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
A, B, P, G = (NamedNode(f"urn:{name}") for name in "abpg")
CG = NamedNode("https://w3id.org/claimgraph/ontology#x")


def canonical(quads: object, *, triples: bool = False) -> bytes:
    """The canonical N-Quads of quads, or of their triples."""
    dataset = Dataset(Quad(*quad.triple) if triples else quad for quad in quads)  # type: ignore[attr-defined]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").split(b"\n")
    return b"".join(sorted(line + b"\n" for line in lines if line))


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def dumps(exported: Path) -> list[Path]:
    return sorted(exported.glob("claimgraph.*.gz")) + sorted(exported.glob("graphs/*.gz"))


@pytest.fixture(scope="module")
def quads(generation: Generation) -> list[Quad]:
    return list(parse(path=generation.quads_file, format=RdfFormat.N_QUADS, lenient=True))


@pytest.mark.parametrize("suffix", FORMATS)
def test_all_formats_of_all_say_the_same_to_oxigraph(suffix: str, exported: Path, quads: list[Quad]) -> None:
    triples = suffix in ("nt", "ttl", "rdf")
    found = parse(read(exported / f"claimgraph.{suffix}.gz"), OXIGRAPH[suffix])
    assert canonical(found) == canonical(quads, triples=triples)


@pytest.mark.parametrize("suffix", FORMATS)
def test_all_formats_of_each_graph_say_the_same_to_oxigraph(
    suffix: str, exported: Path, quads: list[Quad], generation: Generation
) -> None:
    for graph, name in named(generation.manifest.graphs).items():
        found = list(parse(read(exported / f"graphs/{name}.{suffix}.gz"), OXIGRAPH[suffix]))
        asked = [quad for quad in quads if quad.graph_name == NamedNode(graph)]
        assert len(found) == generation.manifest.graphs[graph]
        assert canonical(found) == canonical(asked, triples=suffix not in ("nq", "trig"))


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's of itself
@pytest.mark.parametrize("suffix", FORMATS)
def test_rdflib_reads_the_same(suffix: str, exported: Path, quads: list[Quad]) -> None:
    text = read(exported / f"claimgraph.{suffix}.gz")
    found = rdflib.Graph()
    if suffix in ("nq", "trig", "jsonld"):
        dataset = rdflib.Dataset()
        dataset.parse(data=text, format=RDFLIB[suffix])
        assert {str(name) for *_, name in dataset.quads()} == {quad.graph_name.value for quad in quads}
        for subject, predicate, value, _ in dataset.quads():
            found.add((subject, predicate, value))
    else:
        found.parse(data=text, format=RDFLIB[suffix])
    lines = found.serialize(format="nt", encoding="utf-8")
    assert canonical(parse(lines, RdfFormat.N_TRIPLES)) == canonical(quads, triples=True)


def test_both_codings_hold_the_same(exported: Path) -> None:
    for path in dumps(exported):
        assert zstd.decompress(path.with_suffix(".zst").read_bytes()) == read(path)


def test_the_canonical_form_is_rdfc(generation: Generation, quads: list[Quad], tmp_path: Path) -> None:
    made = write_canonical(generation.lines(), tmp_path / "c.nq")
    assert made.path.read_bytes() == canonical(quads)
    assert made.sha256 == hashlib.sha256(canonical(quads)).hexdigest()
    assert made.quads == len(quads)


def test_blank_nodes_by_any_names_have_one_canonical_form() -> None:
    """Rings and chains of blank nodes, and texts that look like them, renamed and shuffled."""
    forms = set()
    for seed in range(5):
        names = [f"n{number}" for number in range(6)]
        random.Random(seed).shuffle(names)
        nodes = [BlankNode(name) for name in names]
        said = [Quad(nodes[n], P, nodes[(n + 1) % 4], G) for n in range(4)]
        said += [Quad(A, P, nodes[4], G), Quad(nodes[4], P, nodes[5], nodes[5]), Quad(A, P, nodes[4], nodes[5])]
        said += [Quad(A, P, Literal("a _:b c"), G), Quad(A, P, Literal("_:b\n"), DefaultGraph()), Quad(A, P, B, G)]
        lines = sorted(f"{quad} .\n".encode() for quad in said)
        forms.add(b"".join(canonical_lines(lines)))
        assert b"".join(canonical_lines(lines)) == canonical(said)
    assert len(forms) == 1


def test_a_default_graph_and_odd_names(tmp_path: Path) -> None:
    said = [
        Quad(A, P, G, DefaultGraph()),
        Quad(A, P, G, G),
        Quad(A, P, B, G),
        Quad(A, P, Literal("x <urn:g> ."), G),
        Quad(A, P, Literal("x", language="en"), CG),
        Quad(A, P, Literal('"\\\n\u2028\x85é'), BlankNode("g")),
    ]
    generation = publish(tmp_path / "s", said, {})
    out = tmp_path / "out"
    export_all(generation, out, lambda step, done, total: None)
    for suffix in ("nq", "trig", "jsonld"):
        assert canonical(parse(read(out / f"claimgraph.{suffix}.gz"), OXIGRAPH[suffix])) == canonical(said)
    for suffix in ("nt", "ttl", "rdf"):
        found = list(parse(read(out / f"claimgraph.{suffix}.gz"), OXIGRAPH[suffix]))
        assert {str(quad.triple) for quad in found} == {str(quad.triple) for quad in said}
        assert len(found) == 5
    names = named(generation.manifest.graphs)
    assert len(list((out / "graphs").glob("*.nt.gz"))) == len(names) == 2
    assert len(read(out / f"graphs/{names['urn:g']}.nt.gz").splitlines()) == 3


def test_what_a_format_cant_write_is_told(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, NamedNode("urn:p/1"), B, G)], {})
    work = tmp_path / "w"
    work.mkdir()
    workshop = Workshop(generation, work)
    with pytest.raises(FormatError, match="rdf has no way"):
        workshop.write(workshop.files["claimgraph.rdf"], io.BytesIO())
    export_all(generation, tmp_path / "out", lambda step, done, total: None)
    left = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["leftOut"]
    assert [each["path"] for each in left] == ["claimgraph.rdf", f"graphs/{named(['urn:g'])['urn:g']}.rdf"]
    assert not list((tmp_path / "out").rglob("*.rdf*"))


TEXTS = [("a\fb", "u000C"), ("a\x01", "0001"), ("\ufffe", "FFFE"), ("\\\x1f", "001F")]


@pytest.mark.parametrize(("text", "told"), TEXTS)
def test_rdf_xml_says_which_character_it_cant_write(text: str, told: str, tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, P, Literal(text), G)], {})
    out = io.BytesIO()
    with pytest.raises(FormatError, match=f"the character .*{told}|the character .f"):
        write_dump(generation, "rdfxml", out)
    assert out.getvalue() == b""
    write_dump(generation, "ttl", out)
    assert [quad.object for quad in parse(out.getvalue(), RdfFormat.TURTLE)] == [Literal(text)]


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's of itself
@pytest.mark.parametrize("suffix", FORMATS)
def test_line_ends_and_what_looks_like_escapes_are_read_as_they_were(suffix: str, tmp_path: Path) -> None:
    """Readers of XML take a raw carriage return for a line feed."""
    text = "a\r\nb\rc\td \\f \\u000C \\\\b \x7f\x85\u2028"
    out = io.BytesIO()
    write_dump(publish(tmp_path / "s", [Quad(A, P, Literal(text), G)], {}), {"rdf": "rdfxml"}.get(suffix, suffix), out)
    found = rdflib.Dataset()
    found.parse(data=out.getvalue(), format=RDFLIB[suffix])
    assert {str(value) for _, _, value, _ in found.quads()} == {text}


def test_a_dump_alone_is_as_it_is_among_all(exported: Path, generation: Generation) -> None:
    graph = "https://example.org/lamps/graph/letter/borealis"
    for name in EXPORT_FORMATS:
        for wanted, file in ((None, "claimgraph"), (graph, "graphs/lamps-letter-borealis")):
            out = io.BytesIO()
            write_dump(generation, name, out, wanted)
            assert out.getvalue() == read(exported / f"{file}.{ {'rdfxml': 'rdf'}.get(name, name) }.gz"), (name, file)


def test_one_graph_alone_is_as_it_is_among_all(exported: Path, generation: Generation, tmp_path: Path) -> None:
    for number, (path, file) in enumerate(Workshop(generation, tmp_path).files.items()):
        if file.kind == "graph" and not file.coding and file.format in ("nt", "trig"):
            work = tmp_path / str(number)
            work.mkdir()
            out = io.BytesIO()
            Workshop(generation, work).write(file, out)
            assert out.getvalue() == read(exported / f"{path}.gz"), path


def test_turtle_has_the_prefixes_it_uses_and_stays_sorted(exported: Path) -> None:
    for path in dumps(exported):
        if path.name.endswith((".ttl.gz", ".trig.gz")):
            text = read(path).decode()
            declared = dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", text, re.MULTILINE))
            body = re.sub(r'"(?:[^"\\\n]|\\.)*"', "", re.sub(r"^@prefix .*\n", "", text, flags=re.MULTILINE))
            assert declared == {name: iri for name, iri in PREFIXES.items() if re.search(rf"(?<!\w){name}:", body)}
            if path.name.endswith(".ttl.gz"):
                triples = [str(quad.triple) for quad in parse(text.encode(), RdfFormat.TURTLE)]
                assert [each for each in triples if "_:" not in each] == sorted(e for e in triples if "_:" not in e)


def test_the_same_graph_is_the_same_files(exported: Path, generation: Generation, tmp_path: Path) -> None:
    export_all(generation, tmp_path / "again", lambda step, done, total: None)
    paths = [path.relative_to(exported) for path in sorted(exported.rglob("*")) if path.is_file()]
    for path in paths:
        assert (tmp_path / "again" / path).read_bytes() == (exported / path).read_bytes(), path


def test_the_checksums_hold_and_leave_nothing_out(exported: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (exported / "SHA256SUMS").read_text("utf-8").splitlines())
    files = {str(path.relative_to(exported)): path for path in exported.rglob("*") if path.is_file()}
    assert set(files) == {*sums, "SHA256SUMS"}
    for name, expected in sums.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == expected
    manifest = json.loads((exported / "manifest.json").read_bytes())
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        name: value for name, value in sums.items() if name != "manifest.json"
    }
    assert all(each["bytes"] == files[each["path"]].stat().st_size for each in manifest["files"])
    assert manifest["canonical"]["value"] == json.loads((exported / "canonical.json").read_bytes())["canonical"]


def test_two_builds_are_compared_by_one_hash(generation: Generation, quads: list[Quad], tmp_path: Path) -> None:
    """Renamed blank nodes change nothing; one more statement does."""
    renamed = {}

    def other(node: object) -> object:
        return renamed.setdefault(node, BlankNode(f"z{len(renamed)}")) if isinstance(node, BlankNode) else node

    same = [Quad(other(q.subject), q.predicate, other(q.object), q.graph_name) for q in quads]  # type: ignore[arg-type]
    hashes = []
    for number, content in enumerate((same, [*same, Quad(A, P, B, G)])):
        made = publish(tmp_path / str(number), content, {})
        hashes.append(write_canonical(made.lines(), tmp_path / f"{number}.nq").sha256)
    ours = write_canonical(generation.lines(), tmp_path / "ours.nq").sha256
    assert renamed
    assert hashes[0] == ours != hashes[1]


def test_a_generation_that_grew_has_the_same_bytes(quads: list[Quad], tmp_path: Path) -> None:
    grown = publish(tmp_path / "grown", [*quads[1:], Quad(A, P, A, G)], {})
    grown = publish_difference(tmp_path / "grown", [Quad(A, P, A, G)], quads[:1], {}, after=1)
    publish(tmp_path / "whole", quads[1:], {})
    whole = publish(tmp_path / "whole", quads, {})
    assert not grown.quads_file.exists()
    for name in ("nq", "trig", "rdfxml"):
        written = [io.BytesIO(), io.BytesIO()]
        write_dump(grown, name, written[0])
        write_dump(whole, name, written[1])
        assert written[0].getvalue() == written[1].getvalue() != b""


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, P, B, G)], {})
    generation.quads_file.write_bytes(b"<urn:a> <urn:p> nonsens <urn:g> .\n")
    with pytest.raises(ExportError, match="build it again"):
        export_all(generation, tmp_path / "out", lambda step, done, total: None)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_what_is_there_stays(generation: Generation, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_bytes(b"x")
    with pytest.raises(ExportError, match="new or empty folder"):
        export_all(generation, tmp_path / "out", lambda step, done, total: None)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
