"""The service description: what the endpoint can do, true to how it is configured."""

from importlib.resources import files

import pyoxigraph

from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML, Format, choose, not_acceptable
from claimgraph.api.service.replies import Reply
from claimgraph.store import RDF_FORMATS

__all__ = ["Description"]

_PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "format": "http://www.w3.org/ns/formats/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_HEADERS = {"Vary": "Accept", "Cache-Control": "no-cache"}


class Description:
    """Describes the endpoint at the address at which it was asked, and sends browsers to the query page.

    `is_federated` says that queries may ask other endpoints with SERVICE, `is_writable` that whoever has the token may
    send updates.
    """

    def __init__(self, *, is_federated: bool = False, is_writable: bool = False) -> None:
        names = [
            "service-description.ttl",
            f"service-description-{'writable' if is_writable else 'read-only'}.ttl",
            *(["service-description-federated.ttl"] if is_federated else []),
        ]
        self._turtle = b"".join(files(__package__).joinpath(name).read_bytes() for name in names)

    def reply(self, wanted: Format | None, accept: str | None, origin: str) -> Reply:
        """Return the description in the format wanted, or else in what Accept chooses. Raises Problem."""
        offered = (*GRAPH_FORMATS, HTML)
        chosen = wanted if wanted in GRAPH_FORMATS else choose(accept, offered)
        if chosen is None:
            raise not_acceptable(accept, offered)
        if chosen is HTML:
            return Reply(303, headers={**_HEADERS, "Location": "/query"})
        triples = pyoxigraph.parse(self._turtle, pyoxigraph.RdfFormat.TURTLE, base_iri=f"{origin}/sparql")
        body = pyoxigraph.serialize(triples, format=RDF_FORMATS[chosen.media_type], prefixes=_PREFIXES) or b""
        return Reply(200, body, chosen.content_type, _HEADERS)
