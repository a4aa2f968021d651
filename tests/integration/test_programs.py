"""The official client of the Model Context Protocol at a running Grail, in each of its ways to begin."""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

import anyio
import httpx2
import pytest
from mcp import Client as Assistant
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client

TEXT = "The observatory of Fjellheim was built in 1931. Its dome opens at dusk. The astronomer is called Runa Vik."
QUESTION = "Who is the astronomer of the observatory of Fjellheim?"


@pytest.fixture(scope="module")
def reader(running: RunningGrail) -> Iterator[tuple[PageClient, str]]:
    """An account with a document that is ready, and a token of its own for a program."""
    with new_client(running) as client:
        assert client.wait(client.add_content("observatory.txt", TEXT.encode()).id).status == "ready"
        made = client.call("POST", "/tokens", {"name": "Assistant", "scopes": ["read", "ask", "write"], "days": 1})
        yield client, made["token"]


def told(result: Any) -> Any:
    """What a tool gave: one text that holds JSON."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    return json.loads(content.text)


@pytest.mark.parametrize("mode", ["auto", "legacy", "2026-07-28"])
def test_the_official_client_uses_every_tool(
    running: RunningGrail, reader: tuple[PageClient, str], mode: Literal["auto", "legacy", "2026-07-28"]
) -> None:
    client, token = reader

    async def use() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"{running.api_url}/mcp", http_client=http)
            async with Assistant(transport, mode=mode) as assistant:
                await everything(assistant, client)

    anyio.run(use)


async def everything(assistant: Assistant, client: PageClient) -> None:
    tools = {tool.name for tool in (await assistant.list_tools()).tools}
    assert {"search", "fetch", "ask", "read_passages", "list_documents", "verify_claim", "upload_text"} <= tools
    await collections(assistant, client)
    found = told(await assistant.call_tool("search", {"query": QUESTION}))["results"][0]
    assert re.fullmatch(r"http://localhost:\d+/#/d/\w+/\d+", found["url"])
    assert "Runa Vik" in told(await assistant.call_tool("fetch", {"id": found["id"]}))["text"]
    claim = {"claim": "The astronomer is called Runa Vik.", "passage_id": found["id"]}
    assert told(await assistant.call_tool("verify_claim", claim))["verified"] is True
    answer = told(await assistant.call_tool("ask", {"question": QUESTION}))
    while answer["status"] == "streaming":
        answer = told(await assistant.call_tool("ask", {"message_id": answer["message_id"]}))
    assert "Runa Vik" in answer["answer"]
    assert answer["citations"][0]["verified"] is True
    listed = (await assistant.list_resources()).resources
    contents = (await assistant.read_resource(next(one.uri for one in listed if "observatory" in one.name))).contents
    assert "Runa Vik" in contents[0].text  # type: ignore[union-attr]
    added = told(await assistant.call_tool("upload_text", {"filename": "note.md", "text": "A note of an assistant."}))
    assert client.wait(added["id"]).status == "ready"
    assert told(await assistant.call_tool("delete_document", {"document_id": added["id"]}))["deleted"] == added["id"]
    assert (await assistant.list_prompts()).prompts == []


async def collections(assistant: Assistant, client: PageClient) -> None:
    """What a collection holds is found within it; an empty one answers nothing."""
    stars, empty = (client.call("POST", "/collections", {"name": name})["id"] for name in ("Stars", "Nothing"))
    (document,) = client.documents()
    client.call("POST", f"/collections/{stars}/documents", {"document_id": document.id})
    listed = {one["id"]: one["documents"] for one in told(await assistant.call_tool("list_collections", {}))["items"]}
    assert (listed[stars], listed[empty]) == (1, 0)
    for collection, finds in ((stars, True), (empty, False)):
        found = told(await assistant.call_tool("search", {"query": QUESTION, "collection_ids": [collection]}))
        assert bool(found["results"]) is finds
    answer = told(await assistant.call_tool("ask", {"question": QUESTION, "collection_ids": [empty]}))
    while answer["status"] == "streaming":
        answer = told(await assistant.call_tool("ask", {"message_id": answer["message_id"]}))
    assert "Runa Vik" not in answer["answer"]
