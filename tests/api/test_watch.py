"""A build that watches its corpus: each change is published, what is wrong is told, and it goes on."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue
from typing import IO

import pytest
from typer.testing import CliRunner

from claimgraph.api import build_command
from claimgraph.api.cli import app

LAMPS = Path(__file__).parent.parent / "corpora" / "lamps"
PROGRAM = """
import signal
from claimgraph.api.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
main()
"""
COMMAND = [sys.executable, "-c", PROGRAM, "build", "--watch"]


def lines_of(stream: IO[str]) -> Queue[str]:
    lines: Queue[str] = Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in stream], daemon=True).start()
    return lines


def heard(lines: Queue[str], words: str) -> str:
    while True:
        try:
            line = lines.get(timeout=60)
        except Empty:
            raise AssertionError(f"nothing was said of {words!r}") from None
        if words in line:
            return line


def test_changes_are_published_until_interrupted(tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(LAMPS, tmp_path / "corpus"))
    file, store = corpus / "propositions.yaml", corpus / "store"  # what is written to the store is no change
    with subprocess.Popen(
        [*COMMAND, corpus, "--store", store], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        said, told = lines_of(process.stdout), lines_of(process.stderr)
        try:
            heard(said, "generation 1 ")
            text = file.read_text("utf-8")
            file.write_text(text.replace("Brighter lamps cost more.", "Bright lamps cost more."), "utf-8")
            heard(said, "generation 2 ")
            file.write_text(text.replace("topic: cost", "topic: costs", 1), "utf-8")
            assert str(file) in heard(told, "there is no topic 'costs'")
            heard(told, "waiting for the next change")
            file.write_text(text, "utf-8")
            heard(said, "generation 3 ")
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_an_interrupt_in_the_middle_of_a_build_ends_it_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_command, "published", interrupted)
    ended = CliRunner().invoke(app, ["build", "--watch", str(LAMPS), "--store", str(tmp_path / "store")])
    assert (ended.exit_code, ended.output) == (0, "")
