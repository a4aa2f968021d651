"""Which models of the servers found are offered, under which ids, and what the person is told of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cloud.models.kinds import LLAMA_CPP, LM_STUDIO, OLLAMA, UNKNOWN, VLLM, WANTED, ListedModel, Server
from cloud.models.served import Served

ENOUGH = 8_192  # Tokens below which less of the documents is sent than Grail would.
LEAST_BILLIONS = 1.0  # Models with fewer parameters answer worse than quotes do; they are offered after those.
MODELS_A_SERVER = 12  # A choice of more is no choice.
QUOTING = "local.quoting"
NONE_FOUND = (
    "No model server runs on this machine, so answers are quotes. For written answers: make dev MODEL=small, and "
    "choose the model on the page (medium answers by itself, on a fast machine); or install Ollama "
    "(https://ollama.com), type  ollama pull qwen3:8b  and start Grail again."
)
_MORE_CONTEXT = {
    LLAMA_CPP: f"start it with  -c {WANTED}",
    LM_STUDIO: f"load the model with a context length of {WANTED}",
    VLLM: f"start it with  --max-model-len {WANTED}",
}


@dataclass(frozen=True)
class Offer:
    """`chat_models` are ids, the default first; `lines` are for the terminal."""

    models: tuple[Served, ...]
    chat_models: tuple[str, ...]
    lines: tuple[str, ...]


def offer(servers: Sequence[Server]) -> Offer:
    ids: dict[str, Served] = {}
    small = []
    for server in servers:
        for model in server.models[:MODELS_A_SERVER]:
            served = _served(server, model, ids)
            ids[served.id] = served
            if model.billions is not None and model.billions < LEAST_BILLIONS:
                small.append(served.id)
    first = tuple(name for name in ids if name not in small)
    return Offer(tuple(ids.values()), (*first, QUOTING, *small), tuple(_lines(servers, ids, first)))


def of_address(server: Server, model_id: str, name: str | None) -> Served | None:
    """The model that a person has named at a server of theirs, or its first one; None where it has neither."""
    found = next(
        (model for model in server.models if name in (None, model.name, model.name.removesuffix(":latest"))), None
    )
    if found is None:
        return None
    context = found.context or UNKNOWN
    return Served(model_id, _label(server, found), server.api, server.url, found.name, context, found.thinks)


def _served(server: Server, model: ListedModel, taken: dict[str, Served]) -> Served:
    kind = re.sub(r"[^a-z0-9]+", "-", server.kind.lower().removeprefix("a "))
    base = f"local.{kind}.{re.sub(r'[^A-Za-z0-9._:-]+', '-', readable(model.name)).strip('-')}"
    served_id, number = base, 1
    while served_id in taken:
        number += 1
        served_id = f"{base}-{number}"
    context = model.context or UNKNOWN
    return Served(served_id, _label(server, model), server.api, server.url, model.name, context, model.thinks)


def _label(server: Server, model: ListedModel) -> str:
    return f"{readable(model.name)} ({server.kind.removeprefix('A ')})"


def readable(name: str) -> str:
    """llama.cpp calls a model by the path of its file, vLLM by the repository that it is from."""
    return PurePath(name.replace("\\", "/")).name.removesuffix(".gguf").removesuffix(":latest") or name


def _lines(servers: Sequence[Server], ids: dict[str, Served], first: Sequence[str]) -> Iterator[str]:
    if not servers:
        yield NONE_FOUND
    for server in servers:
        names = ", ".join(readable(model.name) for model in server.models[:MODELS_A_SERVER])
        if server.locked:
            yield (
                f"{server.kind} on port {server.port} wants a key. To use it: "
                f"LOCAL_LLM_URL={server.url}/v1 LOCAL_LLM_KEY=… make dev"
            )
        elif names:
            yield f"{server.kind} answers on port {server.port} with {names}."
        elif server.kind == OLLAMA:
            yield "Ollama runs without a chat model. To get one, type  ollama pull qwen3:8b  and start Grail again."
        else:
            yield f"{server.kind} on port {server.port} has no chat model. Load one there, and start Grail again."
        yield from _context_line(server)
    if ids:
        default = ids[first[0]].label if first else "quotes, since models as small answer worse"
        yield f"The page's model choice has them; the first is {default}. Models are looked for at the start alone."


def _context_line(server: Server) -> Iterator[str]:
    least = min((model.context for model in server.models if model.context), default=ENOUGH)
    if least < ENOUGH and server.kind in _MORE_CONTEXT:
        yield (
            f"{server.kind} reads {least:,} tokens at once, so less of the documents is sent. "
            f"For more, {_MORE_CONTEXT[server.kind]}."
        )
