"""Applying a SPARQL Update to a store in memory, after refusing what would reach out of it."""

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph

from claimgraph.store.errors import ForbiddenQueryError, QuerySyntaxError, StoreError, UpdateFailedError
from claimgraph.store.forbidden import kind, refuse_depth, syntax_error
from claimgraph.store.settings import BASE
from claimgraph.store.tokens import decoded, tokens, words

_REMOTE = re.compile("(servic)e|(loa)d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Update:
    """An update's text, what its relative IRIs are relative to, and the dataset that the request names for it.

    `using` and `using_named` are absolute IRIs: what USING and USING NAMED would say in every operation with a WHERE
    (SPARQL 1.1 Protocol, section 2.2.3).
    """

    text: str
    base: str | None = BASE
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


def apply_update(store: pyoxigraph.Store, update: Update) -> None:
    """Changes the store as the update says, or not at all where it raises.

    The default graph of its patterns is the store's unnamed graph, unless the update or the request names a dataset.

    Raises ForbiddenQueryError for LOAD and SERVICE, QuerySyntaxError for what is no update, and for a dataset that both
    the request and the text name, and UpdateFailedError where the engine can't carry it out.
    """
    refuse_depth(update.text)
    _refuse_query(update.text)
    refuse_remote(update.text, update.base)
    text = update.text
    if update.using or update.using_named:
        text = with_dataset(text, update.using, update.using_named)
    try:
        with _no_new_files():
            store.update(text, base_iri=update.base)
    except SyntaxError as error:
        raise syntax_error(text, error) from None
    except (RuntimeError, OSError) as error:
        raise UpdateFailedError(f"the update can't be carried out: {' '.join(str(error).split())}") from None


def _refuse_query(text: str) -> None:
    try:
        found = kind(text)
    except StoreError:
        return  # it is no query; whether it is an update the engine says
    raise QuerySyntaxError(f"the text is a query ({found.upper()}), not an update; send it as a query")


def refuse_remote(text: str, base: str | None = BASE) -> None:
    """Raises ForbiddenQueryError where the update has LOAD or SERVICE, QuerySyntaxError where it may hide one.

    As for queries (`forbidden.refuse_service`), words don't decide alone, since the engine takes `LOADSILENT<...>` for
    a LOAD: both words are changed to ones that no grammar knows, and the text has to be an update still. It is tried on
    an empty store, where it can do nothing.
    """
    for reading in dict.fromkeys((text, decoded(text))):
        if not _REMOTE.search(reading):
            continue
        found = next((word for word in words(reading) if word in ("LOAD", "SERVICE")), None)
        if found:
            raise ForbiddenQueryError(
                f"{found} is not allowed here: this endpoint sends no requests to others; fetch the data yourself and "
                "send it"
            )
        lower = reading.lower()
        letter = next(each for each in "xqzjk" if f"servic{each}" not in lower and f"loa{each}" not in lower)
        changed = _REMOTE.sub(lambda match: match[0][:-1] + letter, reading)  # noqa: B023 - called at once
        try:
            pyoxigraph.Store().update(changed, base_iri=base)
        except SyntaxError as error:
            raise syntax_error(text, error) from None
        except (RuntimeError, OSError):
            pass  # it parses, and fails for something that an empty store doesn't have


def with_dataset(text: str, using: tuple[str, ...], using_named: tuple[str, ...]) -> str:
    """The update with USING clauses for these graphs in every operation that has a WHERE.

    Raises QuerySyntaxError where the text names a dataset itself (SPARQL 1.1 Protocol, section 2.2.3).

    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", ("http://a/",), ())
    'DELETE { ?s ?p 1 } USING <http://a/> WHERE { ?s ?p 1 }'
    """
    own = next((word for word in words(text) if word.startswith(("USING", "WITH"))), None)
    if own:
        raise QuerySyntaxError(
            f"the update has {own}, and the request names a dataset too (using-graph-uri, using-named-graph-uri); "
            "leave one of them out"
        )
    clauses = [f"USING <{graph}> " for graph in using] + [f"USING NAMED <{graph}> " for graph in using_named]
    parts, done = [], 0
    for place, pattern in _wheres(text):
        parts += [text[done:place], f"{pattern} " if pattern else "", *clauses]
        done = place
    return "".join([*parts, text[done:]])


def _wheres(text: str) -> Iterator[tuple[int, str]]:
    """Where each operation's WHERE begins; for DELETE WHERE with the pattern, which is its template as well."""
    level, previous, opened = 0, "", 0
    pending: int | None = None  # the WHERE of a DELETE WHERE whose pattern isn't at its end yet
    for token in tokens(text):
        if token.lastgroup == "comment":
            continue
        said = token[0].upper()
        if level == 0 and token.lastgroup == "word" and said in ("WHERE", "DELETEWHERE"):
            place = token.end() - len("WHERE")
            if said == "DELETEWHERE" or previous == "DELETE":
                pending = place
            else:
                yield place, ""
        elif said == "{":
            opened = token.start() if level == 0 else opened
            level += 1
        elif said == "}":
            level -= 1
            if level == 0 and pending is not None:
                yield pending, text[opened : token.end()]
                pending = None
        previous = said


@contextmanager
def _no_new_files() -> Iterator[None]:
    """Lets the process open no file and no connection in the block: should a request slip through, it goes nowhere."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
