"""Bodies of many parts: whatever comes, there are parts or the one error, and never more of them than were sent."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.api.writing.multipart import MultipartError, read_parts

PIECES = (
    *(b"--a", b"--a--", b"\r\n", b"\r\n\r\n", b"--", b"a", b"\n", b"\x00", b"\xff"),
    *(b"Content-Type: text/turtle", b"Content-Type:", b": x", b"Content-Disposition: form-data; name=x"),
)
TYPES = (
    *("multipart/form-data; boundary=a", 'multipart/form-data; boundary="a', "multipart/form-data", ""),
    *(f"multipart/form-data; boundary={'a' * 9000}", "multipart/form-data; boundary*=utf-9''%ff", "x; boundary=é"),
    *("multipart/form-data; boundary*0=a; boundary*1=b", "multipart/form-data; boundary=\u4e2d", ";;;boundary=a"),
)


@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=5)), max_size=12), kind=st.sampled_from(TYPES)
)
@settings(derandomize=True, deadline=None, database=None, max_examples=400)
def test_bodies_of_many_parts(pieces: list[bytes], kind: str) -> None:
    body = b"".join(pieces)
    with suppress(MultipartError):
        assert len(read_parts(kind, body)) <= body.count(b"--a")
