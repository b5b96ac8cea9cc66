"""Who may ask the review's server anything: a browser on this machine, with the address that the terminal showed.

Any web page can make a browser send requests to 127.0.0.1, and by a name that it resolves to that address (DNS
rebinding) can read the answers too. So a request has to name the server by its address, and to have the secret in its
path; one that changes something has to come from a page of ours.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Gate"]

_OURS = ("none", "same-origin")


@dataclass(frozen=True, slots=True)
class Gate:
    """The port that the server has on 127.0.0.1, and the secret of its paths."""

    port: int
    secret: str

    @property
    def host(self) -> str:
        """What a browser that was given the address names as the host."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address for the curator, with the secret in it."""
        return f"http://{self.host}/{self.secret}/"

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """The status and the reason if the request is refused, None if it may pass.

        ``headers`` are by lower-case name.

        >>> gate = Gate(8123, "s3cret")
        >>> gate.refusal("GET", "/s3cret/1", {"host": "127.0.0.1:8123"})
        >>> gate.refusal("GET", "/s3cret/1", {"host": "rebound.example:8123"})
        (421, 'this server answers to 127.0.0.1:8123 only')
        """
        if headers.get("host") != self.host:
            return 421, f"this server answers to {self.host} only"
        given = path.removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return 404, "there is nothing here: use the address that the terminal shows"
        if headers.get("sec-fetch-site", "none") not in _OURS:
            return 403, "another site sent this request: open the address from the terminal"
        if method == "POST" and headers.get("origin") != f"http://{self.host}":
            return 403, "only this server's own pages may change something"
        return None
