"""`claimgraph mcp` as a program: how it starts and ends, and that nobody else loads the protocol's SDK."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from claimgraph.api import cli

RUN = "from claimgraph.api.cli import main; main()"
LOADED = "import sys, claimgraph.api.app, claimgraph.api.cli; print(sorted({'mcp', 'mcp_types'} & set(sys.modules)))"


def run(code: str, *arguments: str) -> tuple[int, str, str]:
    """What a program does whose standard input has ended."""
    command = [sys.executable, "-c", code, *arguments]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return ended.returncode, ended.stdout, ended.stderr


def test_it_ends_with_its_input_and_says_nothing(bribed: Path) -> None:
    assert run(RUN, "mcp", str(bribed)) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "has_sdk", "status", "words"),
    [
        (["mcp", "no-such-store"], True, 1, "claimgraph build"),
        (["mcp", "ftp://127.0.0.1/"], True, 1, "http://"),
        (["mcp", "http://127.0.0.1/", "--pages", "http://127.0.0.1/"], True, 2, "own pages"),
        (["mcp", "no-such-store", "--pages", "here"], True, 2, "no address"),
        (["mcp", "no-such-store"], False, 1, "claimgraph[assistants]"),
        (["serve", "--assistants", "--store", "no-such-store"], False, 1, "claimgraph[assistants]"),
    ],
)
def test_what_keeps_it_from_starting(
    arguments: list[str],
    has_sdk: bool,
    status: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if not has_sdk:
        monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setattr("sys.argv", ["claimgraph", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capfd.readouterr()
    assert (ended.value.code, out) == (status, "")
    assert words in err


def test_nothing_else_loads_the_sdk() -> None:
    assert run(LOADED) == (0, "[]\n", "")
