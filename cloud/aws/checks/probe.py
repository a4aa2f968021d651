"""One real call of each chosen model, as the deployer: the only proof that it can be called.

The first call of a third-party model also subscribes the account to it, which needs rights that the functions rightly
lack (Amazon Bedrock user guide, "Request access to models"). A call costs less than a hundredth of a cent, but for the
largest models and for reranking (0.2 cents).
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cloud.aws.checks.finding import Finding
from cloud.stack.models import known_models
from cloud.stack.target import Target, stage_file_name

log = logging.getLogger("cloud")

TEXT = "Grail"
# Tokens of the answer: enough that no model refuses the number; a model that thinks first is cut off, which is fine.
ANSWER_TOKENS = 32
# A subscription may take two minutes, in which calls are denied (Amazon Bedrock user guide).
SUBSCRIBING_SECONDS = 150.0
PAUSE_SECONDS = 10.0
USE_CASE_FORM = (
    "Anthropic wants its use-case form once an account or organization: in the Bedrock console choose a Claude model "
    "in the model catalog and fill it in (or call PutUseCaseForModelAccess). It counts at once, or within 15 minutes."
)
MARKETPLACE = (
    "its first call subscribes the account, which needs aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions"
)
BUSY = frozenset({"ThrottlingException", "ServiceQuotaExceededException"})
QUOTAS = "Service Quotas, Amazon Bedrock, tokens per minute and per day of the model"


@dataclass(frozen=True)
class Probe:
    """One model and how it is called once. A model that is `in_use` by the stage may be busy for that very reason."""

    model: str
    region: str
    call: Callable[[], Any]
    in_use: bool = False

    def run(self, stage_file: str, pause: Callable[[float], None] = time.sleep) -> Finding:
        """Call; while an account is being subscribed, call again for a bounded time."""
        until = SUBSCRIBING_SECONDS
        while True:
            try:
                self.call()
            except ClientError as error:
                if until > 0 and _may_be_subscribing(error):
                    if until == SUBSCRIBING_SECONDS:
                        log.info("  … %s is denied; a subscription may take two minutes. Waiting …", self.model)
                    pause(PAUSE_SECONDS)
                    until -= PAUSE_SECONDS
                    continue
                busy = self.in_use and _code(error) in BUSY
                return Finding("warning" if busy else "refused", self._refusal(error, stage_file))
            except BotoCoreError as error:
                return Finding("refused", f"{self.model} could not be called in {self.region}: {error}")
            return Finding("ok", f"{self.model} answers in {self.region}.")

    def _refusal(self, error: ClientError, stage_file: str) -> str:
        code, message = _code(error), error.response["Error"].get("Message", "").rstrip(".")
        head = f"{self.model} does not answer in {self.region}: "
        if "use case" in message or "use-case" in message:
            return head + USE_CASE_FORM
        if "Legacy" in message or "end of its life" in message:
            return f"{head}it is at its end and closed to new accounts. Choose its successor in {stage_file}."
        if code == "AccessDeniedException":
            return head + _denied(message)
        if code in BUSY:
            return f"{head}the account's quota is used up or very low ({message}). Ask for more: {QUOTAS}."
        if code == "ValidationException" and "on-demand throughput" in message:
            return f"{head}choose an inference profile of it in {stage_file}, such as global.{self.model}."
        if code == "ValidationException":
            return f"{head}Bedrock refuses the id or the call ({message}). Choose another model in {stage_file}."
        if code == "ResourceNotFoundException":
            return f"{head}the region does not have it. Choose another model or set BedrockRegion in {stage_file}."
        return f"{head}Bedrock failed ({code}: {message}). Try again in a few minutes."


def _denied(message: str) -> str:
    if "INVALID_PAYMENT_INSTRUMENT" in message:
        return f"{MARKETPLACE}, and the account has no valid payment method. Add one in Billing, Payment preferences."
    if "aws-marketplace" in message:
        return f"{MARKETPLACE}. Whoever deploys lacks them: see cloud/stack/deployer-policy.json."
    if "service control policy" in message:
        return f"a policy of the organization forbids it ({message}). Ask who manages the organization."
    if "not authorized to perform: bedrock:" in message:
        return f"whoever deploys may not call it ({message}). See cloud/stack/deployer-policy.json."
    return f"access is denied ({message}). {MARKETPLACE.capitalize()}; it may take two minutes. {USE_CASE_FORM}"


def _may_be_subscribing(error: ClientError) -> bool:
    """Whether access may come by waiting. Rights that are missing do not."""
    message = error.response["Error"].get("Message", "")
    final = ("not authorized", "INVALID_PAYMENT_INSTRUMENT", "service control policy", "use case", "Legacy")
    return _code(error) == "AccessDeniedException" and not any(word in message for word in final)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def probes(target: Target, chosen: Mapping[str, str], region: str) -> list[Probe]:
    """A probe for every model that the stage calls."""
    runtime = _client(target, "bedrock-runtime", region)
    chats = [Probe(model, region, _chat(runtime, model)) for model in chat_models(chosen)]
    embedding, reranking = chosen["EmbeddingModel"], chosen.get("RerankModel", "")
    titan = known_models(target).embedding_model(embedding).family == "titan"
    probes = [Probe(embedding, region, _embedding(runtime, embedding, titan=titan)), *chats]
    if reranking:
        agent = _client(target, "bedrock-agent-runtime", region)
        arn = f"arn:{target.partition}:bedrock:{region}::foundation-model/{reranking}"
        probes.append(Probe(reranking, region, _rerank(agent, arn)))
    return probes


def chat_models(chosen: Mapping[str, str]) -> list[str]:
    """Every chat model that the stage may call, each once."""
    models = [*chosen["ChatModels"].split(","), chosen.get("FallbackModel", ""), chosen.get("OcrModel", "")]
    return [model for model in dict.fromkeys(model.strip() for model in models) if model]


def models(target: Target, chosen: Mapping[str, str], region: str) -> Iterator[Finding]:
    """Call each model once."""
    in_use = target.outputs() is not None
    for probe in probes(target, chosen, region):
        yield replace(probe, in_use=in_use).run(stage_file_name(target.stage))


def _client(target: Target, service: Any, region: str) -> Any:
    """Two attempts: a quota that is used up is to be said, not waited for."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=120)
    return target.session.client(service, region_name=region, config=config)


def _chat(client: Any, model: str) -> Callable[[], Any]:
    messages = [{"role": "user", "content": [{"text": TEXT}]}]
    return lambda: client.converse(modelId=model, messages=messages, inferenceConfig={"maxTokens": ANSWER_TOKENS})


def _embedding(client: Any, model: str, *, titan: bool) -> Callable[[], Any]:
    body = {"inputText": TEXT} if titan else {"texts": [TEXT], "input_type": "search_query"}
    return lambda: client.invoke_model(modelId=model, body=json.dumps(body))


def _rerank(client: Any, arn: str) -> Callable[[], Any]:
    source = {"type": "TEXT", "textDocument": {"text": TEXT}}
    return lambda: client.rerank(
        queries=[{"type": "TEXT", "textQuery": {"text": TEXT}}],
        sources=[{"type": "INLINE", "inlineDocumentSource": source}],
        rerankingConfiguration={
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": {"numberOfResults": 1, "modelConfiguration": {"modelArn": arn}},
        },
    )
