"""Looking up what is said of one thing: the shortest queries, answered without an engine.

A query is recognised when it is made of these words alone, its variables differ, and its IRIs are absolute ones of
plain characters:

    SELECT DISTINCT? (* | ?variable+) WHERE? { <subject> (?predicate | <predicate> | a) ?object .? }
    DESCRIBE (<subject> | ?variable WHERE? { VALUES ?variable { <subject> } })

Its statements stand together in the content, so how much work it is is known before it is begun. Anything
else is None, and the engine's: other queries, more statements than are allowed, none at all (the engine says whether
an IRI is one), blank nodes, and values that the engine would write otherwise than the content does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph

from claimgraph.store.formats import RESULT_FORMATS
from claimgraph.store.graphs import write_lines
from claimgraph.store.lines import Lines

MOST_BYTES, MOST_ROWS = 32 * 1024, 256
"""So many bytes of statements, and so many of them, take a few tenths of a millisecond."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

N_TRIPLES, TURTLE = "application/n-triples", "text/turtle"

_S = r"[ \t\r\n]"
_NAME = r"[A-Za-z_][A-Za-z0-9_]*+"
_IRI = r"[a-z][a-z0-9+-]*+:(?:[!\#$%&'()*+,0-9;=?@A-Z_a-z~-]|[./:](?!\.))++"  # the engine takes `/./` and `/../` out
_LOOK_UP = re.compile(
    rf"{_S}*+(?i:SELECT){_S}++(?:(?P<distinct>(?i:DISTINCT)){_S}++)?(?P<columns>\*|[?$]{_NAME}(?:{_S}++[?$]{_NAME})*+)"
    rf"{_S}*+(?:(?i:WHERE){_S}*+)?\{{{_S}*+<(?P<subject>{_IRI})>{_S}++"
    rf"(?:[?$](?P<by>{_NAME})|<(?P<predicate>{_IRI})>|a){_S}++[?$](?P<object>{_NAME}){_S}*+(?:\.{_S}*+)?\}}{_S}*+"
)

_DESCRIBE = re.compile(
    rf"{_S}*+(?i:DESCRIBE){_S}*+(?:<(?P<subject>{_IRI})>|[?$](?P<thing>{_NAME}){_S}*+(?:(?i:WHERE){_S}*+)?"
    rf"\{{{_S}*+(?i:VALUES){_S}*+[?$](?P=thing){_S}*+\{{{_S}*+<(?P<value>{_IRI})>{_S}*+\}}{_S}*+\}}){_S}*+"
)

