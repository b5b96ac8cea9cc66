"""The words of a SPARQL text, as far as one must know them without parsing it.

Follows the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar): what looks like a keyword
inside a string, an IRI, a comment, a variable or a prefixed name is none.
"""

import re
from collections.abc import Iterator

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
# Each character is looked at a few times at most, whatever the text: it comes from anyone, and is read where nothing
# stops the reading. So a string without an end goes on to where it would have to end, and a run of what could be a
# prefix is taken whole.
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")? | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?
                | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<run>[^\W\d_][\w.-]*+(?:(?!:)|(?<=\.)))
    | (?P<name>(?:_|[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | {_NUMBER}
    | (?P<word>_\w*)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_SHOWN = 40
_PART = re.compile(rf"{_NUMBER}|(?P<word>[A-Za-z_]\w*)|(?P<other>\S)")
_CODE_POINT = re.compile(_ESCAPE)


def words(text: str) -> Iterator[str]:
    """The keywords in the text, in upper case, in order.

    >>> list(words("PREFIX service: <http://a/SERVICE> SELECT ?service { ?s service:x 'SERVICE' } # SERVICE"))
    ['PREFIX', 'SELECT']
    """
    return (token[0].upper() for token in tokens(text) if token.lastgroup == "word")


def depth(text: str) -> int:
    """How deep the brackets of the text nest, those in strings, IRIs and comments left out.

    >>> depth("ASK { FILTER((1) = (2)) # (((" + chr(10) + "}")
    3
    """
    level = deepest = 0
    for token in tokens(text):
        level += (token[0] in "([{") - (token[0] in ")]}")
        deepest = max(deepest, level)
    return deepest


def token_at(text: str, line: int, column: int) -> str | None:
    """The token at that place (both counted from one), or the last one before it; None where there is none.

    >>> token_at("ASK { ?s }", 1, 8)
    '?s'
    """
    found = span_at(text, line, column)
    return text[found[0] : found[1]] if found else None


def span_at(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Where that token begins and ends, as offsets.

    >>> span_at("ASK { ?s }", 1, 8)
    (6, 8)
    """
    lines = text.split("\n")
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    found = None
    for token in tokens(text):
        if token.start() > offset or token.start() >= len(text):
            break
        if token.lastgroup != "comment":
            found = token.span()
    return found


def shortened(token: str) -> str:
    """The token, without its end if it is longer than a message should be.

    >>> shortened("a" * 1000)
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    return token if len(token) <= _SHOWN else f"{token[:_SHOWN]}…"


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens in order, the words of a run one by one; a match's `lastgroup` is the token's kind."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "run":
            yield from _PART.finditer(text, match.start(), match.end())
        else:
            yield match


def decoded(text: str) -> str:
    r"""The text with its code point escapes replaced (SPARQL 1.1, section 19.2).

    >>> decoded(r"\u0053ELECT")
    'SELECT'
    """
    return _CODE_POINT.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[0][2:], 16)
    return match[0] if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)
