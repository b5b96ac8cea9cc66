"""Who may send an assistant's requests over HTTP: no web page that a name was bent for (DNS rebinding)."""

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Scope, header

__all__ = ["check_sender"]

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


def check_sender(scope: Scope, names: Collection[str]) -> None:
    """Return where the request is for one of our names, and comes from no web page, or from one of ours.

    A page elsewhere can have its own name lead to this machine, and so reach a service that only this machine can. What
    its browser sends then has that name in Host. So Host has to be an IP address, `localhost`, or one of `names`, and
    Origin, where there is one, the same or one of them. Raises Problem.
    """
    host = header(scope, b"host")
    if host is None or not _is_ours(host, names):
        detail = (
            f"This service is not known by the name {(host or '')[:100]!r}. Whoever runs it can add it with "
            "--assistants-host."
        )
        raise Problem("misdirected", detail)
    sent_by = header(scope, b"origin")
    if sent_by is not None and not _is_own(sent_by, host, names):
        raise Problem("foreign-origin", f"Pages at {sent_by[:100]!r} may not ask here.")


def _is_own(sent_by: str, host: str, names: Collection[str]) -> bool:
    """Return whether the origin is that of the address asked, or of one of the names.

    >>> _is_own("http://127.0.0.1:8000", "127.0.0.1:8000", ()), _is_own("http://10.0.0.1", "127.0.0.1:8000", ())
    (True, False)
    """
    try:
        parts = urlsplit(sent_by)
        return parts.netloc.lower() == host.lower() or (parts.hostname or "") in names
    except ValueError:
        return False


def _is_ours(host: str, names: Collection[str]) -> bool:
    """Return whether it is an address, or one of the names, with any port.

    >>> _is_ours("127.0.0.1:8000", ()), _is_ours("[::1]", ()), _is_ours("1.2.3.4.example", ())
    (True, True, False)
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match["name"].lower()
    if name == "localhost" or name in names:
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
