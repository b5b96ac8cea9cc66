"""`claimgraph export --all` and `--tables` as a person meets them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from claimgraph.api import cli
from claimgraph.store import Generation


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["claimgraph", "export", *map(str, arguments)])
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_all(
    lamps_store: Path,
    exported: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "--store", lamps_store, "--all", tmp_path / "out") == 0
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == (exported / "SHA256SUMS").read_bytes()
    assert f"wrote {len(files) - 1:,} files" in capsys.readouterr().err


def test_tables(lamps_store: Path, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()  # empty, and so as good as none
    assert run(monkeypatch, "--store", lamps_store, "--tables", tmp_path / "out") == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (exported / "tables").iterdir()}


REFUSED = [
    (["--all", "a", "--tables", "b"], "no other folder"),
    (["--all", "a", "--graph", "urn:g"], "takes no --for"),
    (["--tables", "a", "--out", "b"], "takes no --for"),
    (["--all", "nowhere/at/all"], "make it first"),
    (["--tables", "full"], "new or empty"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_is_refused(
    arguments: list[str],
    said: str,
    lamps_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "--store", lamps_store, *arguments) != 0
    told = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert said in told
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_a_damaged_store_is_told(
    generation: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    shutil.copytree(generation.directory.parent.parent, store, ignore=shutil.ignore_patterns("downloads"))
    (store / "generations" / "0001" / "quads.nq").write_bytes(b"nonsense\n")
    assert run(monkeypatch, "--store", store, "--all", tmp_path / "out") == 1
    assert "and build it again" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
