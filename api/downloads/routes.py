"""The page of downloads, the files themselves, and the description at the address where VoID has it looked for."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from claimgraph.api.downloads.catalogue import FORMATS, File, catalogue, named
from claimgraph.api.downloads.describing import DESCRIPTION_PREFIXES, WELL_KNOWN
from claimgraph.api.downloads.shelf import Kept, Shelf
from claimgraph.api.service.clients import ASKING
from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML, Format, choose, not_acceptable
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches, origin
from claimgraph.api.site import Site

__all__ = ["downloads"]

_LISTING = Format("json", ("application/json",), "application/json", "JSON")
_RDF = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
_DESCRIBED = f'</{WELL_KNOWN}>; rel="describedby"'
_EXPOSED = (
    "Accept-Ranges, Claimgraph-Generation, Content-Disposition, Content-Range, ETag, Link, Repr-Digest, Retry-After"
)
_SUM = ".sha256"


def downloads(site: Site, shelf: Shelf) -> APIRouter:
    """Return the routes below `/download`, and that of the description."""
    router = APIRouter(include_in_schema=False)

    @router.get("/downloads")
    async def other_name() -> Response:
        return RedirectResponse("/download", 308)

    @router.get("/download")
    async def page(request: Request) -> Response:
        files = catalogue(site.graph.manifest)
        chosen = choose(request.headers.get("accept"), (HTML, _LISTING))
        if chosen is None:
            raise not_acceptable(request.headers.get("accept"), (HTML, _LISTING))
        if chosen is _LISTING:
            return _listing(files, origin(request.scope))
        shown = [file for file in files.values() if not file.coding]
        graphs = named(site.graph.manifest.graphs)
        return await site.page(
            request,
            "downloads.html",
            dumps=[file for file in shown if file.kind == "dump"],
            tables=_tables(shown),
            about=[file for file in shown if file.kind == "about"],
            graphs=[(iri, name, site.graph.manifest.graphs[iri]) for iri, name in graphs.items()],
            formats=FORMATS,
            size=site.graph.manifest.bytes,
        )

    @router.get("/download/{path:path}")
    async def file(request: Request, path: str) -> Response:
        files = catalogue(site.graph.manifest)
        wanted = files.get(path) or files.get(path.removesuffix(_SUM))
        if wanted is None:
            raise Problem("not-found", f"There is no file {path[:200]!r} to download; /download lists what there is.")
        number, content = site.graph.number, site.graph.content
        known = shelf.known(number, content, wanted)
        if known and wanted.path == path and matches(request.headers.get("if-none-match"), _tag(known)):
            return Response(status_code=304, headers=_headers(known))
        kept = await shelf.file(number, content, wanted, ASKING.get())
        if wanted.path != path:
            return Response(f"{kept.sha256}  {quote(wanted.path)}\n", 200, {"Cache-Control": "no-cache"}, "text/plain")
        return _sent(wanted, kept)

    @router.get(f"/{WELL_KNOWN}")
    async def description(request: Request) -> Response:
        offered = (*GRAPH_FORMATS, HTML)
        chosen = choose(request.headers.get("accept"), offered)
        if chosen is None:
            raise not_acceptable(request.headers.get("accept"), offered)
        if chosen is HTML:
            return Response(status_code=303, headers={"Location": "/download", "Vary": "Accept"})
        number, content = site.graph.number, site.graph.content
        kept = await shelf.file(number, content, catalogue(site.graph.manifest)["void.ttl"], ASKING.get())
        here, root = origin(request.scope), (await site.addresses()).roots[0]
        tag = etag(kept.sha256, here, chosen.name)
        headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", "Link": '</sparql>; rel="service"'}
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        body = await asyncio.to_thread(_moved, kept, root, f"{here}/", chosen)
        return Response(body, 200, headers, chosen.content_type)

    return router


def _sent(file: File, kept: Kept) -> Response:
    name = file.path.rpartition("/")[2]
    headers = {**_headers(kept.sha256), "Content-Type": file.media_type}
    return FileResponse(kept.path, 200, headers, file.media_type, filename=name)


def _headers(sha256: str) -> dict[str, str]:
    return {
        "ETag": _tag(sha256),
        "Cache-Control": "no-cache",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:",
        "Link": _DESCRIBED,
        "Access-Control-Expose-Headers": _EXPOSED,
    }


def _tag(sha256: str) -> str:
    return f'"{sha256[:32]}"'


def _listing(files: Mapping[str, File], here: str) -> Response:
    listed = [
        {
            "path": file.path,
            "url": f"{here}/download/{file.path}",
            "mediaType": file.media_type,
            "description": file.words,
            **({"graph": file.graph} if file.graph else {}),
        }
        for file in files.values()
    ]
    body = json.dumps(listed, indent=2, ensure_ascii=False).encode()
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "Link": _DESCRIBED}
    return Response(body, 200, headers, _LISTING.content_type)


def _tables(files: list[File]) -> list[tuple[str, str, list[File]]]:
    """Return each table's name, what a row is, and its files; then what describes all tables, under no name."""
    found: dict[str, list[File]] = {}
    for file in files:
        if file.kind == "table":
            name = file.path.removeprefix("tables/").partition(".")[0] if file.format != "json" else ""
            found.setdefault(name, []).append(file)
    return [(name, of[0].words, of) for name, of in found.items()]


def _moved(kept: Kept, root: str, here: str, wanted: Format) -> bytes:
    """Return the description with the addresses of files and endpoint at `here` instead of below `root`."""

    def moved(node: Any) -> Any:  # of the kind it was
        if isinstance(node, NamedNode) and node.value.startswith((f"{root}download", f"{root}sparql")):
            return NamedNode(here + node.value.removeprefix(root))
        return node

    triples = (
        Triple(moved(quad.subject), quad.predicate, moved(quad.object))
        for quad in parse(path=kept.path, format=RdfFormat.TURTLE)
    )
    return serialize(triples, format=_RDF[wanted.name], prefixes=DESCRIPTION_PREFIXES) or b""
