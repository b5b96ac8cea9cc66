"""Records of comments as the regulations.gov API gives them, and folders of them, written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COMMENT = "LAMP-2024-0001-0002"


def comment_record(
    included: list[dict[str, Any]] | None = None, kind: str = "comments", key: str = COMMENT, **attributes: Any
) -> dict[str, Any]:
    """A record; attributes stand in for the usual ones."""
    given = {"comment": "Lamps are dim.", "docketId": "LAMP-2024-0001", "receiveDate": "2024-03-27T04:00:00Z"}
    link = f"https://api.regulations.gov/v4/{kind}/{key}"
    return {
        "data": {"id": key, "type": kind, "links": {"self": link}, "attributes": given | attributes},
        "included": included or [],
    }


def attachment(title: str, *names: str, key: str = COMMENT, **attributes: Any) -> dict[str, Any]:
    """One attachment of a record, in the formats that its files' names tell."""
    address = f"https://downloads.regulations.gov/{key}/"
    formats = [{"fileUrl": address + name, "format": name.rsplit(".")[-1]} for name in names]
    return {"type": "attachments", "id": title, "attributes": {"title": title, "fileFormats": formats, **attributes}}


def write_tree(folder: Path, files: dict[str, Any]) -> Path:
    """A folder of files by path: bytes and words as they are, everything else as JSON."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, bytes):
            path.write_bytes(value)
        else:
            path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return folder
