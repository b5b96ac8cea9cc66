"""Nanopublications: counted, signed with a key made for the test, verified, and found out when tampered with."""

from __future__ import annotations

import base64
import csv
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from Crypto.PublicKey import RSA
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from claimgraph.api.build import build
from claimgraph.api.errors import ExportError, NanopubMissing
from claimgraph.api.export_for import Exported, export_nanopublications
from claimgraph.api.nanopub_signing import NPX, TEMPORARY, Signer, check_nanopublication, finished, read_signer
from claimgraph.api.nanopublications import Nanopublication, count, nanopublications
from claimgraph.ontology import CG, DCTERMS, OA, PROV, RDF, RDFS, Vocabulary
from claimgraph.store import publish

LAMPS = Path(__file__).parent.parent / "corpora" / "lamps"
BASE = "https://example.org/lamps/"
CREATOR = "https://orcid.org/0000-0002-1825-0097"
HYCL = Vocabulary("http://purl.org/petapico/o/hycl#")


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.bulk_extend(build(LAMPS).quads)
    return store


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key.pem"
    path.write_bytes(RSA.generate(1024).export_key("PEM"))
    return path


@pytest.fixture(scope="module")
def signer(key: Path) -> Signer:
    return read_signer(key, CREATOR)


@pytest.fixture(scope="module")
def signed(store: Store, signer: Signer) -> dict[str, Nanopublication]:
    """The small corpus's nanopublications by file."""
    return {each.file: each for each in nanopublications(store, signer)}


def parts(made: Nanopublication) -> dict[str, set[tuple[object, object, object]]]:
    found: dict[str, set[tuple[object, object, object]]] = {}
    for quad in parse(made.trig, RdfFormat.TRIG):
        name = str(quad.graph_name).rpartition("#")[2].rstrip(">")
        found.setdefault(name, set()).add((quad.subject, quad.predicate, quad.object))
    return found


def test_one_for_each_claim_and_each_reviewed_alignment(store: Store, signed: dict[str, Nanopublication]) -> None:
    claims = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, CG.Claim)}
    reviewed = {quad.subject for quad in store.quads_for_pattern(None, CG.reviewStatus, CG.Reviewed)}
    derived = {quad.subject for quad in store.quads_for_pattern(None, CG.reviewStatus, CG.Derived)}
    assert {each.about for each in signed.values()} == claims | reviewed
    assert (len(claims), len(reviewed), count(store)) == (8, 1, 9)
    assert derived


def test_a_claim_leads_to_its_words(signed: dict[str, Nanopublication]) -> None:
    made = parts(signed["claim/acme/brighter-lamps-reduce-accidents.trig"])
    claim = NamedNode(f"{BASE}claim/acme/brighter-lamps-reduce-accidents")
    acme = NamedNode(f"{BASE}organization/acme")
    this = signed["claim/acme/brighter-lamps-reduce-accidents.trig"].iri
    assertion = NamedNode(f"{this.value}#assertion")
    assert set(made) == {"Head", "assertion", "provenance", "pubinfo"}
    assert (claim, RDF.type, HYCL.Statement) in made["assertion"]
    assert (claim, CG.affirms, NamedNode(f"{BASE}proposition/brightness-helps")) in made["assertion"]
    words = [o.value for s, p, o in made["assertion"] if (s, p) == (claim, RDFS.label)]
    [passage] = [o for s, p, o in made["provenance"] if (s, p) == (assertion, PROV.wasDerivedFrom)]
    assert words == [o.value for s, p, o in made["provenance"] if (s, p) == (passage, OA.exact)]
    assert (assertion, PROV.wasAttributedTo, acme) in made["provenance"]
    assert (acme, HYCL.claims, claim) in made["provenance"]
    [text] = [o for s, p, o in made["provenance"] if (s, p) == (passage, CG.inText)]
    [digest] = [o.value for s, p, o in made["provenance"] if (s, p) == (text, CG.sha256)]
    assert len(digest) == 64
    assert (this, DCTERMS.creator, NamedNode(CREATOR)) in made["pubinfo"]
    assert (this, NPX.hasNanopubType, CG.Claim) in made["pubinfo"]


