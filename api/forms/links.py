"""What the Link header says of a thing's other forms: how content negotiation by profile has them listed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from claimgraph.api.forms.profiles import EXPANDED, GRAPH, Form, Profile
from claimgraph.api.service.negotiation import HTML, Format

__all__ = ["form_address", "form_headers", "form_list"]

_PROFILE_CLASS = "http://www.w3.org/ns/dx/prof/Profile"
_IRI = "!#$%&'()*+,/:;=?@[]~"


def form_headers(iri: str, path: str, form: Form, offered: Sequence[Profile], *, is_suffixed: bool) -> dict[str, str]:
    """Return the headers that say which profile an answer has, and which other forms there are.

    The addresses are relative to the one that was asked, which keeps the header at two KB however long that is; only
    where that has a suffix they have its last segment.
    """
    here = f"./{quote(path.rpartition('/')[2], safe=_IRI)}" if is_suffixed else ""
    links = [f'<{quote(iri, safe=_IRI)}>; rel="canonical"; type="{HTML.media_type}"; profile="{GRAPH.iri}"']
    links += [
        f'<{here}?{_arguments(profile, each)}>; rel="alternate"; type="{each.media_type}"; profile="{profile.iri}"'
        for profile in offered
        for each in profile.formats
        if Form(profile, each) != form and each is not HTML
    ]
    links += [f'<{_PROFILE_CLASS}>; rel="type"; token="{each.token}"; anchor="{each.iri}"' for each in offered]
    links.append(f'<{form.profile.iri}>; rel="profile"')
    return {"Content-Profile": f"<{form.profile.iri}>", "Link": ", ".join(links)}


def form_address(path: str, form: Form) -> str:
    """Return the address at which a thing has that form, whatever the headers say; `path` is the thing's, as sent."""
    if form.profile.token == GRAPH.token and form.format is not EXPANDED:
        return f"{path}.{form.format.name}"
    return path if form.format is EXPANDED else f"{path}?{_arguments(form.profile, form.format)}"


def form_list(iri: str, path: str, offered: Sequence[Profile]) -> bytes:
    """Return the forms that there are as JSON, as the QSA functional profile shows it, with their addresses."""
    listed = [
        {
            "token": each.token,
            "uri": each.iri,
            "title": each.title,
            "media_types": [one.media_type for one in each.formats],
            "addresses": [f"{path}?{_arguments(each, one)}" for one in each.formats],
        }
        for each in offered
    ]
    return (json.dumps({"resource": iri, "profiles": listed}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _arguments(profile: Profile, form: Format) -> str:
    named = "" if profile.token == GRAPH.token else f"_profile={profile.token}&"
    return f"{named}_mediatype={form.media_type.replace('+', '%2B')}"
