"""The engines that a cluster for ingest could rest on, tried on two workers of this machine; a table.

python bench/engines.py                 Dask, Ray and Spark; some five minutes, and 1 GiB of disk while it runs
python bench/engines.py --only dask     this one
python bench/engines.py --folder DIR    keep the environments there, and use those that are
python bench/engines.py --write         put the table into docs/cluster.md too

Each engine is installed with pip into an environment of its own, and tried by bench/engine_trial.py; Spark needs Java.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from markers import write_between
from progress import say

PAGE = Path(__file__).parent.parent / "docs" / "cluster.md"
BEGIN, END = "<!-- written by bench/engines.py -->", "<!-- end of engines -->"
TRIAL = Path(__file__).parent / "engine_trial.py"
PACKAGES = {"dask": "distributed", "ray": "ray", "spark": "pyspark"}
LONGEST = 300
"""Seconds that one trial may take."""

ROWS = (
    ("version", "version"),
    ("licence", "licence"),
    ("packages, and MiB on disk", "size"),
    ("seconds from the start to the first answer of two workers", "start"),
    ("idle: processes, and MiB of memory without the client", "idle"),
    ("overhead a task, ms of the clock", "overhead"),
    ("overhead a task, ms of the processor", "processor"),
    ("20 tasks, a worker is killed once (-9)", "killed once"),
    ("20 tasks, one raises", "raises"),
    ("20 tasks, one kills its worker each time", "kills always"),
)


def main() -> None:
    """Install, try, and print; with --write, put the table on the page too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(PACKAGES), nargs="+", default=list(PACKAGES))
    parser.add_argument("--folder", type=Path, help="where the environments are made and stay")
    parser.add_argument("--write", action="store_true", help=f"write the table into docs/{PAGE.name} too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as name:
        folder = options.folder or Path(name)
        found = {engine: tried(engine, folder) for engine in options.only}
    text = "\n".join(table(found))
    print(text)
    if options.write:
        write_between(PAGE, BEGIN, END, text)


def tried(engine: str, folder: Path) -> dict[str, Any]:
    """What was measured of the engine. Raises CalledProcessError."""
    home = folder / engine
    python = home / "bin" / "python"
    package = PACKAGES[engine]
    if not python.exists():
        say(f"installing {package}")
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", package], check=True)
    say(f"trying {engine}")
    run = subprocess.run(
        [python, TRIAL, engine],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=LONGEST,
        cwd=home,
    )
    return {**json.loads(run.stdout.splitlines()[-1]), **_installed(python, package)}


def _installed(python: Path, package: str) -> dict[str, Any]:
    """What the environment says of the package, and how much it holds besides pip and setuptools."""
    ask = (
        "import importlib.metadata as m, json, pathlib, sys\n"
        "about = m.metadata(sys.argv[1])\n"
        "named = [c.rpartition(' :: ')[2] for c in about.get_all('Classifier') or () if c.startswith('License ::')]\n"
        "all = [d for d in m.distributions() if d.name not in ('pip', 'setuptools')]\n"
        "files = [pathlib.Path(d.locate_file(f)) for d in all for f in d.files or ()]\n"
        "size = sum(each.stat().st_size for each in files if each.is_file())\n"
        "licence = about['License-Expression'] or (named or [about['License']])[0]\n"
        "print(json.dumps({'version': about['Version'], 'licence': licence, 'packages': len(all), 'bytes': size}))\n"
    )
    run = subprocess.run([python, "-c", ask, package], check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(run.stdout))


def table(found: dict[str, dict[str, Any]]) -> list[str]:
    """A line for each measure, a column for each engine."""
    lines = [f"| | {' | '.join(each.capitalize() for each in found)} |", f"| --- |{' --- |' * len(found)}"]
    for title, key in ROWS:
        lines.append(f"| {title} | {' | '.join(_cell(key, each) for each in found.values())} |")
    return lines


def _cell(key: str, measured: dict[str, Any]) -> str:
    if key == "size":
        return f"{measured['packages']}, {measured['bytes'] / 2**20:.0f}"
    if key == "idle":
        return f"{measured['processes']}, {measured['memory']:.0f}"
    value = measured[key]
    if isinstance(value, dict):
        ends = f"it: {value['end']}; others: {value['others']} of 19 done"
        return f"{ends}; begun {value['begun']} times; {value['seconds']:.1f} s"
    return value if isinstance(value, str) else f"{value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
