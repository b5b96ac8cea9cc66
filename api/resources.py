"""A page, or linked data, for every IRI that the graph has."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.closeups import Closeup, closeup
from claimgraph.api.docket_page import docket_page
from claimgraph.api.dockets import Dockets
from claimgraph.api.examples import about
from claimgraph.api.explanations import address
from claimgraph.api.forms.annotating import annotated
from claimgraph.api.forms.annotations import annotated_at, annotation_path
from claimgraph.api.forms.describing import described, embedded
from claimgraph.api.forms.finding import Found, find
from claimgraph.api.forms.links import form_address, form_headers, form_list
from claimgraph.api.forms.nanopub_process import Press, has_nanopubs
from claimgraph.api.forms.profiles import (
    ANNOTATION,
    GRAPH,
    LIST,
    SCHEMA_ORG,
    TEXT,
    Form,
    Profile,
    choose_form,
    profiles_of,
)
from claimgraph.api.letter_parts import letter_parts
from claimgraph.api.ontology_page import ontology_document
from claimgraph.api.reading import Letters, Opened
from claimgraph.api.service.graph import Row, Table, Term
from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML, Format
from claimgraph.api.service.replies import etag, matches
from claimgraph.api.site import DESCRIBED, Site, page_number
from claimgraph.api.subjects import Subject, subject_of
from claimgraph.api.wording import backwards, forwards
from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.terms import CG, CITO, DCTERMS, OWL, PREFIXES, RDF, RDFS, XSD

__all__ = ["resources"]

SHOWN = 500
SHOWN_MEMBERS = 500

_QSA = "http://www.w3.org/ns/dx/conneg/profile/qsa"
_FRESH = {"Vary": "Accept, Accept-Profile", "Cache-Control": "no-cache"}
_TEXT_VERSION = re.compile(rf"/text/[0-9a-f]+\.{TEXT.name}\Z")
_NUMBERS = re.compile(r"([0-9]+)")
_LABEL, _TITLE, _TYPE, _QUOTE = RDFS.label.value, DCTERMS.title.value, RDF.type.value, CG.quote.value


@dataclass(frozen=True, slots=True)
class Value:
    """What one statement says, with the label and the quote of the thing it names."""

    term: Term
    label: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property, or of those that have the same words; `hint` is their IRI."""

    hint: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as its page shows it; `derived` are the properties with which a rule says something about it."""

    iri: str
    label: str
    types: tuple[tuple[str, str], ...]
    quote: str | None
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    members: tuple[Row, ...]
    cut: bool
    closeup: Closeup
    derived: frozenset[str]

    @property
    def unreviewed(self) -> bool:
        """Whether a program read this, and nobody has looked at it."""
        statuses = (group for group in self.outgoing if group.hint == CG.reviewStatus.value)
        return any(value.term.value == CG.Unreviewed.value for group in statuses for value in group.values)

    def values(self, prop: str) -> tuple[Value, ...]:
        """What it says with the property of that IRI; what points to it with that property, if the IRI follows `^`."""
        groups = self.incoming if prop.startswith("^") else self.outgoing
        return next((each.values for each in groups if prop.removeprefix("^") in each.hint.split()), ())


def resources(site: Site, dockets: Dockets, press: Press) -> APIRouter:
    """Return the route that takes every path that no other one has."""
    router = APIRouter(include_in_schema=False)
    letters = Letters()

    @router.get("/{path:path}")
    async def resource(request: Request) -> Response:
        raw = request.scope.get("raw_path") or request.url.path.encode()
        path, suffix = _suffix(raw.decode("latin-1").split("?")[0])
        if annotations := await annotated(site, request, path):
            return annotations
        found = await find(site, path)
        iri = found.iri
        offered = profiles_of(found.kinds, nanopubs=has_nanopubs())
        if request.query_params.get("_profile") == LIST:
            form = Form(GRAPH, HTML)
            headers = {
                **form_headers(iri, path, form, offered, is_suffixed=suffix is not None),
                "Content-Profile": f"<{_QSA}>",
                **_FRESH,
            }
            return Response(form_list(iri, path, offered), 200, headers, "application/json")
        form = _asked(request, suffix, offered)
        headers = form_headers(iri, path, form, offered, is_suffixed=suffix is not None)
        if place := annotated_at(path, found.kinds):
            headers["Link"] += f', <{place}>; rel="http://www.w3.org/ns/oa#annotationService"'
        if form.profile is ANNOTATION:
            return Response(status_code=303, headers={**headers, **_FRESH, "Location": annotation_path(path)})
        dockets_there = await site.known("page-dockets")
        base = _docket(dockets_there, iri)
        if form.format is not HTML:
            return await _data(site, press, request, found, base, form, headers, path)
        headers["Vary"] = "Accept-Profile"
        if iri == ONTOLOGY_GRAPH.value and await _is_installed(site):
            document = ontology_document()
            return await site.page(
                request, "ontology.html", document=document, path=path, formats=GRAPH_FORMATS, headers=headers
            )
        told = await embedded(site.graph, iri, base) if SCHEMA_ORG in offered else ""
        if not found.is_graph and await _is_docket(site, iri):
            return await docket_page(site, dockets, request, iri, path, headers, told)
        thing = await _thing(site, iri, found.is_graph)
        kinds = [kind for _, kind in thing.types]
        if CG.CommentLetter.value in kinds and not found.is_graph:
            shown: Subject | Opened | None = await letters.open(site.graph, iri, request)
        else:
            shown = None if found.is_graph else await subject_of(site.graph, iri, kinds, page_number(request, "page"))
        signed, joined = page_number(request, "signed"), page_number(request, "joined")
        return await site.page(
            request,
            shown.template if shown else "resource.html",
            headers=headers,
            embedded=told,
            thing=thing,
            subject=shown,
            belonging=await letter_parts(site.graph, iri, kinds, signed, joined),
            docket=base,
            several=len(dockets_there.rows) > 1,
            path=path,
            formats=GRAPH_FORMATS,
            prefixes=PREFIXES,
            any_uri=XSD.anyURI.value,
            explained=address,
        )

    return router


def _asked(request: Request, suffix: Format | None, offered: tuple[Profile, ...]) -> Form:
    """Return what the request gets of what is offered. Raises Problem where nothing fits."""
    headers = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}
    return choose_form(headers, request.query_params, suffix, offered)


async def _data(
    site: Site,
    press: Press,
    request: Request,
    found: Found,
    docket: str | None,
    form: Form,
    headers: dict[str, str],
    path: str,
) -> Response:
    tag = etag(site.graph.content, found.iri, form.profile.iri, form.format.content_type)
    if "generation" not in request.query_params:
        headers["Content-Location"] = form_address(path, form)
    headers = {**headers, **_FRESH, "ETag": tag, "Link": f"{headers['Link']}, {DESCRIBED}"}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    body = await described(site.graph, press, found.iri, docket, form, is_graph=found.is_graph)
    return Response(body, 200, headers, form.format.content_type)


def _suffix(path: str) -> tuple[str, Format | None]:
    """Return the path without a format's suffix, and that format."""
    for each in GRAPH_FORMATS:
        if path.endswith(f".{each.name}"):
            return path.removesuffix(f".{each.name}"), each
    return (path.removesuffix(f".{TEXT.name}"), TEXT) if _TEXT_VERSION.search(path) else (path, None)


