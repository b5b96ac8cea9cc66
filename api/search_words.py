"""What the fields of a search, their values and the kinds of results are called."""

from claimgraph.store.search import FIELDS, Value

__all__ = ["FIELD_LABELS", "KIND_LABELS", "label_of", "many"]

KIND_LABELS = {
    "claim": ("claim", "claims"),
    "proposition": ("proposition", "propositions"),
    "question": ("question", "questions"),
    "letter": ("letter", "letters"),
    "organization": ("organisation", "organisations"),
    "programme": ("programme", "programmes"),
    "work": ("work cited", "works cited"),
    "paragraph": ("paragraph of a letter", "paragraphs of letters"),
}
FIELD_LABELS = dict(
    zip(
        FIELDS,
        ("What it is", "Respondent", "Question answered", "Topic", "Stance", "Kind of claim", "Evidence"),
        strict=True,
    )
)
_WORDS = {
    "stance": {"affirms": "affirms", "denies": "denies", "qualifies": "qualifies"},
    "type": {
        "factual": "factual",
        "value": "value",
        "policy": "policy",
        "recommendation": "recommendation",
        "definition": "definition",
        "self-report": "self-report",
    },
    "evidence": {
        "cited": "cites something",
        "own": "cites the respondent’s own work",
        "tied": "cites somebody it has ties with",
        "none": "cites nothing",
    },
}


def label_of(field: str, value: Value) -> str:
    """Return what a value is called on pages.

    >>> label_of("evidence", Value("none", "none", "none", 0))
    'cites nothing'
    """
    if field == "kind":
        return KIND_LABELS[value.value][1].capitalize()
    return _WORDS.get(field, {}).get(value.value, value.label)


def many(count: int, one: str, more: str) -> str:
    """Return the count and the noun that goes with it.

    >>> many(1, "result", "results"), many(1300, "result", "results")
    ('1 result', '1,300 results')
    """
    return f"{count:,} {one if count == 1 else more}"
