"""Clients take turns: what holds for any order of coming and going."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.store.turns import Turns

CLIENTS = st.sampled_from("abc")


@given(st.lists(CLIENTS, max_size=30), st.integers(1, 3))
def test_everyone_is_served_in_order_and_nobody_has_more_than_a_share(arrivals: list[str], share: int) -> None:
    turns: Turns[tuple[str, int]] = Turns(share)
    for number, client in enumerate(arrivals):
        turns.add(client, (client, number))
    served: list[tuple[str, int]] = []
    while turns:
        taken = []
        while (item := turns.take()) is not None:
            taken.append(item)
        assert taken, "while items wait and all places are free, one is served"
        for client in "abc":
            assert sum(item[0] == client for item in taken) <= share
        for client, _ in taken:
            turns.give_back(client)
        served += taken
    for client in "abc":
        assert [item for item in served if item[0] == client] == [
            (each, number) for number, each in enumerate(arrivals) if each == client
        ]


def test_one_client_after_another() -> None:
    turns: Turns[str] = Turns(2)
    for item in ("a1", "a2", "a3", "b1"):
        turns.add(item[0], item)
    assert [turns.take() for _ in range(4)] == ["a1", "b1", "a2", None]
    assert len(turns) == 1
    turns.give_back("a")
    assert turns.take() == "a3"


def test_behind_an_item_comes_the_clients_next_unless_another_waits() -> None:
    turns: Turns[str] = Turns(1)
    for item in ("a1", "a2", "a3"):
        turns.add("a", item)
    assert (turns.take(), turns.take(), turns.take_behind("a")) == ("a1", None, "a2")
    turns.put_back("a", "a2")
    assert turns.take_behind("a") == "a2"
    turns.add("b", "b1")
    assert turns.take_behind("a") is None
    assert turns.take_behind("b") is None
    assert turns.take() == "b1"


def test_some_are_passed_over() -> None:
    turns: Turns[str] = Turns(1)
    turns.add("a", "a1")
    turns.add("b", "b1")
    assert turns.take(lambda client: client != "a") == "b1"
    assert turns.take(lambda client: client != "a") is None
    assert turns.take() == "a1"


def test_what_is_taken_out_gets_no_turn() -> None:
    turns: Turns[str] = Turns(1)
    turns.add("a", "a1")
    turns.add("a", "a2")
    assert turns.remove("a", "a1")
    assert not turns.remove("a", "a1")
    assert turns.waits("a", "a2")
    assert turns.take() == "a2"
    turns.add("b", "b1")
    assert turns.clear() == ["b1"]
    assert len(turns) == 0
