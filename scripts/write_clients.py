"""Run what docs/clients.md shows against a real service, and write under it what came back.

python scripts/write_clients.py            write it
python scripts/write_clients.py --check    only say whether it is out of date, with exit code 1

Run are ```console blocks, which need curl (a command goes on in lines that begin with two spaces), and each ```python
or ```js block before a ```text block, which has what it prints. Other blocks are left as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "clients.md"
ADDRESS = "http://127.0.0.1:8000"
SERVE = "from claimgraph.api.cli import main; main()"
START_SECONDS = 120
REST = r"(?:(?!```)[\s\S])*"
BLOCK = re.compile(
    rf"```console\n\$ (?P<command>.*(?:\n  .*)*)\n{REST}```"
    rf"|```(?P<language>python|js)\n(?P<program>{REST})```\n\n```text\n{REST}```"
)


def main(check: bool) -> int:
    text = PAGE.read_text("utf-8")
    with running() as address:
        now = BLOCK.sub(lambda block: shown(block, address), text)
    if now == text:
        return 0
    if check:
        print("docs/clients.md is out of date; run: python scripts/write_clients.py")
        return 1
    PAGE.write_text(now, "utf-8")
    return 0


def shown(block: re.Match[str], address: str) -> str:
    """The block with what its command or program prints now."""
    if block["command"]:
        return f"```console\n$ {block['command']}\n{printed(['bash', '-c', block['command']], address)}```"
    node = Path(sys.executable).with_name("node")
    run = [sys.executable, "-c"] if block["language"] == "python" else [str(node), "--input-type=module", "-e"]
    return f"```{block['language']}\n{block['program']}```\n\n```text\n{printed([*run, block['program']], address)}```"


def printed(command: list[str], address: str) -> str:
    """Standard output, with the address that the page shows for the service's."""
    command = [part.replace(ADDRESS, address) for part in command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT / "tests" / "clients")
    if done.returncode:
        raise SystemExit(f"{command[-1]}\nended with {done.returncode}: {done.stderr}")
    said = done.stdout.replace(address, ADDRESS).replace("\r\n", "\n")
    return said if said.endswith("\n") or not said else f"{said}\n"


@contextmanager
def running() -> Iterator[str]:
    """The address of a service that has the project's own corpus."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CLAIMGRAPH_STORE": folder}
        subprocess.run([sys.executable, "-c", SERVE, "build"], env=environment, capture_output=True, check=True)
        serve = [sys.executable, "-c", SERVE, "serve", "--port", "0"]
        with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield address_of(process)
            finally:
                process.terminate()


def address_of(process: subprocess.Popen[str]) -> str:
    """What the service says that it is at."""
    assert process.stdout is not None
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    found = re.search(r"http://[0-9.:]+", process.stdout.readline())
    watchdog.cancel()
    if found is None:
        raise SystemExit("the service did not start")
    return found[0]


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
