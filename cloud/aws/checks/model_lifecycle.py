"""What AWS says of the chosen models' lives, and whether Anthropic's use-case form is there.

A first call of a Claude model may succeed for some minutes before the missing form stops it, so the form is looked for
beside the call.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from cloud.aws.checks.finding import Finding
from cloud.aws.checks.probe import USE_CASE_FORM, chat_models
from cloud.stack.models import known_models
from cloud.stack.target import Target


def check(target: Target, chosen: Mapping[str, str], region: str) -> Iterator[Finding]:
    """A warning for each model that AWS calls legacy, and one where the form seems to be missing."""
    client = target.session.client("bedrock", region_name=region)
    lives = {
        model["modelId"]: model.get("modelLifecycle", {}) for model in client.list_foundation_models()["modelSummaries"]
    }
    models = [chosen["EmbeddingModel"], *chat_models(chosen)]
    plain = {model: known_models(target).model_id(model).plain for model in models}
    for model in models:
        life: Mapping[str, Any] = lives.get(plain[model], {})
        if life.get("status") == "LEGACY":
            yield Finding("warning", _sentence(model, life))
    if any(name.startswith("anthropic.") for name in plain.values()):
        yield from _form(client)


def _sentence(model: str, life: Mapping[str, Any]) -> str:
    ends = life.get("endOfLifeTime")
    when = f" It ends on {ends:%d %B %Y}." if ends is not None else ""
    return f"{model} is a legacy model: Bedrock refuses it to accounts that are new to it.{when} Choose its successor."


def _form(client: Any) -> Iterator[Finding]:
    try:
        client.get_use_case_for_model_access()
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        yield Finding(
            "warning",
            "This account has not sent Anthropic's use-case form. Unless the organization's management account has, "
            f"calls stop within minutes of the first. {USE_CASE_FORM}",
        )
