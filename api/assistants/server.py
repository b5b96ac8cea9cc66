"""The server of the Model Context Protocol, on the official SDK: it lists tools and resources, calls and reads them."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from claimgraph.api.assistants.resources import RESOURCES
from claimgraph.api.assistants.source import Source
from claimgraph.api.assistants.tools import INSTRUCTIONS, TOOLS, arguments_of, refusal
from claimgraph.api.service.problems import Problem

__all__ = ["Context", "make_server"]

# What the SDK hands its handlers; nothing is kept from one request to the next.
Context = ServerRequestContext[Any, Any]

_READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_log = logging.getLogger(__name__)


def make_server(opened: Callable[[Context], AbstractAsyncContextManager[Source]]) -> "Server[Any]":
    """Return a server that asks what `opened` gives for a request, and only while that request lasts."""
    tools = types.ListToolsResult(tools=[_tool(name) for name in TOOLS])
    resources = types.ListResourcesResult(
        resources=[
            types.Resource(
                uri=each.uri,
                name=each.uri.rpartition("/")[2],
                title=each.title,
                description=each.description,
                mime_type=each.media_type,
            )
            for each in RESOURCES.values()
        ]
    )

    async def list_tools(context: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return tools

    async def list_resources(
        context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return resources

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name[:60]!r}; there are {', '.join(TOOLS)}")
        try:
            asked = arguments_of(tool, params.arguments or {})
            async with opened(context) as source:
                answer = await tool.call(source, asked)
        except Problem as problem:
            return _failed(refusal(problem))
        except Exception:  # the last frame of ours: the log gets the trace, the assistant words
            _log.exception("the tool %s failed", tool.name)
            return _failed(refusal(Problem("internal", "This should not have happened.")))
        text = "\n".join(tool.read(answer))
        return types.CallToolResult(
            content=[types.TextContent(text=text)], structured_content=answer.model_dump(mode="json", by_alias=True)
        )

    async def read_resource(context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        resource = RESOURCES.get(params.uri)
        if resource is None:
            known = ", ".join(RESOURCES)
            raise MCPError(types.INVALID_PARAMS, f"there is no resource {params.uri[:200]!r}; there are {known}")
        try:
            async with opened(context) as source:
                text = await resource.text(source)
        except Problem as problem:
            raise MCPError(types.INTERNAL_ERROR, refusal(problem)) from None
        content = types.TextResourceContents(uri=resource.uri, mime_type=resource.media_type, text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "claimgraph",
        version=version("claimgraph"),
        title="claimgraph",
        description="Who claims what, in which words, on which evidence: public comment letters as a graph",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _tool(name: str) -> types.Tool:
    tool = TOOLS[name]
    return types.Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.gives.model_json_schema(mode="serialization"),
        annotations=_READ_ONLY,
    )


def _failed(words: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=words)], is_error=True)
