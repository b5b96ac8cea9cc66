"""What is found in a small docket: true counts, an order that holds, excerpts; and nothing that is typed fails."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from claimgraph.ontology import CG, RDF
from claimgraph.store import SearchTimeoutError, StoreDamagedError, publish
from claimgraph.store.search import FIELDS, Found, Search, SearchIndex, make_index

CONTENT = "c" * 64
BASE = "https://example.org/data/lamps-1/"
SYNTAX = st.sampled_from(
    ['"', "*", "-", "(", ")", "^", ":", "+", " AND ", " OR ", " NOT ", "NEAR(", "{", "}", "\\", "'", ";", "%", "\0"]
)
TYPED = st.lists(
    st.one_of(SYNTAX, st.sampled_from(["lamps", "bright", "Bir", "é", "¹", "的"]), st.text(max_size=6)), max_size=12
)

ON_THEM = [
    *("claim/ash/bright", "claim/ash/cheap", "letter/ash/text/0123456789ab#24"),
    *("claim/birch/cheap", "claim/birch/bright"),
]


def shown(found: Found) -> list[str]:
    return [f"{hit.iri.removeprefix(BASE)}{f'#{hit.start}' if hit.start is not None else ''}" for hit in found.hits]


def everything(index: SearchIndex, search: Search) -> list[str]:
    return shown(index.find(Search(search.text, search.chosen, most=1000)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mayor ", ["letter/ash/text/0123456789ab#0", "letter/ash"]),
        ("Fir ", ["letter/birch"]),
        ("dear ", []),
        ("warm ", ["question/2"]),  # what only an earlier text said isn't found
        ("members", []),
        ('"lamps are"', ["proposition/bright", "proposition/cheap", *ON_THEM]),
    ],
)
def test_what_is_found(index: SearchIndex, text: str, expected: list[str]) -> None:
    assert everything(index, Search(text)) == expected


@pytest.mark.parametrize("text", ["", "lamps", "bright ", "lamps bright nonsense "])
def test_counts_are_true(index: SearchIndex, text: str) -> None:
    """Whatever is chosen, each value's count is the number of results that there are with it in its field."""
    draw = random.Random(text)
    for _ in range(12):
        facets = index.find(Search(text)).facets
        chosen = {name: draw.choice(facets[name]).value.key for name in FIELDS if facets[name] and draw.random() < 0.3}
        found = index.find(Search(text, tuple(chosen.items())))
        for name in FIELDS:
            for counted in found.facets[name]:
                narrowed = index.find(Search(text, (*chosen.items(), (name, counted.value.key))))
                assert narrowed.total == counted.count
                assert counted.is_chosen == (chosen.get(name) == counted.value.key)
                assert all(counted.value in hit.values[name] for hit in narrowed.hits)
                by_iri = index.find(Search(text, (*chosen.items(), (name, counted.value.value))))
                assert by_iri.hits == narrowed.hits


def test_a_value_that_nothing_has(index: SearchIndex) -> None:
    found = index.find(Search("lamps", (("topic", "none"), ("kind", "claim"))))
    assert (found.total, found.hits) == (0, ())
    assert found.without > 0
    assert [(each.value.key, each.is_chosen) for each in found.facets["topic"]] == [("light", False)]


@pytest.mark.parametrize("text", ["", "lamps", "bright"])
def test_pages_are_parts_of_one_order(index: SearchIndex, text: str) -> None:
    whole = index.find(Search(text, most=1000))
    assert len(whole.hits) == whole.total
    parts = [hit for first in range(0, whole.total, 3) for hit in index.find(Search(text, first=first, most=3)).hits]
    assert tuple(parts) == whole.hits
    assert [hit.score for hit in parts] == sorted((hit.score for hit in parts), reverse=True)
    assert index.find(Search(text, first=10**9)).hits == ()


def test_excerpts_show_what_was_found(index: SearchIndex) -> None:
    claim = next(hit for hit in index.find(Search("NOBODY ")).hits if hit.kind == "claim")
    assert claim.words == (("<b>", False), ("Nobody", True), ("</b> doubts it's bright.", False))
    assert claim.about == (("Lamps are bright.", False),)
    assert [value.label for value in claim.values["respondent"]] == ["Birch <script>alert(1)</script>"]
    [paragraph] = [hit for hit in index.find(Search("truly ")).hits if hit.kind == "paragraph"]
    assert (paragraph.start, paragraph.end) == (24, 78)
    assert "¹" in "".join(text for text, _ in paragraph.words)
    assert [hit.kind for hit in index.find(Search('"our lamps are"')).hits] == ["claim", "paragraph"]  # over the mark