def test_an_alignment_leads_to_its_claims_nanopublications_and_its_curator(signed: dict[str, Nanopublication]) -> None:
    alignment = signed["alignment/brightness-helps.trig"]
    made, assertion = parts(alignment), NamedNode(f"{alignment.iri.value}#assertion")
    said = {(p, o) for s, p, o in made["provenance"] if s == assertion}
    files = ("claim/acme/brighter-lamps-reduce-accidents.trig", "claim/borealis/bright-lamps-safer.trig")
    assert {o for p, o in said if p == PROV.wasDerivedFrom} == {signed[each].iri for each in files}
    assert (PROV.wasAttributedTo, NamedNode(f"{BASE}organization/editors")) in said
    assert [o.value for p, o in said if p == DCTERMS.created] == ["2025-04-01"]


def test_nothing_but_the_data_is_dated(signed: dict[str, Nanopublication], store: Store) -> None:
    known = {quad.object.value for quad in store.quads_for_pattern(None, DCTERMS.date, None)}
    for each in signed.values():
        said = re.sub(r"has(PublicKey|Signature) .*", "", each.trig.decode())
        assert set(re.findall(r"20\d\d-\d\d-\d\d", said)) <= known


def test_trusty_uris_and_signatures_hold_for_the_library(signed: dict[str, Nanopublication], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from nanopub import Nanopub

        for each in signed.values():
            path = tmp_path / "one.trig"
            path.write_bytes(each.trig)
            made = Nanopub(rdf=path)
            assert made.is_valid
            assert made.has_valid_trusty
            assert made.has_valid_signature
            assert made.source_uri == each.iri.value
            assert check_nanopublication(each.trig) == (each.iri.value, True)


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("Brighter lamps reduce accidents at night.", "Brighter lamps reduce accidents."),
        ("cg:affirms", "cg:denies"),
        ("oa:start 504", "oa:start 505"),
        ("05d71d4cc50a944d", "05d71d4cc50a944e"),
        ("0000-0002-1825-0097", "0000-0002-1694-233X"),
        ("publicdomain/zero/1.0/", "licenses/by/4.0/"),
        ("organization/acme> hycl:claims", "organization/borealis> hycl:claims"),
    ],
)
def test_tampering_is_found(signed: dict[str, Nanopublication], found: str, written: str) -> None:
    trig = signed["claim/acme/brighter-lamps-reduce-accidents.trig"].trig.decode()
    assert found in trig
    with pytest.raises(ExportError, match="not the nanopublication that was made: The Trusty artefact"):
        check_nanopublication(trig.replace(found, written).encode())


def test_tampering_under_a_new_hash_is_found_by_the_signature(signed: dict[str, Nanopublication]) -> None:
    """Whoever changes a nanopublication can make a trusty URI for it, and can't sign it."""
    original = signed["claim/acme/brighter-lamps-reduce-accidents.trig"]
    lines = original.trig.decode().replace("at night", "at noon").replace(f"{original.iri.value}#", str(TEMPORARY))
    forged = parse(lines.replace(f"<{original.iri.value}>", f"<{TEMPORARY}>"), RdfFormat.TRIG)
    quads: list[Quad] = sorted(forged, key=str)
    iri, trig = finished(quads, None)
    assert iri != original.iri
    with pytest.raises(ExportError, match="Invalid signature"):
        check_nanopublication(trig)


@pytest.mark.parametrize("text", [b"", b"<a> <b>", b"<http://x/a> <http://x/b> <http://x/c> .", b"\xff"])
def test_what_is_no_nanopublication_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(ExportError):
        check_nanopublication(text)


