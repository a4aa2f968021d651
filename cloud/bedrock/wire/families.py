"""What each family of Bedrock's chat models refuses, answers and bills, by rules of this server's own.

The rules stand in families.json and are not the product's: a check that shares its data with what it checks cannot
fail. Messages are Bedrock's, as public reports quote them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from cloud.bedrock.wire.errors import ServiceError, invalid, unknown_model
from cloud.bedrock.wire.tools import NO_TOOLS, NOT_IN_STREAMS, check_tools

_PROFILE = re.compile(r"(?P<scope>us-gov|apac|global|[a-z]{2})\.(?P<plain>[a-z0-9]+\..+)")
_OPERATION = "ConverseStream"
_BEGINNINGS = {"png": b"\x89PNG", "jpeg": b"\xff\xd8", "gif": b"GIF8", "webp": b"RIFF"}
MOST_IMAGE_BYTES = 3_932_160
_DEPRECATED = {"temperature": "temperature", "topP": "top_p"}


@dataclass(frozen=True)
class Family:
    """`usd` are dollars per million tokens: read, written, from the cache, to the cache. `long` has the length of a
    prompt above which its other numbers count. `factors` are prices by scope. `tools` are
    taken in whole answers alone, or in streamed ones too."""

    name: str
    pattern: str
    scopes: tuple[str, ...]
    max_tokens: int
    usd: tuple[float, ...]
    long: tuple[float, ...] = ()
    factors: Mapping[str, float] = field(default_factory=dict)
    refuses: tuple[str, ...] = ()
    effort: bool = False
    thinks: bool = False
    cache: bool = False
    cache_min: int = 1024
    search_results: bool = False
    images: bool = False
    tools: Literal["", "whole", "streamed"] = ""
    state: Literal["active", "legacy", "retired"] = "active"


@dataclass(frozen=True)
class Guardrail:
    versions: tuple[str, ...]
    blocks: str
    message: str


@dataclass(frozen=True)
class Called:
    """A family, called through one scope."""

    family: Family
    model: str
    scope: str

    def check(self, body: Mapping[str, Any], *, streamed: bool = True) -> None:
        """Raises `ServiceError` for what Bedrock would refuse."""
        self._check_model()
        _check_shape(body)
        self._check_inference(body.get("inferenceConfig") or {})
        if "outputConfig" in body and not self.family.effort:
            raise invalid("This model doesn't support the outputConfig.effort field. Remove effort and try again.")
        blocks = [*body.get("system", ()), *(block for turn in body.get("messages", ()) for block in turn["content"])]
        if not self.family.cache and any("cachePoint" in block for block in blocks):
            raise ServiceError(
                "AccessDeniedException",
                "You invoked an unsupported model or your request did not allow prompt caching.",
            )
        if not self.family.search_results and any("searchResult" in block for block in blocks):
            raise invalid("This model doesn't support the searchResult field. Remove searchResult and try again.")

        for block in blocks:
            if "image" in block:
                self._check_image(block["image"])
        if "toolConfig" in body and not self.family.tools:
            raise invalid(NO_TOOLS)
        if "toolConfig" in body and streamed and self.family.tools == "whole":
            raise invalid(NOT_IN_STREAMS)
        check_tools(body, signed_thoughts=self.family.thinks and self.family.effort)

    def _check_image(self, image: Mapping[str, Any]) -> None:
        """By the API reference of Bedrock, ImageBlock: one of four formats, of at most 3.75 MB."""
        if not self.family.images:
            raise invalid("This model doesn't support the image field. Remove image and try again.")
        if image["format"] not in _BEGINNINGS:
            raise invalid(
                f"1 validation error detected: Value '{image['format']}' at 'image.format' failed to satisfy "
                f"constraint: Member must satisfy enum value set: [{', '.join(_BEGINNINGS)}]"
            )
        content = base64.b64decode(image["source"].get("bytes", ""))
        if len(content) > MOST_IMAGE_BYTES:
            raise invalid("The model returned the following errors: image exceeds 3.75 MB maximum")
        if not content.startswith(_BEGINNINGS[image["format"]]):
            raise invalid("The model returned the following errors: Could not process image")

    def guardrail(self, body: Mapping[str, Any]) -> Guardrail | None:
        """The guardrail that the request names; raises `ServiceError` for one that does not exist."""
        named = body.get("guardrailConfig")
        if named is None:
            return None
        guardrail = guardrails().get(named["guardrailIdentifier"].rsplit("/", 1)[-1])
        if guardrail is None or named.get("guardrailVersion") not in guardrail.versions:
            raise invalid(
                "The guardrail identifier or version provided in the request does not exist. Make sure that the "
                "guardrail identifier and version are correct and try again."
            )
        return guardrail

    def price(self, read: int, written: int) -> float:
        """US dollars that this call is billed."""
        rates = self.family.usd
        if self.family.long and read > self.family.long[0]:
            rates = self.family.long[1:]
        factor = self.family.factors.get(self.scope, self.family.factors.get("*", 1.0))
        return (read * rates[0] + written * rates[1]) / 1_000_000 * factor

    def _check_model(self) -> None:
        if self.family.state == "retired":
            raise ServiceError(
                "ResourceNotFoundException",
                "This model version has reached the end of its life. Please refer to the AWS documentation for more "
                "details.",
            )
        if self.family.state == "legacy":
            raise ServiceError(
                "ResourceNotFoundException",
                "Access denied. This Model is marked by provider as Legacy and you have not been actively using the "
                "model in the last 30 days. Please upgrade to an active model on Amazon Bedrock.",
            )
        if not self.scope and "" not in self.family.scopes:
            raise invalid(
                f"Invocation of model ID {self.model} with on-demand throughput isn't supported. Retry your request "
                "with the ID or ARN of an inference profile that contains this model."
            )
        if self.scope not in self.family.scopes:
            raise unknown_model()

    def _check_inference(self, config: Mapping[str, Any]) -> None:
        for name in self.family.refuses:
            if name in config:
                raise invalid(f"`{_DEPRECATED[name]}` is deprecated for this model.")
        limit = self.family.max_tokens
        if config.get("maxTokens", 0) > limit:
            raise invalid(
                f"The maximum tokens you requested exceeds the model limit of {limit}. Try again with a maximum tokens "
                f"value that is lower than {limit}."
            )


def called(model_id: str) -> Called | None:
    """The family behind an id, a profile or an ARN; None where no rule is for it."""
    name = model_id.rsplit("/", 1)[-1] if model_id.startswith("arn:") else model_id
    name = _content()["application_profiles"].get(name, name) if model_id.startswith("arn:") else name
    profile = _PROFILE.fullmatch(name)
    scope, plain = (profile["scope"], profile["plain"]) if profile else ("", name)
    family = next((family for family in _families() if re.fullmatch(family.pattern, plain)), None)
    return Called(family, model_id, scope) if family else None


def guardrails() -> dict[str, Guardrail]:
    return {
        name: Guardrail(tuple(entry["versions"]), entry["blocks"], entry["message"])
        for name, entry in _content()["guardrails"].items()
    }


def _check_shape(body: object) -> None:
    """By botocore's own model of the operation."""
    from botocore.validate import ParamValidator

    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")

    report = ParamValidator().validate({"modelId": "m", **body}, _shape())
    if report.has_errors():
        raise invalid(f"Malformed input request: {report.generate_report()}")


@cache
def _shape() -> Any:
    from botocore.loaders import create_loader
    from botocore.model import ServiceModel

    loaded = create_loader().load_service_model("bedrock-runtime", "service-2")
    return ServiceModel(loaded, "bedrock-runtime").operation_model(_OPERATION).input_shape


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(__file__).with_name("families.json").read_text())
    return content


@cache
def _families() -> tuple[Family, ...]:
    return tuple(_family(rule) for rule in _content()["rules"])


def _family(rule: dict[str, Any]) -> Family:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in rule.items()}
    return Family(**values)