@pytest.mark.parametrize(
    ("text", "match", "meant"),
    [
        ("lamps ", "all", ""),
        ("lamps zebras ", "any", ""),
        ("-lamps ", "all", ""),
        ("", "everything", ""),
        ("lmaps ", "all", "lamps "),
        ("Brigt LAPMS ", "all", "bright lamps "),
        ("zebras", "all", ""),
    ],
)
def test_what_is_said_where_little_is_found(index: SearchIndex, text: str, match: str, meant: str) -> None:
    found = index.find(Search(text))
    assert (found.match, found.meant) == (match, meant)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(typed=TYPED, chosen=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=8), max_size=2))
def test_nothing_that_is_typed_fails(index: SearchIndex, typed: list[str], chosen: dict[str, str]) -> None:
    text = "".join(typed)
    found = index.find(Search(text, tuple(chosen.items())))
    assert found.total >= len(found.hits)
    assert found == index.find(Search(text, tuple(chosen.items())))


def test_it_stops_when_its_time_is_up(tmp_path: Path) -> None:
    store = Store()
    for n in range(3000):
        node = NamedNode(f"{BASE}proposition/p{n}")
        store.add(Quad(node, RDF.type, CG.Proposition))
        store.add(Quad(node, CG.statement, Literal(f"Lamps are bright, for the {n}th time.")))
    make_index(store, tmp_path / "search", CONTENT)
    index = SearchIndex.open(tmp_path / "search", CONTENT)
    assert index is not None
    with pytest.raises(SearchTimeoutError, match="stopped after 0 s"):
        index.find(Search("lamps bright time"), seconds=0)
    assert index.find(Search("lamps bright time")).total == 3000  # and goes on being asked
    index.close()


@pytest.mark.parametrize("damage", [b"", b"not a database", "one byte", "half", "another"])
def test_a_file_that_is_not_as_it_was_written_is_none(docket: Store, tmp_path: Path, damage: str | bytes) -> None:
    path = tmp_path / "search"
    assert SearchIndex.open(path, CONTENT) is None
    make_index(docket, path, CONTENT)
    whole = path.read_bytes()
    if damage == "another":
        assert SearchIndex.open(path, "d" * 64) is None
        return
    if damage == "one byte":
        spoilt = bytearray(whole)
        spoilt[len(whole) // 2] ^= 1
        damage = bytes(spoilt)
    path.write_bytes(whole[: len(whole) // 2] if damage == "half" else damage)  # type: ignore[arg-type]
    assert SearchIndex.open(path, CONTENT) is None


def test_a_file_that_is_spoilt_while_it_is_read(docket: Store, tmp_path: Path) -> None:
    path = tmp_path / "search"
    make_index(docket, path, CONTENT)
    index = SearchIndex.open(path, CONTENT)
    assert index is not None
    data = path.read_bytes()
    with path.open("r+b") as file:
        file.write(data[:8192] + bytes(len(data) - 8192))
    with pytest.raises(StoreDamagedError, match="search index"):
        index.find(Search("lamps bright"))
    index.close()


def test_same_content_same_bytes(docket: Store, tmp_path: Path) -> None:
    shuffled = list(docket)
    random.Random(1).shuffle(shuffled)
    other = Store()
    other.extend(shuffled)
    make_index(docket, tmp_path / "one", CONTENT)
    make_index(other, tmp_path / "other", CONTENT)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_of_nothing(tmp_path: Path) -> None:
    make_index(Store(), tmp_path / "search", CONTENT)
    index = SearchIndex.open(tmp_path / "search", CONTENT)
    assert index is not None
    for text in ("", "lamps", "lmaps -lamps"):
        assert index.find(Search(text, (("kind", "claim"),))).total == 0
    index.close()


def test_a_generation_has_an_index_and_gets_one_that_it_lacks(docket: Store, tmp_path: Path) -> None:
    published = publish(tmp_path / "store", docket, {})
    index = published.search_file.read_bytes()
    for spoilt in (b"", index[:-1]):
        published.search_file.write_bytes(spoilt)
        assert publish(tmp_path / "store", docket, {}).number == 1
        assert published.search_file.read_bytes() == index
    published.search_file.unlink()
    assert publish(tmp_path / "store", docket, {}).search_file.read_bytes() == index
    assert sorted(path.name for path in published.directory.iterdir()) == [
        *("blocks", "columns", "database", "manifest.json", "published", "quads.nq", "search"),
    ]
