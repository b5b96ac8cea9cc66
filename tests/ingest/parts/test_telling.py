"""A statement that several letters make stands in the graph of the first, whatever comes and goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.ingest.parts.telling import each_once, ending, homes, tell_apart
from claimgraph.ontology import Iris

IRIS = Iris("https://example.org/d/")
SLUGS = ("a", "b", "c")
THINGS = ("<https://example.org/d/location/1>", "<https://example.org/d/affiliation/x/y>")
SAID = [f"{thing} <urn:p> <urn:{n}>" for thing in THINGS for n in range(3)]


def lines(slug: str, others: set[str]) -> bytes:
    own = [
        f"<{IRIS.letter(slug).value}> <urn:p> <urn:o>",
        f"<{IRIS.section(slug, 1).value}> <urn:p> <urn:o>",
        f"<{IRIS.claim(slug, 'x').value}> <urn:p> <urn:o>",
    ]
    return b"".join(said.encode() + ending(IRIS, slug) for said in sorted({*own, *others}))


@given(st.dictionaries(st.sampled_from(SLUGS), st.sets(st.sampled_from(SAID))))
def test_each_statement_once_in_the_first_letter_that_makes_it(letters: dict[str, set[str]]) -> None:
    told = {slug: tell_apart(IRIS, slug, lines(slug, letters[slug])) for slug in sorted(letters)}
    first = {said: min(slug for slug in letters if said in letters[slug]) for said in set().union(*letters.values())}
    expected = {said.encode() + ending(IRIS, slug) for said, slug in first.items()}
    shown = list(each_once(told.items(), IRIS))
    assert len(shown) == len(set(shown))
    assert set(shown) == expected.union(*(each.own for each in told.values()))
    for thing in THINGS:
        describers = [(slug, each.digests()[thing]) for slug, each in told.items() if thing in each.digests()]
        found = homes(describers, lambda slug, thing=thing: told[slug].others[thing.encode()])
        assert found == {said.encode(): slug for said, slug in first.items() if said.startswith(thing)}


def test_a_letters_own_things_are_not_those_of_one_with_a_longer_name() -> None:
    told = tell_apart(IRIS, "a", lines("a", {f"<{IRIS.claim('ab', 'x').value}> <urn:p> <urn:o>"}))
    assert len(told.own) == 3
    assert list(told.others) == [b"<https://example.org/d/claim/ab/x>"]
