"""Exports in the terms of others: schema.org's JSON-LD, one file a docket, and nanopublications, one file each."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from claimgraph.api.build import Tell
from claimgraph.api.errors import ExportError
from claimgraph.api.export import whole_file
from claimgraph.api.nanopub_history import COLUMNS, INDEX, History, read_history, retraction
from claimgraph.api.nanopub_signing import read_signer
from claimgraph.api.nanopublications import Nanopublication, count, nanopublications
from claimgraph.api.schema_org import schema_org_files

__all__ = ["Exported", "export_nanopublications", "export_schema_org"]


def export_schema_org(store: Store, out: Path | None) -> list[Path]:
    """Write one JSON-LD document for each docket, and return where: in a folder, as a file, or on standard output.

    Raises ExportError where there are several and ``out`` is no folder.
    """
    files = schema_org_files(store)
    if out and out.is_dir():
        paths = {out / name: content for name, content in files.items()}
    elif len(files) == 1:
        [content] = files.values()
        if out is None:
            sys.stdout.buffer.write(content)
            return []
        paths = {out: content}
    else:
        raise ExportError(f"there are {len(files)} dockets, each a file of its own: name a folder with --out")
    for path, content in paths.items():
        with whole_file(path) as file:
            file.write(content)
    return list(paths)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many nanopublications were written; of these, what became of the former ones.

    `gone` are former ones about what is no longer there, which only a signer can retract.
    """

    total: int
    unchanged: int = 0
    superseding: int = 0
    retracting: int = 0
    gone: int = 0


def export_nanopublications(
    store: Store, out: Path | None, key: Path | None, creator: str | None, tell: Tell, since: Path | None = None
) -> Exported:
    """Write each nanopublication as a TriG file below a new or empty folder, all or none, and return how many.

    With a key they are signed. With a folder of those that were published before, these stay as they are where they say
    the same, and are superseded where they don't; with a key, what is gone is retracted. Nothing is sent anywhere.
    Raises ExportError for a folder that holds something, a key without a creator or the other way round, and a folder
    of former ones that `read_history` refuses; NanopubMissing without the extra.
    """
    if out is None or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise ExportError(f"{out or 'no folder'}: name a new or empty folder for the nanopublications with --out")
    if not out.parent.is_dir():
        raise ExportError(f"{out.parent}: there is no such folder: make it first")
    if (key is None) != (creator is None):
        raise ExportError("--key and --creator go together: the key that signs, and the IRI of who signs with it")
    signer = read_signer(key, creator) if key and creator else None
    history = read_history(since, signer) if since else History()
    total = count(store)
    made: list[Nanopublication] = []
    for each in nanopublications(store, signer, history.renewed):
        made.append(each)
        tell("making nanopublications", len(made), total)
    gone = [former for about, former in history.standing.items() if about not in {each.about for each in made}]
    retractions = [retraction(former, signer) for former in gone] if signer else []
    former = {each.made.iri for each in history.standing.values()}
    exported = Exported(
        len(made),
        sum(each.iri in former for each in made),
        sum(each.iri not in former and each.supersedes is not None for each in made),
        len(retractions),
        len(gone),
    )
    _write([*made, *history.retractions, *retractions], out)
    return exported


def _write(made: Sequence[Nanopublication], out: Path) -> None:
    """Write the nanopublications and their index into the folder, all or none."""
    partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        for each in made:
            (partial / each.file).parent.mkdir(parents=True, exist_ok=True)
            (partial / each.file).write_bytes(each.trig)
        (partial / INDEX).write_text(_index(made), "utf-8")
        partial.chmod(0o755)
        if out.exists():
            out.rmdir()
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _index(made: Iterable[Nanopublication]) -> str:
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in made:
        others = (other.value if other else "" for other in (each.supersedes, each.retracts))
        rows.writerow((each.about.value, each.iri.value, each.file, *others))
    return lines.getvalue()
