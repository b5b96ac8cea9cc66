"""The house rules that a program can hold us to: which way imports go, and that contracts are exact."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "ontology": set(),
    "shapes": {"ontology"},
    "store": {"ontology"},
    "ingest": {"ontology", "shapes"},
    "api": {"ontology", "shapes", "ingest", "store"},
}
FILES = [path for folder in MAY_IMPORT for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("claimgraph.")}
    assert ours <= MAY_IMPORT[folder] | {folder}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_one_module_knows_pyshacl(path: Path) -> None:
    knows = any(name.split(".")[0] == "pyshacl" for name in imported(path))
    assert knows == (path == ROOT / "shapes" / "judge.py")


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_all_is_exact_and_sorted(folder: str) -> None:
    package = importlib.import_module(f"claimgraph.{folder}")
    names = package.__all__
    assert list(names) == sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert all(hasattr(package, name) for name in names)
    bound = {
        alias.asname or alias.name
        for node in ast.parse(Path(str(package.__file__)).read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    } - {"annotations"}
    assert bound <= set(names), "what __init__ imports is handed out"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_environment_is_read_at_the_command_line_only(path: Path) -> None:
    text = path.read_text("utf-8")
    assert path.name == "cli.py" or ("os.environ" not in text and "getenv" not in text)


def test_the_service_stands_below_what_uses_it() -> None:
    for path in (ROOT / "api" / "service").glob("*.py"):
        ours = {name for name in imported(path) if name.startswith("claimgraph.api.")}
        assert all(name.startswith("claimgraph.api.service") for name in ours), path
