"""What each kind of model server says of its models: which chat, and how much each reads.

Ollama https://docs.ollama.com/api · LM Studio https://lmstudio.ai/docs/developer/rest/endpoints ·
llama.cpp https://github.com/ggml-org/llama.cpp/tree/master/tools/server · vLLM, and others, by OpenAI's list of models.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloud.models.served import Api

type Ask = Callable[..., Awaitable[Any]]
"""Asks a server by path, with a JSON body or without; the parsed JSON, or None where it is not had."""

OLLAMA, LM_STUDIO, LLAMA_CPP, VLLM, OTHER = "Ollama", "LM Studio", "llama.cpp", "vLLM", "A model server"
# Ports on which people run a kind of server.
PORTS: Mapping[int, str] = {
    11434: OLLAMA,
    1234: LM_STUDIO,
    8080: LLAMA_CPP,
    8000: VLLM,
    1337: "Jan",
    4891: "GPT4All",
    5000: "Text generation web UI",
    5001: "KoboldCpp",
    30000: "SGLang",
}
TOLD_APART = (OLLAMA, LM_STUDIO, LLAMA_CPP, VLLM)
OLLAMA_MODELS = 50  # So many are asked about, each by a call.
USUAL_LM_STUDIO = 4_096  # Tokens that LM Studio gives to a model which it loads when it is asked.
WANTED = 16_384  # Tokens that Ollama is asked to give to a model; a prompt of Grail and its answer may take 9,000.
UNKNOWN = 8_192  # Tokens that a server is taken to read where it does not say.

# Names of models that do not chat, where a server does not tell them apart.
_NO_CHAT = re.compile(r"embed|(?:^|[-_/])(?:bge|e5|gte)[-_]|minilm|rerank|whisper|[-_]tts|bert", re.IGNORECASE)


@dataclass(frozen=True)
class ListedModel:
    """A chat model by the server's `name`. `context` is None where nobody says; `billions` are its parameters."""

    name: str
    context: int | None = None
    loaded: bool = False
    thinks: bool = False
    billions: float | None = None


@dataclass(frozen=True)
class Server:
    """A server at `url`, its root. `locked` says that it wants a key."""

    kind: str
    url: str
    models: tuple[ListedModel, ...] = ()
    api: Api = "openai"
    locked: bool = False

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[-1]


async def identify(ask: Ask, url: str, usual: str, listed: Sequence[Mapping[str, Any]]) -> Server:
    """The server that lists these models. `usual` is the kind that people run on its port."""
    studio, props, version, tags = await asyncio.gather(
        *map(ask, ("/api/v0/models", "/props", "/api/version", "/api/tags"))
    )
    if models := _of_lm_studio(studio):
        return Server(LM_STUDIO, url, _sorted(models))
    if context := _of_llama_cpp(props):
        return Server(LLAMA_CPP, url, _sorted(ListedModel(name, context) for name in _chatting(listed)))
    if isinstance(version, dict) and "version" in version and isinstance(tags, dict):
        return Server(OLLAMA, url, _sorted(await _of_ollama(ask, tags)), api="ollama")
    if any("max_model_len" in entry for entry in listed):
        lengths = {entry["id"]: _whole(entry.get("max_model_len")) for entry in listed}
        return Server(VLLM, url, _sorted(ListedModel(name, lengths[name], loaded=True) for name in _chatting(listed)))
    kind = OTHER if usual in TOLD_APART else usual
    return Server(kind, url, _sorted(ListedModel(name) for name in _chatting(listed)))


def entries(answer: Any, key: str = "data") -> list[dict[str, Any]]:
    """The objects of a list in a server's answer, those without a name left out."""
    content = answer.get(key) if isinstance(answer, dict) else None
    named = "name" if key == "models" else "id"
    return [entry for entry in content or () if isinstance(entry, dict) and isinstance(entry.get(named), str)]


def _chatting(listed: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    return (entry["id"] for entry in listed if not _NO_CHAT.search(entry["id"]))


def _sorted(models: "Iterator[ListedModel] | Sequence[ListedModel]") -> tuple[ListedModel, ...]:
    """Those in memory first, for they answer at once."""
    return tuple(sorted(models, key=lambda model: not model.loaded))


def _of_lm_studio(answer: Any) -> list[ListedModel]:
    found = []
    for entry in entries(answer):
        if entry.get("type") not in ("llm", "vlm"):
            continue
        loaded, most = entry.get("state") == "loaded", _whole(entry.get("max_context_length"))
        context = _whole(entry.get("loaded_context_length")) if loaded else None
        found.append(ListedModel(entry["id"], context or min(USUAL_LM_STUDIO, most or USUAL_LM_STUDIO), loaded))
    return found


def _of_llama_cpp(props: Any) -> int | None:
    """The tokens of one of its slots."""
    settings = props.get("default_generation_settings") if isinstance(props, dict) else None
    return _whole(settings.get("n_ctx")) if isinstance(settings, dict) else None


async def _of_ollama(ask: Ask, tags: Mapping[str, Any]) -> list[ListedModel]:
    """Without models that run in Ollama's cloud: nothing leaves the machine unasked."""
    local = [entry for entry in entries(tags, "models") if not entry.get("remote_host")][:OLLAMA_MODELS]
    running, *shown = await asyncio.gather(
        ask("/api/ps"), *(ask("/api/show", {"model": entry["name"]}) for entry in local)
    )
    loaded = {entry["name"] for entry in entries(running, "models")}
    read = (_shown(entry, details, loaded) for entry, details in zip(local, shown, strict=True))
    return [model for model in read if model is not None]


def _shown(entry: Mapping[str, Any], details: Any, loaded: set[str]) -> ListedModel | None:
    name, details = entry["name"], details if isinstance(details, dict) else {}
    abilities = details.get("capabilities")
    if "completion" not in abilities if isinstance(abilities, list) else _NO_CHAT.search(name):
        return None
    about = details.get("model_info") if isinstance(details.get("model_info"), dict) else {}
    most = next((_whole(about[key]) for key in about if key.endswith(".context_length")), None)
    size = _whole(about.get("general.parameter_count"))
    thinks = isinstance(abilities, list) and "thinking" in abilities
    return ListedModel(name, min(WANTED, most or UNKNOWN), name in loaded, thinks, size and size / 1e9)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
