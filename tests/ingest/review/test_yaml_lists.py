"""Entries put into people's files, changed and taken out; whatever else stands there keeps its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from claimgraph.ingest import CorpusError
from claimgraph.ingest.review.yaml_entries import changed_entry, entry_data
from claimgraph.ingest.review.yaml_lists import Beside, listed
from claimgraph.ingest.review.yaml_nodes import comments, data_of, root
from claimgraph.ingest.review.yaml_writing import written_entry

ROOT = Path(__file__).parents[3]
FILES = sorted([*(ROOT / "tests" / "corpora").rglob("*.yaml"), *(ROOT / "tests" / "drafts").glob("*.yaml")])
ORDER = ("slug", "type", "quote", "cue", "footnotes", "note", "draft")

# the file, where the entry goes, the file then
PUT = {
    "at the end": ("claims:\n  - slug: a\n# end\n", None, "claims:\n  - slug: a\n  - slug: new\n# end\n"),
    "no line break at the end": ("claims:\n  - slug: a", None, "claims:\n  - slug: a\n  - slug: new"),
    "before a comment on the next": (
        "claims:\n  - slug: a  # one\n\n  # two\n  - slug: b\n",
        Beside("after", "a"),
        "claims:\n  - slug: a  # one\n  - slug: new\n\n  # two\n  - slug: b\n",
    ),
    "behind the comment on the first": (
        "claims:\n  # one\n  - slug: a\n",
        Beside("before", "a"),
        "claims:\n  # one\n  - slug: new\n  - slug: a\n",
    ),
    "beside one that is gone": ("claims:\n- slug: a\n", Beside("before", "z"), "claims:\n- slug: a\n- slug: new\n"),
    "empty list": ("claims: []  # none\nx: 1\n", None, "claims:  # none\n  - slug: new\nx: 1\n"),
    "empty value": ("claims:\nx: 1\n", None, "claims:\n  - slug: new\nx: 1\n"),
    "no such key": ("x: 1", None, "x: 1\nclaims:\n  - slug: new\n"),
    "empty file": ("", None, "claims:\n  - slug: new\n"),
    "Windows": ("claims:\r\n  - slug: a\r\n", None, "claims:\r\n  - slug: a\r\n  - slug: new\r\n"),
    "behind a folded text": (
        "claims:\n  - slug: a\n    note: >-\n      # no comment\n\n      b\n\n# end\n",
        None,
        "claims:\n  - slug: a\n    note: >-\n      # no comment\n\n      b\n  - slug: new\n\n# end\n",
    ),
    "dash in a line of its own": (
        "claims:\n  -\n    # - slug: no\n    slug: a\n",
        Beside("before", "a"),
        "claims:\n  - slug: new\n  -\n    # - slug: no\n    slug: a\n",
    ),
}


@pytest.mark.parametrize("name", PUT)
def test_an_entry_is_put_in_and_nothing_else_changes(name: str) -> None:
    text, beside, wanted = PUT[name]
    where = listed(text, "f.yaml", "claims")
    made = where.put(" " * where.column + "- slug: new", beside)
    assert made == wanted
    back = listed(made, "f.yaml", "claims")
    entry = back.entry("new")
    assert entry
    again = listed(back.without(entry), "f.yaml", "claims")
    assert [each.slug for each in again.entries] == [each.slug for each in where.entries]
    assert comments(again.whole) == comments(text)


# a file that programs leave alone, the complaint
REFUSED = [
    ("claims: [{slug: a}]\n", "f.yaml:1:9: claims has to be a list with an entry a line"),
    ("claims: {a: b}\n", "f.yaml:1:9: claims has to be a list"),
    ("claims:\n  - a\n", "f.yaml:2:5: this entry has no slug"),
    ("claims:\n  - note: a\n", "f.yaml:2:5: this entry has no slug"),
    ("claims: [\n", "this is not YAML"),
]


@pytest.mark.parametrize(("text", "complaint"), REFUSED)
def test_what_cant_be_changed_safely_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(CorpusError) as caught:
        listed(text, "f.yaml", "claims")
    assert complaint in str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_every_entry_of_a_corpus_can_be_taken_out_and_put_back(path: Path) -> None:
    text = path.read_text("utf-8")
    data = data_of(root(text, str(path)))
    assert data == yaml.load(text, Loader=yaml.BaseLoader)
    for key, items in data.items():
        if not (isinstance(items, list) and items and "slug" in items[0]):
            continue
        where = listed(text, str(path), key)
        assert [entry_data(entry.text) for entry in where.entries] == items
        for entry in where.entries:
            made = where.without(entry)
            assert data_of(root(made, "f")) == {**data, key: [each for each in items if each["slug"] != entry.slug]}
            assert listed(made, "f", key).put(entry.text, where.beside(entry)) == text
            written = written_entry(entry_data(entry.text), where.column)
            assert entry_data(written) == entry_data(entry.text)


# an entry, what is changed, the entry then
CHANGED = {
    "a value": ("- slug: a\n  cue: may  # or might", {"cue": "might"}, "- slug: a\n  cue: might  # or might"),
    "a new key, in its place": ("- slug: a\n  note: b", {"cue": "may"}, "- slug: a\n  cue: may\n  note: b"),
    "a key less": ("- slug: a\n  cue: may  # sure?\n  note: b", {"cue": None}, "- slug: a\n  # sure?\n  note: b"),
    "a list with comments": (
        "- slug: a\n  footnotes:\n    - 7  # seven\n    - 8\n  note: b",
        {"footnotes": ["9"]},
        "- slug: a\n  # seven\n  footnotes: [9]\n  note: b",
    ),
    "a quote": ("- slug: a\n  quote: >-\n    b\n    c", {"quote": "d: e"}, "- slug: a\n  quote: >-\n    d: e"),
    "what YAML might take for something else": ("- slug: a", {"cue": "no"}, "- slug: a\n  cue: 'no'"),
    "control characters": ("- slug: a", {"cue": "a\x1bb"}, '- slug: a\n  cue: "a\\eb"'),
    "in one line": ("- {slug: a, cue: may} # x", {"cue": "might"}, "# x\n- slug: a\n  cue: might"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_some_keys_of_an_entry_change_and_its_comments_stay(name: str) -> None:
    text, changes, wanted = CHANGED[name]
    assert changed_entry(text, changes, ORDER) == wanted


def test_both_loaders_see_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text("utf-8") for path in FILES]
    fast = [listed(text, "f", "claims") for text in texts]
    monkeypatch.setattr("claimgraph.ingest.review.yaml_nodes._LOADER", yaml.BaseLoader)
    assert [listed(text, "f", "claims") for text in texts] == fast
