"""What the fields of a review's forms say."""

from collections.abc import Mapping

from claimgraph.ingest import ReviewError
from claimgraph.ingest.review import (
    EDITABLE,
    Desk,
    Edits,
    NewAlignment,
    NewOrganization,
    NewProposition,
    from_line,
    shown_fields,
)

__all__ = ["acceptance", "alignment", "edits", "head"]

Fields = Mapping[str, str]


def edits(desk: Desk, slug: str, fields: Fields) -> Edits:
    """Returns the values that the form changes; raises ReviewError for a value that can't be.

    ``take`` names a proposition of those that are near, with the stance proposed for it unless the form has one. A
    proposition brings its topic, unless the form has one.
    """
    given = dict(fields)
    if taken := given.get("take"):
        near = next((each for each in desk.claim(slug).draft.near if each.proposition == taken), None)
        given["proposition"] = taken
        given["stance"] = given.get("stance") or (near.stance if near and near.stance else "")
        given["topic"] = ""
    topics = {each.slug: each.topic for each in desk.corpus.propositions.content.propositions}
    if not given.get("topic") and given.get("proposition", "").strip() in topics:
        given["topic"] = topics[given["proposition"].strip()]
    shown = shown_fields(desk, slug)
    changed = (key for key in EDITABLE if key in given and given[key].split() != shown[key].split())
    return {key: from_line(key, given[key]) for key in changed}


def acceptance(desk: Desk, slug: str, fields: Fields) -> tuple[Edits, NewProposition | None]:
    """Returns the values that the form changes, and the proposition to make where it has a statement for one."""
    given = edits(desk, slug, fields)
    statement = fields.get("statement", "").strip()
    if not statement:
        return given, None
    proposition, topic = fields.get("proposition", "").strip(), fields.get("topic", "")
    if not (proposition and topic):
        raise ReviewError("a new proposition needs a slug, under Proposition, and a topic: give both")
    return given, NewProposition(proposition, statement, topic)


def head(desk: Desk, fields: Fields) -> tuple[str, list[str], list[NewOrganization]]:
    """Returns which comment the letter is, whose, and the one respondent that the form describes as new."""
    slugs = [slug.strip() for slug in fields.get("respondents", "").split(",") if slug.strip()]
    known = {each.slug for each in desk.corpus.organizations.content.organizations}
    unknown = [slug for slug in slugs if slug not in known]
    name = fields.get("name", "").strip()
    new = [NewOrganization(slug, name, fields.get("kind", "")) for slug in unknown] if name else []
    if len(new) > 1:
        raise ReviewError(f"{', '.join(unknown)} are all new: add all but one of them to organizations.yaml first")
    return fields.get("comment", ""), slugs, new


def alignment(desk: Desk, slug: str, fields: Fields) -> NewAlignment:
    """Returns the alignment that the form asks for; whether it can be is for the corpus's checks to say."""
    words = {key: " ".join(value.split()) for key, value in fields.items()}
    kind = words.get("kind", "")
    return NewAlignment(
        words.get("alignment", ""),
        words.get("with", ""),
        kind,
        words.get("justification", ""),
        words.get("confidence", ""),
        None if kind == "shared-evidence" else words.get("proposition", ""),
    )
