"""The JSON Schemas for editors: in step with the models, and content with the corpus as an editor reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from claimgraph.ingest import json_schemas

ROOT = Path(__file__).parent.parent.parent
FILES = sorted([*ROOT.glob("corpus/*/*.yaml"), *ROOT.glob("corpus/*/letters/*.yaml")])


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: numbers are numbers, but dates are text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def schema_of(path: Path) -> dict[str, object]:
    name = path.read_text("utf-8").splitlines()[0].rpartition("$schema=")[2]
    assert (path.parent / name).resolve().parent == ROOT / "ingest" / "schema", f"{path} names its schema"
    schema: dict[str, object] = json.loads((path.parent / name).read_text("utf-8"))
    return schema


def test_the_files_are_what_the_models_say() -> None:
    folder = ROOT / "ingest" / "schema"
    assert {path.name: path.read_text("utf-8") for path in folder.glob("*.json")} == json_schemas()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_corpus_pleases_an_editor(path: Path) -> None:
    content = yaml.load(path.read_text("utf-8"), Loader=EditorLoader)
    errors = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema_of(path)).iter_errors(content)
    ]
    assert errors == []


def test_an_editor_hears_of_a_misspelt_key() -> None:
    schema = json.loads(json_schemas()["propositions.json"])
    content = {"topics": [{"slug": "a", "label": "A", "lable": "A"}], "propositions": []}
    (error,) = Draft202012Validator(schema).iter_errors(content)
    assert "lable" in error.message