async def _is_docket(site: Site, iri: str) -> bool:
    return any(row["docket"] and row["docket"].value == iri for row in (await site.known("page-dockets")).rows)


def _docket(dockets: Table, iri: str) -> str | None:
    """Return the docket whose base the IRI is below."""
    found = (row["docket"].value for row in dockets.rows if row["docket"])
    return next((each for each in found if iri.startswith(each.removesuffix("docket"))), None)


async def _is_installed(site: Site) -> bool:
    """Return whether the graph has the ontology in the version that comes with this service, and so its page."""
    rows = (await site.graph.table(about("resource-outgoing", ONTOLOGY_GRAPH.value))).rows
    said = {(row["property"].value, row["value"].value) for row in rows if row["property"] and row["value"]}
    return (OWL.versionIRI.value, ontology_document().version) in said


async def _thing(site: Site, iri: str, is_graph: bool) -> Thing:
    short = (await site.addresses()).short
    outgoing = (await site.graph.table(about("resource-outgoing", iri))).rows
    incoming = (await site.graph.table(about("resource-incoming", iri))).rows
    members = (await site.graph.table(about("resource-members", iri))).rows if is_graph else ()
    groups = {group.hint: group for group in _groups(outgoing[:SHOWN], short)}
    label = groups.pop(_LABEL, None) or groups.pop(_TITLE, None)
    has_text = CG.currentText.value in groups
    types, quote = groups.pop(_TYPE, None), groups.pop(_QUOTE, None)
    kinds = tuple((value.label or short(value.term.value), value.term.value) for value in types.values) if types else ()
    derived = (await site.graph.table(about("resource-derived", iri))).rows
    shown = await closeup(site.graph, iri, (kind for _, kind in kinds))
    return Thing(
        iri,
        label.values[0].term.value if label else short(iri),
        kinds,
        quote.values[0].term.value if quote else None,
        tuple(groups.values()),
        _turned(
            group
            for group in _groups(incoming[:SHOWN], short)
            if group.hint not in _elsewhere(shown, is_graph, has_text)
        ),
        members[:SHOWN_MEMBERS],
        max(len(outgoing), len(incoming)) > SHOWN or len(members) > SHOWN_MEMBERS,
        shown,
        frozenset(row["property"].value for row in derived if row["property"]),
    )


