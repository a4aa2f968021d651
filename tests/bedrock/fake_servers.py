"""Stand-ins for the kinds of model servers that people run, with what each says of its models."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

ANSWER = "The engineer Gustave Eiffel [1]."


def listed(*names: str, **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": name, "object": "model", **more} for name in names]}


class FakeServer:
    """Answers `pages` by path; the paths of calls stream `ANSWER`. Keeps what it was asked."""

    def __init__(self, pages: Mapping[str, Any]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[str, Any]] = []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        path, sent = request.url.path, json.loads(body) if body else None
        self.asked.append((path, sent))
        page = self.pages.get(path)
        if callable(page):
            page = await _result(page, sent)
        if isinstance(page, Response):
            return page
        return JSONResponse({"error": "not found"}, 404) if page is None else JSONResponse(page)


async def _result(page: Callable[[Any], Any], sent: Any) -> Any:
    made = page(sent)
    return await made if isinstance(made, Awaitable) else made


def _by_openai(_: Any) -> Response:
    words = [{"choices": [{"delta": {"content": word}}]} for word in ANSWER.split(" ")]
    for chunk in words[:-1]:
        chunk["choices"][0]["delta"]["content"] += " "
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in words] + ["data: [DONE]\n\n"]
    return StreamingResponse(iter(lines), media_type="text/event-stream")


def _by_ollama(sent: Any) -> Response:
    if sent["model"] == "broken:1b":
        return JSONResponse({"error": "model requires more system memory (5 GiB) than is available (3 GiB)"}, 500)
    said = [{"message": {"role": "assistant", "content": "", "thinking": "Who? "}, "done": False}]
    said += [{"message": {"role": "assistant", "content": piece}, "done": False} for piece in (ANSWER[:9], ANSWER[9:])]
    end = {"done": True, "done_reason": "length", "prompt_eval_count": 11, "eval_count": 7}
    lines = "".join(json.dumps(line) + "\n" for line in [*said, {"message": {"content": ""}, **end}])
    pieces = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    return StreamingResponse(iter(pieces), media_type="application/x-ndjson")


def ollama() -> FakeServer:
    shown = {
        "qwen3:8b": {
            "capabilities": ["completion", "tools", "thinking"],
            "model_info": {"qwen3.context_length": 40_960, "general.parameter_count": 8_190_000_000},
        },
        "tiny:latest": {
            "capabilities": ["completion"],
            "model_info": {"qwen2.context_length": 2_048, "general.parameter_count": 494_000_000},
        },
        "nomic-embed-text:latest": {"capabilities": ["embedding"], "model_info": {"bert.context_length": 2_048}},
        "old:7b": {"details": {}},
    }
    tags = [{"name": name} for name in ("nomic-embed-text:latest", "old:7b", "tiny:latest", "qwen3:8b")]
    return FakeServer(
        {
            "/v1/models": listed("qwen3:8b", "tiny:latest", "nomic-embed-text:latest", "gpt-oss:120b-cloud", "old:7b"),
            "/api/version": {"version": "0.20.1"},
            "/api/tags": {"models": [*tags, {"name": "gpt-oss:120b-cloud", "remote_host": "https://ollama.com:443"}]},
            "/api/ps": {"models": [{"name": "qwen3:8b", "context_length": 4_096}]},
            "/api/show": lambda sent: shown[sent["model"]],
            "/api/chat": _by_ollama,
        }
    )


def lm_studio() -> FakeServer:
    models = [
        {"id": "qwen/qwen3-4b", "type": "llm", "state": "not-loaded", "max_context_length": 32_768},
        {
            "id": "mistral-small",
            "type": "vlm",
            "state": "loaded",
            "max_context_length": 131_072,
            "loaded_context_length": 20_000,
        },
        {"id": "text-embedding-nomic", "type": "embeddings", "state": "not-loaded", "max_context_length": 2_048},
    ]
    return FakeServer(
        {
            "/v1/models": listed(*(str(model["id"]) for model in models)),
            "/api/v0/models": {"object": "list", "data": models},
            "/v1/chat/completions": _by_openai,
        }
    )


def llama_cpp() -> FakeServer:
    return FakeServer(
        {
            "/v1/models": listed("/home/me/models/Qwen2.5-7B-Instruct-Q4_K_M.gguf"),
            "/props": {"default_generation_settings": {"n_ctx": 4_096}, "total_slots": 1},
            # It has Ollama's list too, for editors that know Ollama alone.
            "/api/tags": {"models": [{"name": "Qwen2.5-7B-Instruct-Q4_K_M.gguf"}]},
            "/v1/chat/completions": _by_openai,
        }
    )


def vllm() -> FakeServer:
    return FakeServer(
        {
            "/v1/models": listed("Qwen/Qwen3-8B", max_model_len=32_768, owned_by="vllm"),
            "/v1/chat/completions": _by_openai,
        }
    )


def jan() -> FakeServer:
    return FakeServer({"/v1/models": listed("jan-nano", "bge-m3"), "/v1/chat/completions": _by_openai})
