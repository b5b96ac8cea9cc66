"""Content Negotiation by Profile (W3C, dx-prof-conneg): which profile and format of a thing a client gets.

A profile is what a representation conforms to beside its media type. A client names it in `Accept-Profile`, in the
address (`_profile`, `_mediatype`: the QSA functional profile), or as the `profile` parameter of a media type in Accept
where the media type registers one (`application/ld+json`, RFC 6906). The address decides before the headers do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from claimgraph.api.nanopub_signing import NP
from claimgraph.api.schema_org import CLASSES, SCHEMA
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, HTML, Format, choose
from claimgraph.api.service.problems import Problem
from claimgraph.ontology.terms import CG

__all__ = [
    "ANNOTATION",
    "EXPANDED",
    "GRAPH",
    "LIST",
    "NANOPUBLICATION",
    "PROFILES",
    "SCHEMA_ORG",
    "TEXT",
    "Form",
    "Profile",
    "choose_form",
    "profiles_of",
]

_JSON_LD = next(each for each in GRAPH_FORMATS if each.name == "jsonld")
_TREE = "http://www.w3.org/ns/json-ld#"
_MEDIA = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LISTED = re.compile(
    r"(?:<([^<>]*)>|([^\s,;<>\"]+))\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*\Z", re.IGNORECASE
)
_PARAMETER = re.compile(r"application/ld\+json\s*;[^,]*?profile\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its IRI, the short name that addresses may have instead, what it is, and its formats, best first."""

    iri: str
    token: str
    title: str
    formats: tuple[Format, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What a client gets: a profile in one of its formats."""

    profile: Profile
    format: Format


EXPANDED = Format(
    "jsonld", ("application/ld+json",), f'application/ld+json;profile="{_TREE}expanded"', "JSON-LD, expanded"
)
"""JSON-LD without a context, as an array of things: what `#expanded` and `#flattened` ask for."""

TEXT = Format("txt", ("text/plain",), "text/plain; charset=utf-8", "Text")
"""The text of a letter, which its annotations count characters in."""

GRAPH = Profile(
    "https://w3id.org/claimgraph/profile/graph", "graph", "All that the graph says of a thing", DOCUMENT_FORMATS
)
SCHEMA_ORG = Profile(
    SCHEMA, "schema", "What schema.org has terms for", (_JSON_LD, *GRAPH_FORMATS[:2], GRAPH_FORMATS[3])
)
NANOPUBLICATION = Profile(
    str(NP),
    "nanopub",
    "A claim or a reviewed alignment as a nanopublication",
    (
        Format("trig", ("application/trig",), "application/trig", "TriG"),
        Format("nq", ("application/n-quads",), "application/n-quads", "N-Quads"),
        _JSON_LD,
    ),
)
_ANNO = "http://www.w3.org/ns/anno.jsonld"
ANNOTATION = Profile(
    _ANNO,
    "annotation",
    "A claim as a Web Annotation, a letter as the collection of its claims",
    (replace(_JSON_LD, content_type=f'application/ld+json; profile="{_ANNO}"'),),
)
PROFILES = (GRAPH, SCHEMA_ORG, NANOPUBLICATION, ANNOTATION)
LIST = "all"
"""What `_profile` says to ask which profiles there are."""

_SCHEMA_KINDS = frozenset(each.value for each in CLASSES)


def profiles_of(kinds: Collection[str], *, nanopubs: bool) -> tuple[Profile, ...]:
    """Return the profiles of a thing of these classes and review statuses; nanopublications need their library."""
    is_claim, is_letter = CG.Claim.value in kinds, CG.CommentLetter.value in kinds
    is_reviewed = CG.Alignment.value in kinds and CG.Reviewed.value in kinds
    graph = replace(GRAPH, formats=(*GRAPH.formats, TEXT)) if CG.TextVersion.value in kinds else GRAPH
    has = {
        graph: True,
        SCHEMA_ORG: not _SCHEMA_KINDS.isdisjoint(kinds),
        NANOPUBLICATION: nanopubs and (is_claim or is_reviewed),
        ANNOTATION: is_claim or is_letter,
    }
    return tuple(profile for profile, given in has.items() if given)


def choose_form(
    headers: Mapping[str, str], arguments: Mapping[str, str], suffix: Format | None, offered: tuple[Profile, ...]
) -> Form:
    """Return what the client gets of what is offered; `suffix` is the format that the path names, if it does.

    Raises Problem where nothing fits, which says what there is. Without a word about profiles it is the first one.
    """
    accept = _media_types(arguments["_mediatype"]) if "_mediatype" in arguments else headers.get("accept")
    given = arguments.get("_profile")
    wanted = _tokens(given) if given is not None else _weighed(headers.get("accept-profile") or "")
    named = _parameter(accept or "")
    if not wanted and (implied := [each for each in offered[1:] if each.iri in named]):
        profiles: Sequence[Profile] = implied
    elif wanted:
        profiles = _found(wanted, offered)
    else:
        profiles = offered[:1]
    for profile in profiles:
        if suffix is not None:
            same = next((each for each in profile.formats if each.name == suffix.name), None)
            if same is not None:
                return Form(profile, same)
        elif given and HTML not in profile.formats and choose(accept, (HTML, *profile.formats)) is HTML:
            # A browser that was sent to a profile: what else it takes is meant for pages, not for data.
            return Form(profile, profile.formats[0])
        elif chosen := choose(accept, profile.formats):
            bare = (
                chosen is _JSON_LD
                and profile.token == GRAPH.token
                and named & {f"{_TREE}expanded", f"{_TREE}flattened"}
            )
            return Form(profile, EXPANDED if bare else chosen)
    raise _nothing_fits(given or headers.get("accept-profile"), accept, profiles, offered)


def _found(wanted: Sequence[str], offered: tuple[Profile, ...]) -> list[Profile]:
    found: dict[Profile, None] = {}
    for each in wanted:
        found |= dict.fromkeys(profile for profile in offered if each in (profile.iri, profile.token, "*"))
    return list(found)


def _tokens(given: str) -> list[str]:
    """The profiles that an address names, the best first: tokens or IRIs, in angle brackets or bare."""
    return [each.strip().removeprefix("<").removesuffix(">") for each in given.split(",") if each.strip()]


@lru_cache(maxsize=256)
def _weighed(header: str) -> tuple[str, ...]:
    """The profiles that Accept-Profile names, the best first, but for those that it bars and what can't be read."""
    found = []
    for part in header.split(","):
        if match := _LISTED.match(part.strip()):
            weight = float(match[3]) if match[3] else 1.0
            if weight:
                found.append((-weight, match[1] or match[2]))
    # An IRI may have a token's letters in it, but no token is an IRI; equal weights keep the client's order.
    return tuple(name for _, name in sorted(found, key=lambda each: each[0]))


def _media_types(given: str) -> str:
    """An address's list of media types as an Accept header in which the first is the best."""
    # An unescaped plus comes as a space.
    named = (each.strip().replace(" ", "+") for each in given.split(","))
    listed = [each for each in named if _MEDIA.fullmatch(each)][:9]
    return ", ".join(f"{each};q={1 - place / 10:.1f}" for place, each in enumerate(listed)) or given


def _parameter(accept: str) -> set[str]:
    """The IRIs in the `profile` parameter of JSON-LD's media type, where Accept names it."""
    return {iri for match in _PARAMETER.finditer(accept) for iri in (match[1] or match[2]).split()}


def _nothing_fits(
    profile: str | None, accept: str | None, profiles: Sequence[Profile], offered: tuple[Profile, ...]
) -> Problem:
    listed = [
        {"token": each.token, "uri": each.iri, "media_types": [one.media_type for one in each.formats]}
        for each in offered
    ]
    if profiles:
        available = list(dict.fromkeys(one.media_type for each in profiles for one in each.formats))
        words = f"Accept is {(accept or '')[:200]!r}; this can be had as {', '.join(available)}."
    else:
        available = list(dict.fromkeys(one.media_type for each in offered for one in each.formats))
        tokens = ", ".join(f"{each.token} <{each.iri}>" for each in offered)
        words = f"The profile asked for is {(profile or '')[:200]!r}; this can be had as {tokens}."
    members = {"available": available, "profiles": listed}
    return Problem("not-acceptable", words, members, {"Vary": "Accept, Accept-Profile"})
