"""Which models a stage gets where nothing is chosen, by the region in which Bedrock is called.

botocore's list of Bedrock's regions is the truth about regions, so that a dry run needs no account. Which profiles a
region has was read in AWS's announcements (docs/decisions/0017-models.md); the check before a deploy proves it by a
call.
"""

import json
from collections.abc import Mapping

from botocore.exceptions import UnknownRegionError

from chalicelib.adapters.bedrock.catalogue import Catalogue, catalogue
from chalicelib.errors import UnusableModelError
from cloud.stack.target import Target, TargetError, stage_file_name

CHAT_MODEL = "anthropic.claude-haiku-5-5"
TITAN = "amazon.titan-embed-text-v2:0"
COHERE = "cohere.embed-v4:0"
DRY_RUN_REGION = "us-east-1"  # Of a dry run without any region.
EXAMPLES = "us-east-1 or eu-central-1"

# The scope of the default chat model by region; everywhere else it is `global`, which every commercial region has.
SCOPES = {
    **dict.fromkeys(("us-east-1", "us-east-2", "us-west-1", "us-west-2"), "us"),
    **dict.fromkeys(("us-gov-east-1", "us-gov-west-1"), "us-gov"),
    **dict.fromkeys(("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"), "eu"),
    **dict.fromkeys(("ap-northeast-1", "ap-northeast-3"), "jp"),
    **dict.fromkeys(("ap-southeast-2", "ap-southeast-4"), "au"),
}
TITAN_REGIONS = frozenset({
    "us-east-1", "us-east-2", "us-west-2", "us-gov-east-1", "us-gov-west-1", "ca-central-1", "sa-east-1",
    "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-2",
})  # fmt: skip


def default_chat_model(region: str) -> str:
    """A profile of the region's own area where the model has one, else the one that may answer from anywhere."""
    return f"{SCOPES.get(region, 'global')}.{CHAT_MODEL}"


def default_embedding_model(region: str) -> str:
    """Titan where the region has it; else Cohere's newest through its `global` profile."""
    return TITAN if region in TITAN_REGIONS else f"global.{COHERE}"


def chosen_models(target: Target, chosen: Mapping[str, str], *, stored: str | None = None) -> dict[str, str]:
    """The parameters with the models filled in that nobody chose, all of them known.

    `stored` is the embedding model of what is stored already: it stays unless another one is chosen. Raises TargetError
    with one sentence for a region without Bedrock and for a model that cannot be called.
    """
    filled = dict(chosen)
    if not target.on_laptop:
        region = _bedrock_region(target, chosen)
        _check_defaults(target, region, chosen)
        filled["ChatModels"] = chosen.get("ChatModels") or default_chat_model(region)
        filled["EmbeddingModel"] = chosen.get("EmbeddingModel") or stored or default_embedding_model(region)
    check_models(target, filled)
    return filled


def check_models(target: Target, chosen: Mapping[str, str]) -> None:
    """Raises TargetError for the first model that is unknown, has ended or has no price."""
    try:
        catalogue_ = known_models(target)
        catalogue_.embedding_model(chosen["EmbeddingModel"])
        for model in [*chosen["ChatModels"].split(","), *filter(None, [chosen.get("FallbackModel")])]:
            catalogue_.chat_model(model.strip())
            catalogue_.price(model.strip(), input_tokens=1)
        if chosen.get("OcrModel"):
            catalogue_.seeing_model(chosen["OcrModel"])
            catalogue_.price(chosen["OcrModel"], input_tokens=1)
        if chosen.get("RerankModel"):
            catalogue_.rerank_model(chosen["RerankModel"])
    except UnusableModelError as error:
        raise TargetError(str(error)) from error


def notes(target: Target, chosen: Mapping[str, str]) -> list[str]:
    """What to know about the chosen chat models before a deploy, a sentence each."""
    facts = [known_models(target).facts(model.strip()) for model in chosen["ChatModels"].split(",")]
    sentences = [fact.lifecycle_note for fact in facts if fact.lifecycle_note]
    if any(fact.scope == "global" for fact in facts):
        sentences.append(
            "A global profile may answer from any commercial region of AWS: choose another scope to prevent it."
        )
    return sentences


def known_models(target: Target) -> Catalogue:
    """The catalogue with what the stage file describes; raises UnusableModelError."""
    return catalogue(json.loads(target.settings.get("MODELS") or "{}"))


def _bedrock_region(target: Target, chosen: Mapping[str, str]) -> str:
    own = target.session.region_name or DRY_RUN_REGION
    partition = _partition(target, own)
    regions = target.session.get_available_regions("bedrock", partition_name=partition)
    if not regions:
        raise TargetError(f"The AWS partition of {own} has no Amazon Bedrock: choose a region such as {EXAMPLES}.")
    region = chosen.get("BedrockRegion") or own
    if region not in regions:
        examples = EXAMPLES if partition == "aws" else regions[0]
        raise TargetError(
            f"Amazon Bedrock is not in {region}: set BedrockRegion in {stage_file_name(target.stage)} to a region that "
            f"has it, such as {examples}."
        )
    return region


def _partition(target: Target, region: str) -> str:
    try:
        partition = str(target.session.get_partition_for_region(region))
        regions = target.session.get_available_regions("lambda", partition_name=partition)
    except UnknownRegionError:
        regions = []
    if region not in regions:
        raise TargetError(f"{region} is not an AWS region that is known here. Type: export AWS_REGION=us-east-1")
    return partition


def _check_defaults(target: Target, region: str, chosen: Mapping[str, str]) -> None:
    """AWS's isolated clouds have none of the default models."""
    isolated = _partition(target, region) not in ("aws", "aws-us-gov")
    missing = [name for name in ("ChatModels", "EmbeddingModel") if not chosen.get(name)]
    if isolated and missing:
        raise TargetError(
            f"No default models are known for {region}: set {' and '.join(missing)} in {stage_file_name(target.stage)}."
        )
