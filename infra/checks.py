"""What has to be so before anything is made, each with what to do where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError, ProfileNotFound

from chalicelib.adapters.model_ids import parse_model_id
from infra import builder
from infra.page import BUILT
from infra.project import UNRESERVED
from infra.target import Target, TargetError

RESERVED = 12  # What .chalice/config.json reserves in all.


@dataclass(frozen=True)
class Finding:
    """`ok` is whether one can go on; `text` says what was found, or what to do."""

    ok: bool
    text: str


def look(target: Target, chosen: dict[str, str]) -> Iterator[Finding]:
    """One finding a subject; nothing more can be asked without credentials."""
    try:
        yield Finding(True, f"Account {target.account}, region {target.region}.")
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound):
        yield Finding(False, "No AWS credentials. Type: aws configure sso (or set AWS_PROFILE).")
        return
    except (ClientError, BotoCoreError, TargetError) as error:
        yield Finding(False, str(error))
        return
    if target.on_laptop:
        yield Finding(True, "The laptop cloud: no models to ask for, no image, no page.")
        return
    for model in [chosen["EmbeddingModel"], *chosen["ChatModels"].split(",")]:
        region = chosen.get("BedrockRegion") or target.region
        yield _asked(partial(_model, target, model.strip(), region))
    yield _asked(partial(_concurrency, target))
    yield _builder(target)
    built = (BUILT / "index.html").exists()
    yield Finding(
        built, "The page is built." if built else "The page is not built. Type: make frontend/dist/index.html"
    )


def can_reserve(target: Target) -> bool:
    """Whether the account has enough concurrent calls to set some aside for a few functions."""
    return _limit(target) - RESERVED >= UNRESERVED


def _limit(target: Target) -> int:
    return int(target.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"])


def _asked(question: Callable[[], Finding]) -> Finding:
    """A finding, or that it could not be had: who may deploy may still not be allowed to ask this."""
    try:
        return question()
    except ClientError as error:
        return Finding(True, f"Not known: {error}")


def _model(target: Target, model: str, region: str) -> Finding:
    bedrock = target.session.client("bedrock", region_name=region)
    plain = parse_model_id(model).plain
    if plain != model:
        try:
            bedrock.get_inference_profile(inferenceProfileIdentifier=model)
        except ClientError as error:
            return Finding(False, f"{model} is no inference profile of {region}: {error.response['Error']['Message']}")
    found = bedrock.get_foundation_model_availability(modelId=plain)
    missing = [
        what
        for what, value in {
            "an agreement": found["agreementAvailability"]["status"],
            "authorization": found["authorizationStatus"],
            "entitlement": found["entitlementAvailability"],
        }.items()
        if value not in ("AVAILABLE", "AUTHORIZED")
    ]
    if missing:
        return Finding(
            False, f"{model} lacks {' and '.join(missing)}: ask for it in the Bedrock console, Model access, {region}."
        )
    return Finding(True, f"{model} may be called in {region}.")


def _concurrency(target: Target) -> Finding:
    limit = _limit(target)
    if can_reserve(target):
        return Finding(True, f"{limit:,} functions may run at once.")
    return Finding(
        True,
        f"Only {limit} functions may run at once in this account, so none are set aside. Ask for 1,000: "
        "Service Quotas, AWS Lambda, Concurrent executions.",
    )


def _builder(target: Target) -> Finding:
    try:
        return Finding(True, builder.choose(target.architecture)[1])
    except TargetError as error:
        return Finding(False, str(error))
