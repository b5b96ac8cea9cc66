"""What the HTTP server can do: an application that answers every request with the same bytes.

python bench/fixed_bytes.py PORT FILE FRONTS [hop]

So many processes answer. With `hop` they get the bytes from others, as the service does from its evaluators: the least
that a query costs which isn't evaluated where it arrives.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections import deque
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

PROCESSES, REQUEST_BYTES = 2, 400


def application(body: bytes, *, is_hop: bool) -> Any:  # an ASGI application
    """The application for these bytes."""
    head = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/sparql-results+json"), (b"content-length", b"%d" % len(body))],
    }
    rest = {"type": "http.response.body", "body": body}
    lines: list[Line] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            if is_hop:
                lines.extend([await line_to_process(body) for _ in range(PROCESSES)])
            for said in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{said}.complete"})
            return
        if is_hop:
            await min(lines, key=Line.queries).ask()
        await send(head)
        await send(rest)

    return answer


class Line(asyncio.Protocol):
    """One connection to a process that answers whatever it is sent with so many bytes."""

    def __init__(self, size: int) -> None:
        self._size, self._received = size, 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def queries(self) -> int:
        """How many are under way."""
        return len(self._waiting)

    def ask(self) -> asyncio.Future[None]:
        """Sends as many bytes as a query has; done when the answer is there."""
        asked = asyncio.get_running_loop().create_future()
        self._waiting.append(asked)
        self._transport.write(bytes(REQUEST_BYTES))
        return asked

    def connection_made(self, transport: Any) -> None:
        """Keeps the transport."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Ends what has its bytes."""
        self._received += len(data)
        while self._waiting and self._received >= self._size:
            self._received -= self._size
            self._waiting.popleft().set_result(None)


async def line_to_process(body: bytes) -> Line:
    """A line to a new process, which ends with this one."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        received = 0
        while part := theirs.recv(65536):
            received += len(part)
            while received >= REQUEST_BYTES:
                received -= REQUEST_BYTES
                theirs.sendall(body)
        os._exit(0)
    theirs.close()
    _, line = await asyncio.get_running_loop().create_connection(partial(Line, len(body)), sock=ours)
    return line


if __name__ == "__main__":
    # As in claimgraph.api.serve.
    Server(
        "fixed_bytes:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        workers=int(sys.argv[3]),
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(
        target_loader=partial(application, Path(sys.argv[2]).read_bytes(), is_hop=sys.argv[4:] == ["hop"]),
        wrap_loader=False,
    )
