"""The model ids that this server knows, and the model behind each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cloud.bedrock import rerank
from cloud.bedrock.chat.base import ChatModel
from cloud.bedrock.chat.gguf import GgufChat
from cloud.bedrock.chat.llama import FileChat
from cloud.bedrock.chat.ollama import OllamaChat
from cloud.bedrock.chat.openai_server import OpenAiChat
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.chat.small import SmallChat
from cloud.bedrock.embedders import E5, E5Embedder, HashedWords
from cloud.bedrock.embedding_api import EmbeddingModel, local_models, stand_in_models
from cloud.bedrock.wire.errors import ServiceError, unknown_model
from cloud.bedrock.wire.families import Called, called
from cloud.models.served import Served

LOCAL_QUOTING = "local.quoting"
LOCAL_STRICT = "local.quoting-strict"
LOCAL_GEMMA = "local.gemma3-270m"
LOCAL_OPENAI = "local.openai"

_SCOPE = re.compile(r"^(?:us-gov|apac|global|[a-z]{2})\.")


@dataclass(frozen=True)
class Options:
    """What the server is started with.

    `stand_ins` answers the ids of Amazon, Cohere and others from local code: for tests only.
    `pace_ms` is the pause between two words of the quoting model.
    """

    stand_ins: bool = False
    pace_ms: float = 8.0
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: str | None = None
    served: tuple[Served, ...] = ()
    """Models of servers that the start command has found."""


class Catalogue:
    """Finds the model for an id or an ARN. Raises `ServiceError` as Bedrock does for what it does not know."""

    def __init__(self, options: Options) -> None:
        self.e5 = E5()
        self._stand_ins = options.stand_ins
        self._embedding = local_models(E5Embedder(self.e5))
        if options.stand_ins:
            self._embedding |= stand_in_models(HashedWords())
        pace = options.pace_ms / 1000
        self._chat: dict[str, ChatModel] = {
            LOCAL_QUOTING: QuotingChat(self.e5, pace),
            LOCAL_STRICT: QuotingChat(self.e5, pace, "strict"),
            LOCAL_GEMMA: GgufChat(),
        }
        if options.llm_url:
            self._chat[LOCAL_OPENAI] = OpenAiChat(options.llm_url, options.llm_model, options.llm_key)
        self._chat |= {model.id: self._served(model, options) for model in options.served}

    def embedding(self, model_id: str) -> EmbeddingModel:
        name = bare_id(model_id)
        model = self._embedding.get(name) or self._embedding.get(_SCOPE.sub("", name))
        if model is None:
            raise unknown_model()
        return model

    def chat(self, model_id: str) -> ChatModel:
        name = bare_id(model_id)
        if name in self._chat:
            return self._chat[name]
        raise unknown_model()

    def family(self, model_id: str) -> Called | None:
        """The family of Bedrock's that an id is of, where stand-ins answer."""
        return called(model_id) if self._stand_ins else None

    def check_rerank(self, model_id: str) -> None:
        ids = (rerank.LOCAL_RERANK, *(rerank.STAND_INS if self._stand_ins else ()))
        if model_id not in ids:
            raise ServiceError("ResourceNotFoundException", "The model you specified was not found.")

    def _served(self, model: Served, options: Options) -> ChatModel:
        """The key is that of the server which a person has named; others were found without one."""
        key = options.llm_key if model.id == LOCAL_OPENAI else None
        if model.api == "file":
            file = FileChat(model.url, model.context, thinks=model.thinks)
            return SmallChat(file, self.e5) if model.small else file
        if model.api == "ollama":
            return OllamaChat(model.url, model.name, model.context, thinks=model.thinks, key=key)
        return OpenAiChat(f"{model.url}/v1", model.name, key)

    def ids(self) -> list[str]:
        """Every id that is served by name."""
        return sorted([*self._embedding, *self._chat, rerank.LOCAL_RERANK])


def bare_id(model_id: str) -> str:
    """The id inside an ARN (`arn:aws:bedrock:…:foundation-model/<id>`), or the id itself."""
    return model_id.rsplit("/", 1)[-1]
