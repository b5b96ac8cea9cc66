from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.ingest import CorpusError, IngestError, Location
from claimgraph.ingest.located import document, load


def test_scalars_stay_text_and_remember_their_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("country: no\nversions:\n  - 1.10\n  - {day: 2024-03-27}\n")
    document = load(path)
    assert document.data == {"country": "no", "versions": ["1.10", {"day": "2024-03-27"}]}
    assert document.at(("versions", 1, "day")) == Location(str(path), 4, 11)
    assert document.at(("versions", 1, "hour", "minute")) == Location(str(path), 4, 5)


def test_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("# nothing yet\n")
    assert load(path).data == {}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: [1, 2\n", 3, "not YAML"),
        ("a: 1\na: 2\n", 2, "the key 'a' stands twice"),
        ("a: &x 1\nb: *x\n", 2, "aliases"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("? [a, b]\n: 1\n", 1, "single word"),
        ("a: " + "[" * 30 + "]" * 30, 1, "nested deeper"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
    ],
)
def test_bad_yaml(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(CorpusError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert (problem.at.line, problem.at.file) == (line, str(path))
    assert says in problem.message


def test_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 64)]
    path = tmp_path / "a.yaml"
    path.write_text("\n".join(lines))
    with pytest.raises(CorpusError, match="aliases"):
        load(path)


def test_binary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(IngestError):
        load(path)


def as_it_is(node: yaml.Node | None) -> object:
    """What a document says, without its places."""
    if isinstance(node, yaml.MappingNode):
        return [(as_it_is(key), as_it_is(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [as_it_is(item) for item in node.value]
    return node and node.value


pieces = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "\n",
        "  ",
        '"',
        "'",
        ":",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ">-\n",
        "|\n",
        "#",
        "é",
        "http://x",
        "?",
        "%",
    ]
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_libyaml_and_pure_python_read_the_same(text: str) -> None:
    try:
        said = as_it_is(yaml.compose(text, Loader=yaml.BaseLoader))
        document(text, "a.yaml")
        also = as_it_is(yaml.compose(text, Loader=yaml.CBaseLoader))
    except (yaml.YAMLError, CorpusError):
        return
    assert said == also