# Texts are in JSON as they are in N-Quads, as long as nothing but these is escaped; XML can't carry all others. Of IRIs
# only those in ASCII are read, which takes two thirds of the time.
_PLAIN = r'[^"\\\ufffe\uffff]*+'
_TEXT = rf'"{_PLAIN}(?:\\["\\nrt]{_PLAIN})*+"'
_WRITTEN = r"<([!#-;=?-\[\]-~]*+)>"
_LINE = re.compile(
    rf"^<[^>]*> {_WRITTEN} (?:{_WRITTEN}|({_TEXT})(?:@([a-z]+(?:-[a-z0-9]+)*)|\^\^{_WRITTEN})?)(?: <[^>]*>)? \.\n",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class LookUp:
    """A query for statements about a subject: for their predicates, or those that have one, and their objects.

    `columns` are the names of the variables that are shown, in their order; `by` and `object` are the variables.
    """

    subject: str
    predicate: str | None
    by: str | None
    object: str
    columns: tuple[str, ...]
    is_distinct: bool


def look_up(lines: Lines, text: str, media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes | None:
    """The answer to a query over the union of all graphs, None where it is the engine's to give.

    Rows come in the order that the engine has in memory, so the bytes are its own. Turtle is written with the prefixes.
    """
    query = recognise_look_up(text)
    if query is None:
        described = _DESCRIBE.fullmatch(text)
        return (
            _description(lines, described["subject"] or described["value"], media_type, prefixes) if described else None
        )
    block = lines.about(f"<{query.subject}>".encode(), MOST_BYTES)
    if not block:
        return None
    table = _table(query, block.decode())
    if table is None or media_type == "application/sparql-results+json":
        return table
    rows = pyoxigraph.parse_query_results(table, pyoxigraph.QueryResultsFormat.JSON)
    return rows.serialize(format=RESULT_FORMATS[media_type]) if isinstance(rows, pyoxigraph.QuerySolutions) else None


def _description(lines: Lines, subject: str, media_type: str, prefixes: Mapping[str, str] | None) -> bytes | None:
    """All that is said of the subject; None where a line isn't plain, or in a format that takes longer to write."""
    if media_type not in (N_TRIPLES, TURTLE):
        return None
    block = lines.about(f"<{subject}>".encode(), MOST_BYTES)
    if not block:
        return None
    found = _LINE.findall(text := block.decode())
    if len(found) < text.count("\n") or len(found) > MOST_ROWS:
        return None
    triples = set()
    for predicate, iri, words, language, datatype in found:
        thing = f"<{iri}>" if not words else f"{words}@{language}" if language else words
        if datatype:
            thing = f"{words}^^<{datatype}>"
            if not _is_kept(thing):
                return None
        triples.add(f"<{subject}> <{predicate}> {thing} .\n")
    return write_lines([each.encode() for each in triples], media_type, prefixes or {})


def recognise_look_up(text: str) -> LookUp | None:
    """The query that the text is, None where it is another kind, isn't well formed, or is in any doubt.

    >>> recognise_look_up("SELECT ?name { <http://example.org/ibm> <http://example.org/name> ?name }").columns
    ('name',)
    >>> recognise_look_up("SELECT ?name { <http://example.org/ibm> ?name ?name }")
    """
    found = _LOOK_UP.fullmatch(text)
    if found is None:
        return None
    distinct, columns, subject, by, predicate, thing = found.groups()
    known = (thing,) if by is None else (by, thing)
    shown = tuple(sorted(known)) if columns == "*" else tuple(each[1:] for each in columns.split())
    if by == thing or len(set(shown)) < len(shown) or not set(shown) <= set(known):
        return None
    return LookUp(subject, _TYPE if by is predicate is None else predicate, by, thing, shown, distinct is not None)


def _table(query: LookUp, block: str) -> bytes | None:
    """The answer as SPARQL JSON (https://www.w3.org/TR/sparql11-results-json/); None where a line isn't plain."""
    found = _LINE.findall(block)
    if len(found) < block.count("\n") or len(found) > MOST_ROWS:
        return None
    if query.predicate is not None:
        found = [line for line in found if line[0] == query.predicate]
    things = []
    for _, iri, text, language, datatype in found:
        if iri:
            things.append(f'{{"type":"uri","value":"{iri}"}}')
        elif language:
            things.append(f'{{"type":"literal","value":{text},"xml:lang":"{language}"}}')
        elif not datatype:
            things.append(f'{{"type":"literal","value":{text}}}')
        elif _is_kept(f"{text}^^<{datatype}>"):
            things.append(f'{{"type":"literal","value":{text},"datatype":"{datatype}"}}')
        else:
            return None
    rows = _rows(query, [f'{{"type":"uri","value":"{line[0]}"}}' for line in found], things)[::-1]
    names = '","'.join(query.columns)
    shown = ",".join(dict.fromkeys(rows) if query.is_distinct else rows)
    return f'{{"head":{{"vars":["{names}"]}},"results":{{"bindings":[{shown}]}}}}'.encode() if rows else None


def _rows(query: LookUp, predicates: list[str], things: list[str]) -> list[str]:
    first, *second = (things if name == query.object else predicates for name in query.columns)
    if not second:
        return [f'{{"{query.columns[0]}":{cell}}}' for cell in first]
    one, other = query.columns
    return [f'{{"{one}":{cell},"{other}":{beside}}}' for cell, beside in zip(first, second[0], strict=True)]


@lru_cache(maxsize=4096)
def _is_kept(literal: str) -> bool:
    """Whether the engine writes the literal as it is written here; it keeps numbers, dates and the like by value."""
    line = f"<a:a> <a:> {literal} .\n".encode()
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    return store.dump(format=pyoxigraph.RdfFormat.N_QUADS) == line
