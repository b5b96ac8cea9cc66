"""Run the README's commands in an empty folder and write what they print under them.

python scripts/write_readme.py            write it
python scripts/write_readme.py --check    only say whether it is out of date, with exit code 1
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
COMMAND = "from claimgraph.api.cli import main; main()"
BLOCK = re.compile(r"```console\n\$ claimgraph (.+)\n[^`]*```")
QUERY = re.compile(r"save this as `(.+)`:\n\n```sparql\n([^`]+)```")


def main(check: bool) -> int:
    text = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, query in QUERY.findall(text):
            (Path(folder) / name).write_text(query, "utf-8")
        written = BLOCK.sub(lambda match: f"```console\n$ claimgraph {match[1]}\n{printed(match[1], folder)}```", text)
    if written == text:
        return 0
    if check:
        print("README.md is out of date; run: python scripts/write_readme.py")
        return 1
    README.write_text(written, "utf-8")
    return 0


def printed(arguments: str, folder: str) -> str:
    environment = {**os.environ, "COLUMNS": "100"}
    command = [sys.executable, "-c", COMMAND, *arguments.split()]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    shown = done.stdout.decode().replace("\r\n", "\n")
    if "┡" in shown and "│" not in shown:
        sys.exit(f"claimgraph {arguments}: finds nothing; README.md needs a query that has an answer")
    return shown


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
