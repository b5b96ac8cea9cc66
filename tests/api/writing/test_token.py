"""Where the token comes from, and where it never goes; builds before what was written."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from service_process import start
from typer.testing import CliRunner

from claimgraph.api.cli import app
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.writing.conditions import Conditions
from claimgraph.api.writing.pipeline import write
from claimgraph.api.writing.tokens import TokenError, checked_token, read_token
from claimgraph.api.writing.writes import Writing
from claimgraph.store import StoreWrittenError, Update, open_current, publish

TOKEN = "correct-horse-battery-staple"

BAD = {
    "short": ("fifteen-letters", "15 characters; give it 16"),
    "nothing": ("\n", "0 characters"),
    "two words": ("correct horse battery staple", "one word"),
    "no ASCII": ("größer-als-sechzehn", "ASCII"),
    "long": ("x" * 1025, "1,024"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_tokens_are_told_without_being_said(name: str, tmp_path: Path) -> None:
    token, said = BAD[name]
    file = tmp_path / "token"
    file.write_text(token, "utf-8")
    with pytest.raises(TokenError, match=said) as error:
        read_token(file)
    assert str(file) in str(error.value)
    assert not token.strip() or token.strip() not in str(error.value)


@pytest.mark.parametrize("name", ["file", "environment", "neither", "missing", "binary"])
def test_serve_takes_a_token(name: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xff\xfe" if name == "binary" else f"{TOKEN}\n".encode())
    arguments = {
        "file": ["--token-file", str(file)],
        "binary": ["--token-file", str(file)],
        "missing": ["--token-file", str(tmp_path / "none")],
    }
    environment = {"CLAIMGRAPH_TOKEN": TOKEN} if name == "environment" else {}
    done = CliRunner().invoke(app, ["serve", "--show-settings", *arguments.get(name, [])], env=environment)
    assert TOKEN not in done.output
    assert (done.exit_code == 0) == (name in ("file", "environment", "neither"))
    if name == "missing":
        assert "No such file" in done.output
    if name == "environment":
        assert "(set)" in done.output


def test_what_is_printed_of_settings_has_no_token() -> None:
    assert TOKEN not in repr(ServiceSettings(token=TOKEN))
    assert TOKEN not in repr(Writing(checked_token(TOKEN, "here"), Path("socket"), ServiceSettings().writing))


def test_no_log_has_the_token(tmp_path: Path) -> None:
    publish(tmp_path / "store", [], {})
    running = start(tmp_path / "store", token=TOKEN, access_log=True)
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=running.origin) as client:
        assert client.post("/sparql", content="INSERT DATA { <a:s> <a:p> 1 }", headers=headers).status_code == 204
        assert client.post("/sparql", content="nonsense", headers=headers).status_code == 400
        headers["Authorization"] = f"Bearer {TOKEN}-wrong"
        assert client.post("/sparql", content="CLEAR ALL", headers=headers).status_code == 401
    running.process.terminate()
    printed, written = running.process.communicate(timeout=30)
    assert printed.count("/sparql") == 3
    assert TOKEN not in printed + written


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A store whose second generation holds a change that came through the service."""
    publish(tmp_path / "store", [], {})
    write(
        tmp_path / "store", Update("INSERT DATA { <a:s> <a:p> 1 }"), "0" * 64, Conditions(), keep=3, patience_seconds=1
    )
    return tmp_path / "store"


def test_build_stops_before_what_was_written(written: Path, lamps: Path) -> None:
    for arguments in (["build", str(lamps)], ["serve", str(lamps), "--port", "0"]):
        done = CliRunner().invoke(app, [*arguments, "--store", str(written)])
        assert isinstance(done.exception, StoreWrittenError)
        assert "--replace" in str(done.exception)
        assert open_current(written).number == 2
    done = CliRunner().invoke(app, ["build", str(lamps), "--store", str(written), "--replace", "--keep", "1"])
    assert done.exit_code == 0, done.output
    assert [path.name for path in (written / "generations").iterdir()] == ["0003"]
