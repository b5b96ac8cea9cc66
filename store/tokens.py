"""The words of a SPARQL text, as far as one must know them without parsing it.

Follows the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar): what looks like a keyword
inside a string, an IRI, a comment, a variable or a prefixed name is none.
"""

import re
from collections.abc import Iterator

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:_|[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE_POINT = re.compile(_ESCAPE)


def words(text: str) -> Iterator[str]:
    """The keywords in the text, in upper case, in order.

    >>> list(words("PREFIX service: <http://a/SERVICE> SELECT ?service { ?s service:x 'SERVICE' } # SERVICE"))
    ['PREFIX', 'SELECT']
    """
    return (match["word"].upper() for match in _TOKEN.finditer(text) if match["word"])


def token_at(text: str, line: int, column: int) -> str | None:
    """The token at that place (both counted from one), or the last one before it; None where there is none.

    >>> token_at("ASK { ?s }", 1, 8)
    '?s'
    """
    lines = text.split("\n")
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    found = None
    for match in _TOKEN.finditer(text):
        if match.start() > offset or match.start() >= len(text):
            break
        if not match["comment"]:
            found = match[0]
    return found


def decoded(text: str) -> str:
    r"""The text with its code point escapes replaced (SPARQL 1.1, section 19.2).

    >>> decoded(r"\u0053ELECT")
    'SELECT'
    """
    return _CODE_POINT.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[0][2:], 16)
    return match[0] if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)
