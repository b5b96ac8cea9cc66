"""Marks laid into words: whatever overlaps, they are well-formed, and the words are those of the letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.api.reading.lighting import lit_note
from claimgraph.api.reading.marking import Begun, Chip, Close, Event, Mark, Open, Ref, Stretch, Words, marked
from claimgraph.api.reading.ranges import CharRange
from claimgraph.api.reading.rows import Note

TEXT = "One two three four five."
KINDS = ("here", "claim", "read", "strong", "em", "link")


def told(events: list[Event]) -> str:
    """The events as one line: marks in brackets after their fragment, chips and footnotes' marks after a caret."""
    return "".join(
        f"{event.id or '+'}["
        if isinstance(event, Open)
        else "]"
        if isinstance(event, Close)
        else event.text
        if isinstance(event, Words)
        else f"^{event.number}"
        if isinstance(event, Ref)
        else f"^{event.mark.target}"
        for event in events
    )


def claim(start: int, end: int, key: str) -> Mark:
    return Mark(start, end, "claim", key, key)


@pytest.mark.parametrize(
    ("marks", "refs", "expected"),
    [
        ([], [], TEXT),
        ([claim(4, 7, "a")], [], "One claim-a[two]^a three four five."),
        # one in another, and its chip with it
        ([claim(0, 13, "a"), claim(4, 7, "b")], [], "claim-a[One claim-b[two]^b three]^a four five."),
        # one over the other's end: the later one goes on behind it
        ([claim(0, 7, "a"), claim(4, 13, "b")], [], "claim-a[One claim-b[two]]+[^a three]^b four five."),
        # two in the same words
        ([claim(0, 3, "a"), claim(0, 3, "b")], [], "claim-a[claim-b[One]]^b^a two three four five."),
        # a claim in two passages has one chip, at its end
        ([claim(0, 3, "a"), claim(8, 13, "a")], [], "claim-a[One] two c8-13[three]^a four five."),
        # what isn't a claim is known by its range
        ([Mark(4, 7, "read", target="tie")], [], "One c4-7[two]^tie three four five."),
        ([Mark(4, 7, "em"), claim(4, 7, "a")], [], "One claim-a[+[two]]^a three four five."),
        # nothing that leads somewhere stands in a link
        ([Mark(0, 13, "link", target="w"), claim(4, 7, "a")], [], "+[One claim-a[two]]^a+[ three] four five."),
        ([Mark(4, 13, "link", target="w")], [Ref(7, 3)], "One +[two]^3+[ three] four five."),
        # a footnote's mark in a claim, at its end and behind it
        ([claim(0, 13, "a")], [Ref(3, 1)], "claim-a[One^1 two three]^a four five."),
        ([Mark(4, 4, "here")], [], TEXT),
    ],
)
def test_marks_in_their_places(marks: list[Mark], refs: list[Ref], expected: str) -> None:
    assert told(marked([Stretch(0, TEXT)], refs, marks, 0, Begun())) == expected


def test_a_fragment_is_given_once_on_a_page() -> None:
    begun = Begun()
    first = marked([Stretch(0, "abc")], [Ref(3, 1)], [claim(0, 9, "a")], 0, begun)
    second = marked([Stretch(5, "def")], [Ref(8, 1)], [claim(0, 9, "a"), claim(5, 7, "a")], 5, begun)
    assert (told(first), told(second)) == ("claim-a[abc^1]^a", "+[c5-7[de]f^1]^a")
    assert [event.id for event in (*first, *second) if isinstance(event, Ref)] == ["mark-1", ""]


def test_words_jump_where_something_was_left_out() -> None:
    events = marked([Stretch(0, "ab"), Stretch(4, "cd")], [], [Mark(1, 5, "em")], 0, Begun())
    assert [(each.text, each.jumps) for each in events if isinstance(each, Words)] == [
        ("a", False),
        ("b", False),
        ("c", True),
        ("d", False),
    ]


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[Stretch], list[Ref], list[Mark]]:
    at, stretches = 0, []
    for text in draw(st.lists(st.text(min_size=1, max_size=12), max_size=5)):
        at += draw(st.integers(0, 3))
        stretches.append(Stretch(at, text))
        at += len(text)
    spans = st.tuples(st.integers(0, at + 2), st.integers(0, at + 2))
    marks = [
        Mark(start, end, kind, key, key or "t")
        for (start, end), kind, key in draw(
            st.lists(st.tuples(spans, st.sampled_from(KINDS), st.sampled_from(["", "a", "b", "c"])), max_size=12)
        )
    ]
    refs = [Ref(start, n) for n, start in enumerate(draw(st.lists(st.integers(0, at), max_size=4)))]
    return stretches, refs, marks


@settings(max_examples=100, deadline=None)
@given(pages(), st.integers(0, 60), st.integers(1, 30))
def test_a_range_is_marked_inside_whatever_is_there(
    page: tuple[list[Stretch], list[Ref], list[Mark]], start: int, length: int
) -> None:
    stretches, refs, marks = page
    chosen = CharRange(start, start + length)
    begun = Begun()
    note = Note(1, tuple(marked(stretches, refs, [mark for mark in marks if mark.kind != "here"], None, Begun())))
    events = lit_note(note, chosen, begun).events
    words = [each for each in events if isinstance(each, Words)]
    assert "".join(each.text for each in words) == "".join(stretch.text for stretch in stretches)
    at = None
    for each in words:
        assert each.jumps == (each.start != at)
        at = each.start + len(each.text)
    depth, lit = 0, ""
    for event in events:
        if isinstance(event, Open | Close) and event.mark.kind == "here":
            depth += 1 if isinstance(event, Open) else -1
        elif isinstance(event, Words) and depth:
            lit += event.text
        elif isinstance(event, Ref):
            assert depth == int(start <= event.start < start + length)
        else:
            assert depth == 0  # nothing else stands in it
    expected = [c for s in stretches for n, c in enumerate(s.text, s.start) if start <= n < start + length]
    assert lit == "".join(expected)
    assert bool(begun.ids) == bool(expected or [ref for ref in refs if start <= ref.start < start + length])


@settings(max_examples=200, deadline=None)
@given(pages())
def test_any_marks_are_well_formed_and_their_words_are_the_text(
    page: tuple[list[Stretch], list[Ref], list[Mark]],
) -> None:
    stretches, refs, marks = page
    events = marked(stretches, refs, marks, None, Begun())
    assert "".join(each.text for each in events if isinstance(each, Words)) == "".join(s.text for s in stretches)
    assert sorted(each.number for each in events if isinstance(each, Ref)) == sorted(ref.number for ref in refs)
    stack: list[Mark] = []
    ids: list[str] = []
    for event in events:
        match event:
            case Open(mark, name):
                assert mark not in stack
                stack.append(mark)
                ids += [name] if name else []
            case Close(mark):
                assert stack.pop() == mark
            case Words(start, text):
                # every character has exactly the marks that were laid over it
                over = {mark for mark in marks if mark.start <= start < mark.end}
                assert set(stack) == over
                assert all(start + len(text) <= mark.end for mark in over)
            case Ref() | Chip():
                assert not any(mark.kind in ("link", "em", "strong") for mark in stack)
    assert stack == []
    assert len(ids) == len(set(ids))
    chips = {(each.mark.kind, each.mark.target) for each in events if isinstance(each, Chip)}
    opened = {(each.mark.kind, each.mark.target) for each in events if isinstance(each, Open)}
    assert {pair for pair in opened if pair[0] in ("claim", "read")} <= chips
