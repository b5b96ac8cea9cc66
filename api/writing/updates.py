"""SPARQL Update over HTTP (SPARQL 1.1 Protocol, section 2.2)."""

from claimgraph.api.service.body import read_body
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import UPDATE, ProtocolUpdate, read
from claimgraph.api.service.replies import Receive, Reply, Scope, header
from claimgraph.api.writing.wire import WriteRequest
from claimgraph.api.writing.writes import BODY_SECONDS, Writes, written_headers

__all__ = ["Updates"]


class Updates:
    """Takes updates from whoever has the token, if there is one."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    @property
    def is_open(self) -> bool:
        """Whether anybody may send updates at all."""
        return self._writes.is_open

    def is_direct(self, scope: Scope) -> bool:
        """Return whether the request's body is an update, which may be longer than a query."""
        content_type = header(scope, b"content-type") or ""
        return scope["method"] == "POST" and content_type.split(";")[0].strip().lower() == UPDATE

    async def receive(self, scope: Scope, receive: Receive) -> Reply:
        """Return the answer to an update that is the request's body, which is read only once the token is right."""
        self._writes.authorise(scope)
        body = await read_body(scope, receive, self._writes.settings.max_body, BODY_SECONDS)
        asked = read("POST", scope["query_string"], header(scope, b"content-type"), body)
        if not isinstance(asked, ProtocolUpdate):
            raise Problem("bad-request", "The request is no update.")
        return await self.carry_out(scope, asked)

    async def carry_out(self, scope: Scope, asked: ProtocolUpdate) -> Reply:
        """Return the answer to an update, once what it changed is served. Raises Problem where nothing is changed."""
        self._writes.authorise(scope, body_read=True)
        if not asked.update.strip():
            raise Problem("bad-request", "The update is empty.")
        request = WriteRequest("UPDATE", asked.update, UPDATE, using=asked.using, using_named=asked.using_named)
        return Reply(204, headers=written_headers(await self._writes.carry_out(request)))
