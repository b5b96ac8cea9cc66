from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.store import ForbiddenQueryError, Query, QuerySyntaxError, ResultTooLargeError, StoreError
from claimgraph.store.wire import (
    CHUNK,
    END,
    LENGTH_BYTES,
    Request,
    decode_request,
    described,
    end_frame,
    error_frame,
    error_of,
    frame,
    hello_frame,
    pid_of,
    request_length,
    restored,
    take_frames,
    total_of,
)


def test_request_comes_back() -> None:
    query = Query("ASK { ?s ?p '☃' }", "text/csv", ("urn:a",), ("urn:b", "urn:c"), {"ex": "http://example.org/"})
    request = Request(query, 1.5, 1000)
    data = request.encode()
    assert request_length(data[:LENGTH_BYTES]) == len(data) - LENGTH_BYTES
    assert decode_request(data[LENGTH_BYTES:]) == request


@given(st.lists(st.binary(max_size=20), max_size=5), st.lists(st.integers(0, 200), max_size=6))
def test_frames_come_back_however_they_are_cut(chunks: list[bytes], cuts: list[int]) -> None:
    data = b"".join(frame(CHUNK, chunk) for chunk in chunks) + end_frame(7)
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    buffer, taken = bytearray(), []
    for start, stop in pairwise(places):
        buffer += data[start:stop]
        taken += list(take_frames(buffer))
    assert [payload for kind, payload in taken if kind == CHUNK] == chunks
    assert taken[-1][0] == END
    assert total_of(taken[-1][1]) == (7, False)
    assert not buffer


@given(st.integers(1, 12))
def test_an_answer_cut_short_has_no_end(missing: int) -> None:
    buffer = bytearray((frame(CHUNK, b"abc") + end_frame(3))[:-missing])
    assert END not in [kind for kind, _ in take_frames(buffer)]


@pytest.mark.parametrize("kind", [QuerySyntaxError, ForbiddenQueryError, ResultTooLargeError])
def test_errors_keep_their_class(kind: type[StoreError]) -> None:
    ((_, payload),) = take_frames(bytearray(error_frame(kind("line 1: no"), leaving=True)))
    error, leaving = error_of(payload)
    assert leaving
    assert type(error) is kind
    assert str(error) == "line 1: no"
    assert described(error) == {"error": kind.__name__, "message": "line 1: no"}


@pytest.mark.parametrize("name", ["Nonsense", "__doc__", "SystemExit"])
def test_what_is_no_error_of_ours_becomes_a_plain_one(name: str) -> None:
    assert type(restored({"error": name, "message": "x"})) is StoreError


def test_pid_comes_back() -> None:
    ((_, payload),) = take_frames(bytearray(hello_frame(4711)))
    assert pid_of(payload) == 4711