def test_unsigned_ones_have_trusty_uris_and_no_creator(store: Store) -> None:
    made = list(nanopublications(store))
    assert [check_nanopublication(each.trig) for each in made] == [(each.iri.value, False) for each in made]
    assert not [each for each in made if "creator" in each.trig.decode() or "npx:hasSignature" in each.trig.decode()]


def test_same_graph_and_key_same_bytes_and_nothing_is_sent(
    store: Store,
    signed: dict[str, Nanopublication],
    key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sent(*_: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr("socket.socket.connect", sent)
    told: list[tuple[str, int, int]] = []
    made = export_nanopublications(store, tmp_path / "out", key, CREATOR, lambda *step: told.append(step))
    assert (made, told[-1]) == (Exported(9), ("making nanopublications", 9, 9))
    out = tmp_path / "out"
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.trig")}
    assert files == {name: each.trig for name, each in signed.items()}
    rows = list(csv.DictReader((out / "index.csv").read_text().splitlines()))
    assert {(row["about"], row["nanopublication"], row["file"]) for row in rows} == {
        (each.about.value, each.iri.value, each.file) for each in signed.values()
    }


def test_another_process_makes_the_same_bytes(signed: dict[str, Nanopublication], key: Path, tmp_path: Path) -> None:
    made = build(LAMPS)
    publish(tmp_path / "store", made.quads, made.inputs)
    main = "from claimgraph.api.cli import main; main()"
    arguments = [
        "--store",
        "store",
        "--for",
        "nanopublications",
        "--key",
        str(key),
        "--creator",
        CREATOR,
        "--out",
        "out",
    ]
    command = [sys.executable, "-W", "error", "-c", main, "export", *arguments]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "wrote 9 nanopublications, signed, to out\n")
    for name, each in signed.items():
        assert (tmp_path / "out" / name).read_bytes() == each.trig


def test_a_key_is_read_in_either_form(key: Path, signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "id_rsa").write_text(signer.private_key + "\n")
    assert read_signer(tmp_path / "id_rsa", CREATOR) == signer
    assert RSA.import_key(base64.b64decode(signer.public_key)) == RSA.import_key(key.read_bytes()).public_key()


def test_what_can_not_sign_is_refused(key: Path, tmp_path: Path) -> None:
    rsa = RSA.import_key(key.read_bytes())
    for content, says in [
        (rsa.public_key().export_key("PEM"), "public half"),
        (rsa.export_key("PEM", passphrase="x", pkcs=8, protection="PBKDF2WithHMAC-SHA1AndAES128-CBC"), "passphrase"),
        (b"no key at all", "no RSA key"),
        (b"", "no RSA key"),
    ]:
        (tmp_path / "k").write_bytes(content)
        with pytest.raises(ExportError, match=says):
            read_signer(tmp_path / "k", CREATOR)
    with pytest.raises(ExportError, match="is no IRI; write an ORCID as"):
        read_signer(key, "0000-0002-1825-0097 ")
    with pytest.raises(FileNotFoundError):
        read_signer(tmp_path / "missing", CREATOR)


def test_where_it_can_not_be_written(store: Store, key: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    def refused(out: Path | None, key: Path | None, creator: str | None, says: str) -> None:
        with pytest.raises(ExportError, match=says):
            export_nanopublications(store, out, key, creator, lambda *_: None)

    refused(None, None, None, "name a new or empty folder")
    refused(tmp_path, None, None, "name a new or empty folder")
    refused(tmp_path / "file", None, None, "name a new or empty folder")
    refused(tmp_path / "a" / "b", None, None, "there is no such folder")
    refused(tmp_path / "new", key, None, "--key and --creator go together")
    refused(tmp_path / "new", None, CREATOR, "--key and --creator go together")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_it_says_which_extra_is_missing(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "Crypto.PublicKey", None)
    with pytest.raises(NanopubMissing, match=re.escape("install the extra: pip install 'claimgraph[nanopub]'")):
        read_signer(key, CREATOR)
