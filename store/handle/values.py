"""RDF terms as plain Python values."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

__all__ = ["Value", "python_value", "value_of"]

Value = str | int | float | bool | Decimal | date | datetime
"""An IRI, a plain or tagged text, a blank node's label with `_:`, a number, a truth value, a day or a moment."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger"),
    *("nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_READERS: Mapping[str, Callable[[str], Value]] = {
    **{f"{_XSD}{name}": int for name in _INTEGERS},
    f"{_XSD}decimal": Decimal,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}boolean": _TRUTH.__getitem__,
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}dateTime": datetime.fromisoformat,
}


def python_value(text: str, datatype: str | None) -> Value:
    """Return the value of a literal; the text where its type has no counterpart, or the text isn't of that type.

    >>> python_value("07", "http://www.w3.org/2001/XMLSchema#integer")
    7
    >>> python_value("2024-03", "http://www.w3.org/2001/XMLSchema#gYearMonth")
    '2024-03'
    """
    reader = _READERS.get(datatype or "")
    if reader is None:
        return text
    try:
        return reader(text)
    except (ArithmeticError, KeyError, ValueError):
        return text


def value_of(term: Mapping[str, Any]) -> Value:
    """Return the value of a term as SPARQL JSON has it (a triple term's own value is an object; it becomes text).

    >>> value_of({"type": "bnode", "value": "b0"}), value_of({"type": "uri", "value": "urn:a"})
    ('_:b0', 'urn:a')
    """
    value = term["value"]
    if term["type"] == "bnode":
        return f"_:{value}"
    if not isinstance(value, str):
        return " ".join(str(value_of(value[part])) for part in ("subject", "predicate", "object"))
    return value if term["type"] == "uri" else python_value(value, term.get("datatype"))
