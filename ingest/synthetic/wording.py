"""The words of made-up letters. All sentences are about models that forecast the weather, and mean nothing."""

from __future__ import annotations

from itertools import chain
from random import Random

__all__ = ["AGENCY", "QUESTIONS", "TOPICS", "name_of", "opinion", "place", "remark", "statement", "title"]

AGENCY = "Office of Forecast Policy"
TOPICS = ("access", "safety", "cost", "research", "competition", "oversight")
QUESTIONS = (
    "How should open forecast models be defined?",
    "Which benefits do open forecast models have?",
    "Which risks do open forecast models bring?",
    "How does open access change research?",
    "How does open access change competition?",
    "Which safeguards have been shown to work?",
    "Who should bear the costs of forecasts?",
    "Which role should public bodies play?",
    "How should risks be measured?",
    "What should be done next?",
)

_SUBJECTS = (
    *("open access to forecast models", "a common format for station data", "publishing the parameters of a model"),
    *("early release of test results", "a public register of models", "independent review of forecasts"),
    *("shared computing time", "a licence that forbids misuse", "free reuse of radar archives", "regional training"),
    *("staged release of new models", "a duty to report failures", "joint evaluation by several laboratories"),
)
_VERBS = (
    *("lowers", "raises", "stabilises", "slows", "improves", "endangers", "supports", "replaces", "extends", "weakens"),
    *("simplifies",),
)
_OBJECTS = (
    *("the cost of local forecasts", "trust in severe weather warnings", "competition among vendors"),
    *("the quality of flood maps", "research at small universities", "the safety of coastal shipping"),
    *("planning by rural utilities", "the work of emergency services", "the pace of model development"),
    *("the reach of public broadcasts", "investment in new stations", "access for farmers", "oversight by auditors"),
    *("the training of young scientists", "cooperation across borders", "the use of old measurements", "insurance"),
)
_SETTINGS = (
    *("in coastal towns", "in mountain valleys", "on large islands", "in dry regions", "along major rivers"),
    *("in dense cities", "near airports", "in polar stations", "on shared waterways", "in farming districts"),
    *("across time zones", "in border regions", "for small networks", "for national services", "in the tropics"),
    *("for volunteer groups", "at low altitudes", "at sea", "in the long term"),
)
_FOUND = (
    *("as {n} stations reported over one season", "which {n} of our members have seen", "as {n} forecasts show"),
    *("according to {n} trials", "in {n} of the cases that we looked at", "as a survey of {n} users found"),
)
_REMARKS = (
    "We describe the {n} cases in more detail below.",
    "The measurements were repeated {n} times, in calm and in stormy weather.",
    "Not every network has the staff to follow this up within {n} days.",
    "Similar figures are kept by {n} other networks, in formats that differ from ours.",
    "A list of the {n} stations can be had from our secretariat.",
    "This has been discussed at {n} public meetings, with forecasters and with those who depend on them.",
)
_FIRST = ("Alder", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heron", "Islet", "Juniper", "Kelp", "Larch")
_MIDDLE = ("Ridge", "Water", "Field", "Harbour", "Stone", "Valley", "Bridge", "Point", "Meadow", "Shore", "Hollow")
_LAST = ("Institute", "Laboratories", "Association", "Cooperative", "University", "Foundation", "Systems", "Council")
_TITLES = ("Notes on", "A study of", "Evidence on", "Measuring", "Trials of", "A review of", "Questions about")


def statement(number: int) -> str:
    """The proposition with that number, no two alike; numbers have no bound."""
    size = len(_SUBJECTS) * len(_VERBS) * len(_OBJECTS) * len(_SETTINGS)
    again_, parts = number // size, []
    rest = number * 7919 % size  # a step that shares no factor with the lists' lengths, so that neighbours differ
    for words in (_SUBJECTS, _VERBS, _OBJECTS, _SETTINGS):
        rest, at = divmod(rest, len(words))
        parts.append(words[at])
    return " ".join([*parts, f"in decade {again_ + 1}"] if again_ else parts)


def opinion(kind: str, said: str, number: int, draw: Random) -> str:
    """A sentence that affirms, qualifies or denies a proposition; ``number`` makes it the only one of its letter."""
    found = draw.choice(_FOUND).format(n=number)
    upper = said[0].upper() + said[1:]
    match kind:
        case "affirms":
            return f"{upper}, {found}."
        case "qualifies":
            return f"It may be that {said}, {found}, though not everywhere."
        case "denies":
            return f"We do not find that {said}, {found}."
        case "recommends":
            return f"The {AGENCY} should act on the finding that {said}, {found}."
        case _:
            return f"Rules must reflect that {said}, {found}."


def remark(number: int, draw: Random) -> str:
    """A sentence that claims nothing that anybody would disagree with."""
    return draw.choice(_REMARKS).format(n=number)


def name_of(number: int) -> str:
    """The organisation's name, no two alike."""
    parts, rest = [], number
    for words in (_FIRST, _MIDDLE, _LAST):
        rest, at = divmod(rest, len(words))
        parts.append(words[at])
    return " ".join(chain(parts, [f"No. {rest + 1}"] if rest else ()))


def title(number: int) -> str:
    """The work's title, no two alike."""
    return f"{_TITLES[number % len(_TITLES)]} {statement(number)}: report {number + 1}"


def place(number: int) -> str:
    """Where an organisation has its seat."""
    return f"{_FIRST[number % len(_FIRST)]} {_MIDDLE[number * 5 % len(_MIDDLE)]}"
