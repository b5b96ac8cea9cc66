"""Nanopublications for the service, each made by a process: the library would hold everybody else up."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import sys
from collections import Counter, OrderedDict
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from pyoxigraph import Quad, RdfFormat, parse, serialize

from claimgraph.api.service.clients import ASKING
from claimgraph.api.service.negotiation import Format
from claimgraph.api.service.problems import Problem

__all__ = ["Press", "has_nanopubs"]

KEPT = 256
"""How many are kept, the last ones asked for; one has some 5 KB."""

WAITING, WAITING_EACH = 8, 2
"""How many may wait for the one process that there is at a time, and how many of one client."""

_log = logging.getLogger(__name__)


@cache
def has_nanopubs() -> bool:
    """Return whether the nanopub library is there (the extra `nanopub`)."""
    return importlib.util.find_spec("nanopub") is not None


class Press:
    """Makes nanopublications, one at a time, and keeps the last ones; it belongs to one event loop."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._one = asyncio.Semaphore(1)
        self._waiting = Counter[str]()

    async def nanopublication(self, quads: Iterable[Quad], iri: str, wanted: Format) -> bytes:
        """Return the nanopublication about this IRI, unsigned, from the statements that it is made of.

        Raises Problem where it can't be made now.
        """
        trig = await self._trig(serialize(quads, format=RdfFormat.N_QUADS) or b"", iri)
        if wanted.name == "trig":
            return trig
        rdf_format = RdfFormat.from_media_type(wanted.media_type)
        return serialize(parse(trig, RdfFormat.TRIG), format=rdf_format) or b""

    async def _trig(self, quads: bytes, iri: str) -> bytes:
        name = sha256(iri.encode() + b"\0" + quads).hexdigest()
        made = self._kept.get(name)
        if made is None:
            client = ASKING.get()
            if self._waiting[client] >= WAITING_EACH:
                detail = "You wait for nanopublications already; ask for one after the other."
                raise Problem("too-many-requests", detail, headers={"Retry-After": "3"})
            if self._waiting.total() >= WAITING:
                raise Problem("busy", "Too many nanopublications are waited for.", headers={"Retry-After": "5"})
            self._waiting[client] += 1
            try:
                async with self._one:
                    made = self._kept.get(name) or await _made(quads, iri)
            finally:
                self._waiting -= Counter({client: 1})
            self._kept[name] = made
        self._kept.move_to_end(name)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made


async def _made(quads: bytes, iri: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "claimgraph.api.forms.nanopub_maker", iri),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        made, said = await process.communicate(quads)
    finally:
        if process.returncode is None:  # whoever asked has gone away
            process.kill()
            await process.wait()
    if process.returncode or not made:
        _log.error("the nanopublication of %s can't be made: %s", iri, said.decode("utf-8", "replace")[-500:].strip())
        raise Problem("unavailable", "The nanopublication can't be made now.", headers={"Retry-After": "30"})
    return made
