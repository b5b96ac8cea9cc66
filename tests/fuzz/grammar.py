"""SPARQL queries made from its grammar (https://www.w3.org/TR/sparql12-query/#sparqlGrammar), and broken ones.

Names are few, so that patterns meet each other and the data; what is made is small, so that it is soon answered.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Text = SearchStrategy[str]

PREFIXES = (
    "PREFIX : <https://example.org/terms/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX fn: <http://www.w3.org/2005/xpath-functions#>\n"
)
VARIABLES = ("?a", "?b", "?c", "$d")
IRIS = (":a", ":b", ":c", ":d", "<https://example.org/terms/s>", "<urn:none>", "<relative>", ":graph-1")
VERBS = (":p", ":q", ":n", ":next", ":says", "a", "<urn:none>")
LITERALS = (
    '"plain"',
    "'hello'@en",
    '"""long "one" \n"""',
    '"مرحبا"@ar--rtl',
    '"1"^^xsd:integer',
    '"not a number"^^xsd:integer',
    '"x"^^:own',
    "1",
    "-2.50",
    "1e300",
    "true",
    '""',
    r'"\u00e9\t\"\\"',
    '"2024-02-29T12:00:00Z"^^xsd:dateTime',
    '"P1Y2M3DT4H"^^xsd:duration',
    '"INF"^^xsd:double',
)
UNARY = (
    *(
        "STR",
        "LANG",
        "LANGDIR",
        "DATATYPE",
        "BOUND",
        "IRI",
        "ABS",
        "CEIL",
        "FLOOR",
        "ROUND",
        "STRLEN",
        "UCASE",
        "LCASE",
    ),
    *(
        "ENCODE_FOR_URI",
        "YEAR",
        "MONTH",
        "DAY",
        "HOURS",
        "MINUTES",
        "SECONDS",
        "TIMEZONE",
        "TZ",
        "MD5",
        "SHA1",
        "SHA256",
    ),
    *("SHA384", "SHA512", "isIRI", "isBLANK", "isLITERAL", "isNUMERIC", "isTRIPLE", "SUBJECT", "PREDICATE", "OBJECT"),
    *("xsd:integer", "xsd:double", "xsd:string", "xsd:dateTime", "xsd:boolean", "hasLANG", "hasLANGDIR"),
)
BINARY = (
    *("LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT", "sameTerm"),
    *("SUBSTR", "REGEX", "COALESCE", "CONCAT", "sameValue"),
)
TERNARY = ("IF", "REPLACE", "SUBSTR", "REGEX", "TRIPLE", "STRLANGDIR", "COALESCE", "CONCAT")
OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||")
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")

variables = st.sampled_from(VARIABLES)
iris = st.sampled_from(IRIS)
literals = st.sampled_from(LITERALS)
terms = st.one_of(variables, iris, literals, st.sampled_from(("_:x", "[]", "()")))
constants = st.one_of(iris, literals)


def join(*parts: Text | str, by: str = " ") -> Text:
    """The parts one after another."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(by.join)


def lists(part: Text, least: int = 1, most: int = 3, by: str = " ") -> Text:
    """The part, some times."""
    return st.lists(part, min_size=least, max_size=most).map(by.join)


def either(*parts: Text | str) -> Text:
    """One of the parts."""
    return st.one_of(*(st.just(part) if isinstance(part, str) else part for part in parts))


def maybe(part: Text) -> Text:
    """The part, or nothing."""
    return either("", part)


