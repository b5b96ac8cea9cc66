"""The files to deploy with, and the commands of docs/deployment.md as far as they can be tried here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.store import load_memory, open_current, publish

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "deployment.md").read_text("utf-8")
FILES = sorted((DOCS / "deploy").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_page_shows_the_file(path: Path) -> None:
    assert f"\n{path.read_text('utf-8')}```\n" in PAGE, "run: python scripts/write_docs.py"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_flags_are_those_of_the_command(path: Path) -> None:
    known = (DOCS / "commands.md").read_text("utf-8").split("## claimgraph serve")[1]
    commands = re.findall(r"(?:serve )(--.*)$|\"serve\", (\".*)\]$", path.read_text("utf-8"), re.MULTILINE)
    flags = re.findall(r"--[a-z-]+", " ".join("".join(pair) for pair in commands))
    assert [flag for flag in flags if f"  {flag} " not in known] == []
    assert flags


def test_systemd_knows_every_word_of_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "claimgraph.service"
    text = (DOCS / "deploy" / "claimgraph.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/claimgraph/bin/claimgraph", sys.executable), "utf-8")
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, timeout=60)
    about_ours = [line for line in done.stderr.splitlines() if "claimgraph" in line]
    assert (done.returncode, about_ours) == (0, [])


def test_a_store_that_was_backed_up_is_whole(tmp_path: Path) -> None:
    store, restored = tmp_path / "store", tmp_path / "restored"
    quads = [Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal("x"), NamedNode("urn:g")) for n in range(3)]
    for count in (2, 3):
        made = publish(store, quads[:count], {})
    shutil.copytree(store, restored, ignore=shutil.ignore_patterns("lock"))  # the page's tar leaves it out too
    found = open_current(restored)
    assert found.manifest == made.manifest
    assert len(load_memory(found)) == 3
    assert publish(restored, quads[:1], {}).number == 3
