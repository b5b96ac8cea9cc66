"""What a reader of our linked data may look up: the JSON-LD context, the frames, the profiles."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import RdfFormat, parse, serialize

from claimgraph.api.forms.context import CONTEXT, context_file
from claimgraph.api.service.negotiation import GRAPH_FORMATS, choose, not_acceptable
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches, origin

__all__ = ["frames", "vocabulary"]

_FRAME = re.compile(r"([a-z-]+)\.jsonld")
_LD = "application/ld+json"
_ROOT = CONTEXT.removesuffix("context/1.jsonld")
_KEPT = {"Cache-Control": "public, max-age=86400"}
_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prof": "http://www.w3.org/ns/dx/prof/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "role": "http://www.w3.org/ns/dx/prof/role/",
}


@cache
def frames() -> dict[str, bytes]:
    """Return the JSON-LD frames by name, sorted; each frames things of the class that it names.

    >>> list(frames())[:3]
    ['affiliation', 'alignment', 'citation']
    """
    found = files(__package__).joinpath("frames").iterdir()
    named = {match[1]: file.read_bytes() for file in found if (match := _FRAME.fullmatch(file.name))}
    return dict(sorted(named.items()))


def vocabulary() -> APIRouter:
    """Return the routes at which they stand, each at the path of its IRI."""
    router = APIRouter(include_in_schema=False)

    @router.get("/context/1.jsonld")
    async def context(request: Request) -> Response:
        return _sent(request, context_file(), _LD)

    @router.get("/frame")
    async def listed(request: Request) -> Response:
        here = origin(request.scope)
        made = [
            {"class": json.loads(frame)["type"], "frame": f"{here}/frame/{name}.jsonld"}
            for name, frame in frames().items()
        ]
        return _sent(request, json.dumps(made, indent=1).encode(), "application/json")

    @router.get("/frame/{name}.jsonld")
    async def frame(request: Request, name: str) -> Response:
        if name not in frames():
            raise Problem("not-found", f"There is no frame {name[:60]!r}; there are {', '.join(frames())}.")
        # Whoever fetches a frame here gets the context from here as well.
        here = f"{origin(request.scope)}/context/1.jsonld"
        return _sent(
            request,
            frames()[name].replace(CONTEXT.encode(), here.encode()),
            _LD + ';profile="http://www.w3.org/ns/json-ld#frame"',
        )

    @router.get("/profile")
    @router.get("/profile/{token:path}")
    async def profiles(request: Request) -> Response:
        accept = request.headers.get("accept")
        chosen = choose(accept, GRAPH_FORMATS) or (GRAPH_FORMATS[0] if "text/html" in (accept or "") else None)
        if chosen is None:
            raise not_acceptable(accept, GRAPH_FORMATS)
        path = request.url.path
        if path != "/profile" and f"<{_ROOT}{path.removeprefix('/')}>".encode() not in _profiles(
            "application/n-triples"
        ):
            detail = f"There is no profile at {path[:100]}; /profile describes those that there are."
            raise Problem("not-found", detail)
        return _sent(request, _profiles(chosen.media_type), chosen.content_type, {"Vary": "Accept"})

    return router


@cache
def _profiles(media_type: str) -> bytes:
    """The descriptions of all profiles in this format."""
    rdf_format = RdfFormat.from_media_type(media_type)
    assert rdf_format is not None  # noqa: S101 - the table of formats has only what there is
    quads = parse(files(__package__).joinpath("profiles.ttl").read_bytes(), RdfFormat.TURTLE)
    prefixes = {} if rdf_format == RdfFormat.N_TRIPLES else _PREFIXES
    return serialize((each.triple for each in quads), format=rdf_format, prefixes=prefixes) or b""


def _sent(request: Request, body: bytes, content_type: str, headers: dict[str, str] | None = None) -> Response:
    headers = {**_KEPT, **(headers or {}), "ETag": etag(body.decode("utf-8"), content_type)}
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, content_type)
