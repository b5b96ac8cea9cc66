"""Which version of the program decides what is in a graph."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import claimgraph

_FOLDERS = ("ontology", "shapes", "ingest", "api")
_KINDS = {".py", ".ttl", ".tsv", ".rq"}
_LIBRARIES = ("eyecite", "pydantic", "pyoxigraph", "publicsuffixlist", "pyyaml")


@cache
def program_version() -> str:
    """A digest of all that decides what a letter's files become: the program's own files, the libraries' versions."""
    root = Path(claimgraph.__path__[0])
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted(each for each in (root / folder).rglob("*") if each.suffix in _KINDS):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return digest.hexdigest()
