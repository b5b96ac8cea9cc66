"""Whether the servers give the same answers; what is timed must be the same work."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from load import ask
from pyoxigraph import RdfFormat, parse
from queries import KINDS, ROWS, Kind
from servers import Endpoint

__all__ = ["differences"]

_DRAWN = 3
_FIRST_NUMBER = 9_000_000


def differences(endpoints: Sequence[Endpoint], letters: int) -> list[str]:
    """A line for each kind of query that a server answers otherwise than the first one."""
    found = []
    for kind in KINDS:
        draw = random.Random(kind.name)
        texts = [kind.drawn(letters, draw, _FIRST_NUMBER + n) for n in range(_DRAWN)]
        expected = [_rows(endpoints[0], kind, text) for text in texts]
        if not all(expected):
            found.append(f"{endpoints[0].name}, {kind.name}: no rows at all")
        for endpoint in endpoints[1:]:
            given = [_rows(endpoint, kind, text) for text in texts]
            # Of any rows, only the number is sure.
            if [len(rows) if kind.any_rows else rows for rows in given] != [
                len(rows) if kind.any_rows else rows for rows in expected
            ]:
                found.append(f"{endpoint.name}, {kind.name}: other rows than {endpoints[0].name}")
    return found


def _rows(endpoint: Endpoint, kind: Kind, text: str) -> list[tuple[str, ...]]:
    """The answer's rows or triples as text, sorted."""
    status, body, _ = ask(endpoint, text, kind.media_type)
    if status != 200:
        raise RuntimeError(f"{endpoint.name} answered {kind.name} with {status}: {body[:300]!r}")
    if kind.media_type != ROWS:
        return sorted((str(quad.triple),) for quad in parse(body, RdfFormat.N_TRIPLES))
    document = json.loads(body)
    names = document["head"]["vars"]
    return sorted(tuple(row[name]["value"] for name in names) for row in document["results"]["bindings"])
