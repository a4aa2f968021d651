"""Which models a stage gets by its region, and what a dry run says where it cannot have any."""

import json
import os
import re
import subprocess
import sys

import pytest

from cloud import PROJECT
from cloud.aws import deploy
from cloud.laptop.options import Options
from cloud.stack import models
from cloud.stack.target import Target, TargetError

HAIKU, TITAN, COHERE = "anthropic.claude-haiku-5-5", "amazon.titan-embed-text-v2:0", "global.cohere.embed-v4:0"


def dry_run(region: str, stage: str = "regions") -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "-m", "cloud.aws.deploy", stage, "--dry-run"],
        cwd=PROJECT,
        env={**bare, **files, "AWS_REGION": region},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("region", "chat", "embedding"),
    [
        ("us-east-1", f"us.{HAIKU}", TITAN),
        ("eu-central-1", f"eu.{HAIKU}", TITAN),
        ("ap-southeast-1", f"global.{HAIKU}", COHERE),
        ("sa-east-1", f"global.{HAIKU}", TITAN),
        ("ap-southeast-2", f"au.{HAIKU}", TITAN),
    ],
)
def test_a_dry_run_chooses_the_models_of_the_region(region: str, chat: str, embedding: str) -> None:
    done = dry_run(region)
    assert done.returncode == 0, done.stderr
    assert f"ChatModels={chat}," in done.stderr
    assert f"EmbeddingModel={embedding}," in done.stderr
    assert ("any commercial region" in done.stderr) == chat.startswith("global.")


@pytest.mark.parametrize(
    ("region", "sentence"),
    [
        ("moon-1", r"moon-1 is not an AWS region .* export AWS_REGION=us-east-1"),
        ("ap-east-1", r"Amazon Bedrock is not in ap-east-1: set BedrockRegion .* such as us-east-1"),
        ("cn-north-1", r"has no Amazon Bedrock: choose a region such as us-east-1"),
        ("eusc-de-east-1", r"No default models are known for eusc-de-east-1"),
        (
            "af-south-1",
            r"af-south-1 does not have AWS Amplify, which a stage needs\. Choose a region",
        ),
    ],
)
def test_a_dry_run_in_an_incomplete_region_says_one_sentence(region: str, sentence: str) -> None:
    done = dry_run(region)
    assert done.returncode == 1
    assert re.search(sentence, done.stderr)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, "nothing was begun that one could go on with"


def chosen(
    monkeypatch: pytest.MonkeyPatch, region: str, picked: dict[str, str], stored: str | None = None
) -> dict[str, str]:
    monkeypatch.setenv("AWS_REGION", region)
    target = Target("x", picked)
    return models.chosen_models(target, deploy.parameters(target), stored=stored)


@pytest.mark.parametrize(
    ("region", "scope"),
    [
        ("us-west-2", "us"),
        ("us-gov-west-1", "us-gov"),
        ("eu-north-1", "eu"),
        ("eu-west-2", "global"),
        ("ap-northeast-1", "jp"),
        ("ap-southeast-2", "au"),
        ("ca-central-1", "global"),
        ("ap-south-1", "global"),
    ],
)
def test_a_region_gets_a_profile_of_its_area(monkeypatch: pytest.MonkeyPatch, region: str, scope: str) -> None:
    assert chosen(monkeypatch, region, {})["ChatModels"] == f"{scope}.{HAIKU}"


def test_another_region_for_bedrock_decides_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    filled = chosen(monkeypatch, "ap-east-1", {"BedrockRegion": "ap-northeast-1"})
    assert (filled["ChatModels"], filled["EmbeddingModel"]) == (f"jp.{HAIKU}", TITAN)
    with pytest.raises(TargetError, match="Amazon Bedrock is not in moon-1"):
        chosen(monkeypatch, "us-east-1", {"BedrockRegion": "moon-1"})


def test_the_embedding_model_of_stored_passages_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = "cohere.embed-multilingual-v3"
    assert chosen(monkeypatch, "us-east-1", {}, stored)["EmbeddingModel"] == stored
    assert chosen(monkeypatch, "us-east-1", {"EmbeddingModel": TITAN}, stored)["EmbeddingModel"] == TITAN


@pytest.mark.parametrize(
    ("picked", "sentence"),
    [
        ({"ChatModels": "acme.wonder-1"}, "acme.wonder-1 is not a chat model"),
        ({"ChatModels": f"us.{HAIKU}, acme.wonder-1"}, "acme.wonder-1 is not a chat model"),
        ({"ChatModels": "cohere.command-r-v1:0"}, "price unknown"),
        ({"FallbackModel": HAIKU}, "is called by an inference profile only"),
        ({"OcrModel": "amazon.nova-micro-v1:0"}, "does not see pictures"),
        ({"EmbeddingModel": "acme.embed"}, "is not an embedding model"),
        ({"RerankModel": "acme.rerank"}, "is not a reranking model"),
    ],
)
def test_an_unknown_model_stops_the_deploy_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, picked: dict[str, str], sentence: str
) -> None:
    with pytest.raises(TargetError, match=sentence):
        chosen(monkeypatch, "us-east-1", picked)


def test_a_stage_file_describes_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    described = {"acme.wonder-1": {"input_usd_per_million": 1, "output_usd_per_million": 2}}
    target = Target("x", {"ChatModels": "acme.wonder-1"}, {"MODELS": json.dumps(described)})
    filled = models.chosen_models(target, deploy.parameters(target))
    assert "acme.wonder-1" in deploy.plan(target, filled)


def test_the_laptop_takes_the_models_of_a_deploy() -> None:
    options = Options.from_env({"BEDROCK": "aws", "BEDROCK_REGION": "ap-southeast-1"})
    assert (options.chat_models, options.embedding_model) == (f"global.{HAIKU}", COHERE)


def test_regions_with_models_of_their_own_exist() -> None:
    known = set(_regions("bedrock"))
    assert known >= models.SCOPES.keys() | models.TITAN_REGIONS


def _regions(service: str) -> list[str]:
    session = Target("x").session
    return [
        *session.get_available_regions(service),
        *session.get_available_regions(service, partition_name="aws-us-gov"),
    ]
