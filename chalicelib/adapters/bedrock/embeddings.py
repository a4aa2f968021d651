"""Bedrock through boto3: embeddings by InvokeModel, and its errors as ours. Answers are in `converse.py`.

Here a query's throttled call is repeated. `rag/documents/embedding.py` paces and repeats the calls for passages.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from tenacity import retry_if_exception_type, stop_after_attempt, wait_random_exponential

from chalicelib.adapters.bedrock.catalogue_entries import EmbeddingModel
from chalicelib.adapters.errors import translate
from chalicelib.adapters.retrying import RetryPolicy
from chalicelib.errors import ModelAccessError, ModelBusyError, ModelError
from chalicelib.models import Embeddings

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime.client import BedrockRuntimeClient

BUSY = r"^(Throttling|ServiceUnavailable|ModelNotReady|ModelTimeout|InternalServer|ServiceQuotaExceeded)Exception:"
# The service has no right to the model, or the model has ended or is not in the region.
NO_ACCESS = r"^(AccessDenied|ResourceNotFound)Exception:|(?i:model identifier is invalid|on-demand throughput)"
# Errors of Bedrock before a stream has begun.
bedrock_errors = partial(
    translate,
    (BUSY, ModelBusyError),
    (NO_ACCESS, ModelAccessError),
    (ClientError, lambda: ModelError("The model did not accept the request.")),
    (BotoCoreError, lambda: ModelBusyError("The model could not be reached. Please try again in a moment.")),
)

patiently = RetryPolicy(
    retry=retry_if_exception_type(ModelBusyError),
    wait=wait_random_exponential(multiplier=0.5, max=20),
    stop=stop_after_attempt(6),
)


class BedrockEmbedder:
    """Embeds by one model, with vectors of unit length."""

    def __init__(self, client: "BedrockRuntimeClient", model: EmbeddingModel, dimensions: int | None) -> None:
        self._client = client
        self._entry = model
        self._dimensions = dimensions or model.dimensions

    @property
    def model(self) -> str:
        """The plain id: vectors are the same through every profile of a model, and so is their table."""
        return self._entry.id

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def batch_size(self) -> int:
        return self._entry.batch_size

    @property
    def max_tokens(self) -> int:
        return self._entry.max_tokens

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """At most `batch_size` texts, in one call that is not repeated: who embeds many paces the calls."""
        return self._embed(texts, "search_document")

    @patiently
    def embed_query(self, text: str) -> list[float]:
        return self._embed([text], "search_query").vectors[0]

    def _embed(self, texts: Sequence[str], purpose: str) -> Embeddings:
        cut = [text[: self._entry.max_characters] for text in texts]
        with bedrock_errors():
            answer = self._client.invoke_model(
                modelId=self._entry.called or self.model, body=json.dumps(self._body(cut, purpose))
            )
            body = json.loads(answer["body"].read())
        vectors = _vectors(body)
        if len(vectors) != len(texts) or any(len(vector) != self._dimensions for vector in vectors):
            raise ModelBusyError("The embedding model answered short. Please try again in a moment.")
        return Embeddings(vectors=vectors, tokens=_tokens(answer["ResponseMetadata"], body, cut))

    def _body(self, texts: Sequence[str], purpose: str) -> dict[str, Any]:
        if self._entry.family == "titan":
            return {"inputText": texts[0], "dimensions": self._dimensions, "normalize": True}
        body: dict[str, Any] = {"texts": list(texts), "input_type": purpose, "truncate": "END"}
        if self._entry.family == "cohere-v4":
            # v4 counts from the left and names the end that is cut off differently from v3.
            body |= {"output_dimension": self._dimensions, "embedding_types": ["float"], "truncate": "RIGHT"}
        return body


def _vectors(body: Mapping[str, Any]) -> list[list[float]]:
    """Titan gives one `embedding`, Cohere a list, or a map by type where types were asked for."""
    if "embedding" in body:
        return [body["embedding"]]
    vectors = body["embeddings"]
    return list(vectors["float"] if isinstance(vectors, dict) else vectors)


def _tokens(metadata: Mapping[str, Any], body: Mapping[str, Any], texts: Sequence[str]) -> int:
    """The tokens billed: Titan's own count, or the header that Bedrock sends for every model."""
    if "inputTextTokenCount" in body:
        return int(body["inputTextTokenCount"])
    header = metadata.get("HTTPHeaders", {}).get("x-amzn-bedrock-input-token-count")
    return int(header) if header else sum(len(text) for text in texts) // 4
