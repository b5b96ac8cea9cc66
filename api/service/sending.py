"""What is done with each answer as it is sent: counting its bytes, and adding the headers that all have."""

from collections.abc import Awaitable, MutableMapping
from pathlib import Path
from typing import Any

from claimgraph.api.service.replies import ALWAYS, DATA_POLICY, Send

__all__ = ["Sent", "with_headers"]


class Sent:
    """Sends, and keeps the status and the number of the body's bytes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.bytes = 0

    def __call__(self, message: MutableMapping[str, Any]) -> Awaitable[None]:
        """Send one of ASGI's messages."""
        match message["type"]:
            case "http.response.body":
                self.bytes += len(message.get("body", b""))
            case "http.response.start":
                self.status = message["status"]
            case "http.response.pathsend":  # the headers of a file, which the server sends by itself
                self.bytes += Path(message["path"]).stat().st_size
        return self._send(message)


def with_headers(send: Send, *, head: bool) -> Send:
    """Return a `send` that adds the headers of every answer, and leaves out the body of one to HEAD."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            always = {**ALWAYS, "Content-Security-Policy": DATA_POLICY}
            added = [(name.lower().encode(), value.encode()) for name, value in always.items()]
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in given)]
        elif head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
