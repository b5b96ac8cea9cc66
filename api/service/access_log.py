"""The access log: one JSON object a line for each request."""

import json
import sys
from datetime import UTC, datetime

from claimgraph.api.service.replies import Scope, header

__all__ = ["log_line"]

_LONGEST = 2048


def log_line(scope: Scope, client: str, status: int, size: int, seconds: float) -> None:
    """Write the request to standard output: never a body, and no header but User-Agent and Referer."""
    asked = scope["query_string"].decode("latin-1")
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": client,
        "method": scope["method"],
        "path": scope["path"][:_LONGEST],
        "query": asked[:_LONGEST],
        "status": status,
        "bytes": size,
        "seconds": round(seconds, 6),
        "agent": (header(scope, b"user-agent") or "")[:_LONGEST],
        "referer": (header(scope, b"referer") or "")[:_LONGEST],
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    sys.stdout.flush()
