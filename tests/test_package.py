"""The wheel and the sdist carry everything, and the wheel serves in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
DATA = [
    "ontology/core.ttl",
    "ontology/vocabularies.ttl",
    "ontology/catalog-v001.xml",
    "ontology/mappings.sssom.tsv",
    "ontology/asked/grounds.rq",
    "ontology/rules/agreement.rq",
    "ontology/rules/why/agreement.rq",
    "shapes/argument.ttl",
    "ingest/schema/letter.json",
    "api/queries/01-agree-or-disagree.rq",
    "api/templates/map.svg",
    "api/templates/start.html",
    "api/static/style.css",
    "corpus/ntia-2023-0009/docket.yaml",
    "corpus/ntia-2023-0009/letters/ibm.txt",
    "corpus/ntia-2023-0009/letters/ibm.yaml",
    "py.typed",
]


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_wheel_carries_the_data_and_nothing_strange(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"claimgraph/{name}" for name in DATA} <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert tops <= {"claimgraph", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert not [name for name in names if "/tests/" in name or "/bench/" in name]


def test_sdist_carries_the_data(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    root = names[0].split("/")[0]
    assert {f"{root}/{name}" for name in [*DATA, "LICENSE", "pyproject.toml"]} <= set(names)


def test_installed_wheel_works_in_an_empty_folder(distributions: Path, tmp_path: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*pip, str(wheel)], check=True)
    run = [sys.executable, "-c", "from claimgraph.api.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    where = [sys.executable, "-c", "import claimgraph; print(claimgraph.__file__)"]
    shown = subprocess.run(where, cwd=empty, env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith(str(site))
    built = subprocess.run([*run, "build"], cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    asked = subprocess.run(
        [*run, "query", "--example", "who-claims-what", "--format", "csv"],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert len(asked.stdout.splitlines()) > 70
    serve = [*run, "serve", "--port", "0"]
    with subprocess.Popen(serve, cwd=empty, env=environment, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            address = service.stdout.readline().split()[-1]
            assert httpx.get(f"{address}health", timeout=60).json()["status"] == "ok"
            assert "Who claims what" in httpx.get(address, headers={"Accept": "text/html"}, timeout=60).text
        finally:
            service.terminate()
