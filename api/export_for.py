"""Exports in the terms of others: schema.org's JSON-LD, one file a docket, and nanopublications, one file each."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from claimgraph.api.build import Tell
from claimgraph.api.errors import ExportError
from claimgraph.api.export import whole_file
from claimgraph.api.nanopub_signing import read_signer
from claimgraph.api.nanopublications import Nanopublication, count, nanopublications
from claimgraph.api.schema_org import schema_org_files

__all__ = ["export_nanopublications", "export_schema_org"]

INDEX = "index.csv"
"""The file beside the nanopublications that says which one is about what."""


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


def export_nanopublications(store: Store, out: Path | None, key: Path | None, creator: str | None, tell: Tell) -> int:
    """Write each nanopublication as a TriG file below a new or empty folder, all or none, and return how many.

    With a key they are signed. Nothing is sent anywhere. Raises ExportError for a folder that holds something, a key
    without a creator or the other way round, and NanopubMissing without the extra.
    """
    if out is None or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise ExportError(f"{out or 'no folder'}: name a new or empty folder for the nanopublications with --out")
    if not out.parent.is_dir():
        raise ExportError(f"{out.parent}: there is no such folder: make it first")
    if (key is None) != (creator is None):
        raise ExportError("--key and --creator go together: the key that signs, and the IRI of who signs with it")
    signer = read_signer(key, creator) if key and creator else None
    total = count(store)
    made: list[Nanopublication] = []
    for each in nanopublications(store, signer):
        made.append(each)
        tell("making nanopublications", len(made), total)
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
    return len(made)


def _index(made: Iterable[Nanopublication]) -> str:
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    rows.writerow(("about", "nanopublication", "file"))
    rows.writerows((each.about.value, each.iri.value, each.file) for each in made)
    return lines.getvalue()
