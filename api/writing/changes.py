"""From a write as it came over HTTP to the change that the store is asked to make."""

import re

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import UPDATE
from claimgraph.api.writing.conditions import Conditions
from claimgraph.api.writing.multipart import MultipartError, read_parts
from claimgraph.api.writing.wire import WriteRequest
from claimgraph.store import DOCUMENT_FORMATS, Change, Document, GraphChange, Update

__all__ = ["change_of", "conditions_of", "refuse_type"]

_MULTIPART = "multipart/form-data"

_CHARSET = re.compile(r";\s*charset=\"?([^\s\";]*)", re.IGNORECASE)


def refuse_type(operation: str, content_type: str) -> None:
    """Let no body pass that the operation can't read: Problem tells which types it can."""
    if operation == "DELETE":
        return
    accepted = [UPDATE] if operation in ("UPDATE", "PATCH") else list(DOCUMENT_FORMATS)
    if operation == "POST":
        accepted.append(_MULTIPART)
    if _essence(content_type) not in accepted:
        said = f"sent as {content_type[:100]!r}" if content_type else "sent without a Content-Type"
        field = {"PATCH": "Accept-Patch", "UPDATE": "Accept-Post", "POST": "Accept-Post"}.get(operation)
        headers = {field: ", ".join(accepted)} if field else {}
        raise Problem("media-type", f"The body is {said}; send {' or '.join(accepted)}.", headers=headers)
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise Problem("media-type", f"The body's charset is {charset[1][:40]!r}; only UTF-8 is read here.")


def change_of(request: WriteRequest) -> Change:
    """Return the change. Raises Problem where the body can't be read as what it is sent as."""
    refuse_type(request.operation, request.content_type)
    if request.operation == "UPDATE":
        return Update(_text(request.body), using=request.using, using_named=request.using_named)
    method = request.operation
    if method == "PATCH":
        return GraphChange(method, request.graph, update=_text(request.body), base=request.base)
    documents = () if method == "DELETE" else tuple(_documents(request))
    return GraphChange(method, request.graph, documents, base=request.base)


def conditions_of(request: WriteRequest) -> Conditions:
    """Return the conditions under which the change is to be made."""
    return Conditions(request.if_match, request.if_none_match)


def _documents(request: WriteRequest) -> list[Document]:
    if _essence(request.content_type) != _MULTIPART:
        return [Document(request.body, _essence(request.content_type))]
    try:
        parts = read_parts(request.content_type, request.body)
    except MultipartError as error:
        raise Problem("data-syntax", f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    for content_type, _ in parts:
        refuse_type("PUT", content_type)
    return [Document(body, _essence(content_type)) for content_type, body in parts]


def _essence(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad-request", "The body is not UTF-8.") from None
