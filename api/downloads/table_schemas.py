"""What describes the tables to programs: CSV on the Web (W3C, 2015), and a Data Package (Frictionless, version 1)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from claimgraph.api.downloads.tables import SEPARATOR
from claimgraph.store.handle import TABLES, Column, Table

__all__ = ["csvw", "data_package"]

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

_CSVW_KINDS = {"iri": "anyURI", "text": "string", "integer": "integer", "date": "date"}
_FIELD_KINDS = {"iri": "string", "text": "string", "integer": "integer", "date": "date"}


def csvw(title: str) -> bytes:
    """Return the metadata that readers look for beside CSV files as `csv-metadata.json`."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        "tables": [_csvw_table(table) for table in TABLES.values()],
    }
    return _json(document)


def data_package(name: str, title: str, version: str) -> bytes:
    """Return the `datapackage.json` of the CSV files beside it."""
    document = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "version": version,
        "licenses": [{"name": "CC0-1.0", "path": LICENCE, "title": "CC0 1.0"}],
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return _json(document)


def _csvw_table(table: Table) -> dict[str, object]:
    keys = [
        {"columnReference": column.name, "reference": {"resource": f"{column.refers_to}.csv", "columnReference": key}}
        for column in table.columns
        if column.refers_to
        for key in TABLES[column.refers_to].key
    ]
    schema: dict[str, object] = {
        "columns": [_csvw_column(column) for column in table.columns],
        "primaryKey": list(table.key),
    }
    return {
        "url": f"{table.name}.csv",
        "dc:description": f"A row is {table.description}.",
        "tableSchema": {**schema, **({"foreignKeys": keys} if keys else {})},
    }


def _csvw_column(column: Column) -> dict[str, object]:
    made: dict[str, object] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": _CSVW_KINDS[column.kind],
    }
    if column.is_many:
        made["separator"] = SEPARATOR
    if column.is_required:
        made["required"] = True
    return made


def _resource(table: Table) -> dict[str, object]:
    keys = [
        {"fields": [column.name], "reference": {"resource": column.refers_to, "fields": [key]}}
        for column in table.columns
        if column.refers_to
        for key in TABLES[column.refers_to].key
    ]
    schema: dict[str, object] = {"fields": list(_fields(table.columns)), "primaryKey": list(table.key)}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": f"A row is {table.description}.",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "header": True},
        "schema": {**schema, **({"foreignKeys": keys} if keys else {})},
    }


def _fields(columns: Iterable[Column]) -> Iterable[dict[str, object]]:
    for column in columns:
        several = f"; several are joined by {SEPARATOR!r}" if column.is_many else ""
        field: dict[str, object] = {
            "name": column.name,
            "type": _FIELD_KINDS[column.kind],
            "description": f"{column.description}{several}",
        }
        if column.is_required:
            field["constraints"] = {"required": True}
        yield field


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