def _elsewhere(shown: Closeup, is_graph: bool, has_text: bool) -> set[str]:
    """Return the properties whose statements the page shows in a better way."""
    if is_graph:
        return {RDFS.isDefinedBy.value}
    if shown.is_letter and has_text:
        read = (CG.sectionOf, CG.footnoteOf, CG.elementOf, CG.joins, CITO.hasCitingEntity)
        return {each.value for each in read}
    if shown.paragraphs:
        return {CG.inText.value, CG.inSection.value}
    return set() if shown.answers is None else {CG.answers.value}


def _groups(rows: Iterable[Row], short: Callable[[str], str]) -> list[Group]:
    """Return the rows by property; a value that has two labels is shown with the first."""
    found: dict[str, dict[Term, Value]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        named, value = row["property"], row["value"]
        if named is None or value is None:
            continue
        iri = named.value
        labels.setdefault(iri, _text(row["propertyLabel"]) or forwards(iri) or short(iri))
        found.setdefault(iri, {}).setdefault(value, Value(value, _text(row["label"]), _text(row["quote"])))
    return [Group(iri, labels[iri], tuple(sorted(values.values(), key=_order))) for iri, values in found.items()]


def _turned(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return what points to the thing, worded from its side; a quote is shown where its claim comes first."""
    found: dict[tuple[int, str], list[Group]] = {}
    for group in groups:
        words, place = backwards(group.hint, group.label)
        found.setdefault((place, words), []).append(group)
    quoted: set[Term] = set()
    turned = []
    for (_, words), same in sorted(found.items(), key=lambda item: item[0]):
        values = {value.term: value for each in same for value in each.values}
        shown = [replace(value, quote=None) if term in quoted else value for term, value in values.items()]
        quoted |= set(values)
        turned.append(Group(" ".join(each.hint for each in same), words, tuple(sorted(shown, key=_order))))
    return tuple(turned)


def _order(value: Value) -> list[tuple[int, str]]:
    """Return a key that puts footnote 2 before footnote 10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in _NUMBERS.split(value.label or value.term.value)]


def _text(term: Term | None) -> str | None:
    return term.value if term else None
