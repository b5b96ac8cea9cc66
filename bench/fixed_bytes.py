"""What the HTTP server can do: an application that answers every request with the same bytes.

python bench/fixed_bytes.py PORT FILE
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server


def application(body: bytes) -> Any:  # an ASGI application
    """The application for these bytes."""
    head = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/sparql-results+json"), (b"content-length", b"%d" % len(body))],
    }
    rest = {"type": "http.response.body", "body": body}

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for said in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{said}.complete"})
            return
        await send(head)
        await send(rest)

    return answer


if __name__ == "__main__":
    # As in claimgraph.api.serve.
    Server(
        "fixed_bytes:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=partial(application, Path(sys.argv[2]).read_bytes()), wrap_loader=False)