paths = st.recursive(
    st.sampled_from(VERBS),
    lambda path: either(
        join("(", path, ")"),
        join("^", path, by=""),
        join(path, "/", path),
        join("(", path, "|", path, ")"),
        join("(", path, ")", st.sampled_from("*+?"), by=""),
        st.sampled_from(("!:p", "!(:p|^:q)", "!a")),
    ),
    max_leaves=3,
)
triple_terms = join("<<(", terms.filter(lambda t: t[0] not in "(["), st.sampled_from(VERBS), constants, ")>>")
reified = join("<<", iris, st.sampled_from(VERBS), constants, ">>")
triples = either(
    join(terms, either(paths, variables), either(terms, triple_terms)),
    join(variables, ":p", variables, ";", ":q", either(terms, join(variables, ",", variables))),
    join(reified, st.sampled_from(VERBS), terms),
    join(variables, ":p", variables, "{|", ":q", constants, "|}"),
    join("[", ":p", terms, "]", ":q", variables),
    join("(", variables, constants, ")", ":q", variables),
)
expressions = st.recursive(
    either(variables, constants),
    lambda inner: either(
        join("(", inner, st.sampled_from(OPERATORS), inner, ")"),
        join("!", inner, by=""),
        join("(-", inner, ")", by=""),
        join(st.sampled_from(UNARY), "(", inner, ")", by=""),
        join(st.sampled_from(BINARY), "(", inner, ",", inner, ")", by=""),
        join(st.sampled_from(TERNARY), "(", inner, ",", inner, ",", inner, ")", by=""),
        join(inner, "IN", "(", inner, ",", inner, ")").map(lambda each: f"({each})"),
        join("EXISTS {", triples, "}"),
        join("NOT EXISTS {", triples, "}"),
    ),
    max_leaves=5,
)
fresh = st.sampled_from(("?x", "?y", "?z"))
patterns = st.deferred(lambda: lists(_parts, 0, 3, by=" "))
groups = join("{", patterns, "}")
values = either(
    join("VALUES ?a {", lists(either(constants, "UNDEF"), 0), "}"),
    join("VALUES (?a ?b) { (", constants, "UNDEF) (", constants, constants, ") }"),
)
sources = either(variables, ":graph-1", ":graph-2", "<urn:none>")
datasets = lists(either("FROM :graph-1", "FROM NAMED :graph-2", "FROM <urn:none>"), 0, 2)
orders = either("", join("ORDER BY", lists(either(variables, join("DESC(", expressions, ")"), "ASC(?a)"))))
slices = lists(st.sampled_from(("", "LIMIT 3", "LIMIT 0", "LIMIT 50")), 1, 1)
aggregates = either(
    "COUNT(*)",
    join(st.sampled_from(AGGREGATES), "(", maybe(st.just("DISTINCT ")), expressions, ")", by=""),
    join("GROUP_CONCAT(", expressions, "; SEPARATOR='|')", by=""),
)
projections = either("*", lists(variables), join(variables, join("(", expressions, "AS", fresh, ")")))
selects = either(
    join(
        "SELECT", st.sampled_from(("", "DISTINCT", "REDUCED")), projections, datasets, "WHERE", groups, orders, slices
    ),
    join(
        "SELECT ?a (", aggregates, "AS ?n)", datasets, "{", patterns, "} GROUP BY ?a", maybe(st.just("HAVING (?n > 1)"))
    ),
    join("SELECT (", aggregates, "AS ?n)", groups),
)
_subselects = join("{", "SELECT ?a ?b {", lists(triples, 1, 2, " . "), "} LIMIT 5", "}")
_parts = either(
    lists(triples, 1, 2, by=" . ").map(lambda each: f"{each} ."),
    join("OPTIONAL", groups),
    join(groups, "UNION", groups),
    join("MINUS", groups),
    join("GRAPH", sources, groups),
    join("FILTER(", expressions, ")"),
    join("BIND(", expressions, "AS", fresh, ")"),
    values,
    _subselects,
)
templates = either(
    lists(join(variables, either(st.sampled_from(VERBS), variables), either(variables, constants)), 0, 2, " . "),
    "_:new :p ?a",
    "?a :says <<( ?a :p ?b )>>",
)
constructs = either(
    join("CONSTRUCT {", templates, "}", datasets, "WHERE", groups, orders, slices),
    join("CONSTRUCT WHERE {", lists(join(variables, st.sampled_from(VERBS), variables), 1, 2, " . "), "}"),
)
describes = either(
    join("DESCRIBE", lists(iris, 1, 2)), join("DESCRIBE ?a", groups, slices), join("DESCRIBE * ", groups)
)
asks = join("ASK", datasets, groups)
queries = join(PREFIXES, either(selects, selects, asks, constructs, describes), maybe(values))

NOISE = (
    *(
        "\x00",
        "\ufeff",
        "\u2028",
        "\U0010ffff",
        "\ufffe",
        "\r",
        "\x0b",
        "\\u0000",
        "\\uD800",
        "\\U00110000",
        "\\",
        "'''",
    ),
    *(
        '"',
        "<",
        ">",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "#",
        ";",
        ".",
        "^^",
        "@",
        "?",
        "*",
        "|",
        "!",
        "<<(",
        ")>>",
        "{|",
        "~",
    ),
    *(
        "SERVICE <urn:x> {}",
        "INSERT DATA {}",
        "LOAD <file:///x>",
        "SELECT",
        "LIMIT -1",
        "LIMIT 1e9",
        "BASE <x>",
        "VERSION '2'",
    ),
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A query with something added, left out, repeated or turned round."""
    text = draw(queries)
    for _ in range(draw(st.integers(1, 3))):
        at, upto = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        how = draw(st.sampled_from(("insert", "delete", "repeat", "reverse", "any")))
        piece = {
            "insert": text[at:upto] + draw(st.sampled_from(NOISE)),
            "delete": "",
            "repeat": text[at:upto] * 2,
            "reverse": text[at:upto][::-1],
            "any": text[at:upto] + draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        }[how]
        text = text[:at] + piece + text[upto:]
    return text


encoded = st.lists(
    st.sampled_from(
        ["ASK{}", "%", "%4", "%zz", "%ED%A0%80", "%FF", "%00", "%C3", "%C3%A9", "+", "&", "=", "query=", "&&", ";", "é"]
    ),
    max_size=8,
).map("".join)
"""Query strings and forms whose percent-encoding says what it likes."""
