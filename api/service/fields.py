"""What every request's header fields have to be like, before anything else is done with it."""

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Scope

__all__ = ["MAX_FIELDS", "check_fields"]

MAX_FIELDS = 16 * 1024
"""How many bytes the values of a request's header fields may have in all: they are read where nothing stops the
reading, and some are remembered."""

# What was not read would be taken for the next request on this connection, so there is to be none.
_CLOSING = {"Connection": "close"}


def check_fields(scope: Scope) -> None:
    """Raise Problem where the header fields are too long, or leave open which host is meant (RFC 9112, section 3.2)."""
    size = hosts = 0
    for name, value in scope["headers"]:
        size += len(value)
        hosts += name == b"host"
    if size > MAX_FIELDS:
        raise Problem(
            "fields-too-large", f"The header fields have {size:,} bytes; {MAX_FIELDS:,} are the most.", headers=_CLOSING
        )
    if hosts > 1:
        raise Problem("bad-request", f"The request names {hosts} hosts; one is needed.", headers=_CLOSING)
