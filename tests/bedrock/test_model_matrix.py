"""Every scope with every model: a request that strict Bedrock takes, at the price that it bills, or one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.adapters.bedrock.converse_request import Guardrail, converse_request
from chalicelib.errors import GrailError
from chalicelib.models import CitableSource, ModelEnd, TextPart, Turn
from chalicelib.rag.answers.prompts import SYSTEM
from tests.bedrock.asking import OCEAN, TOWER, grounded
from tests.bedrock.conftest import Local

SCOPES = ("", "us.", "eu.", "jp.", "apac.", "au.", "ca.", "global.")
MODELS = (
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "anthropic.claude-opus-4-7",
    "anthropic.claude-opus-5-5",
    "anthropic.claude-haiku-5-5",
    "amazon.nova-lite-v1:0",
    "amazon.nova-pro-v1:0",
    "amazon.nova-premier-v1:0",
    "openai.gpt-oss-120b-1:0",
    "meta.llama3-3-70b-instruct-v1:0",
    "mistral.mistral-large-3-675b-instruct",
    "acme.wonder-1",
)
TURNS = [Turn("user", grounded("Who built the tower?", OCEAN, TOWER))]
SNAPSHOTS = Path(__file__).with_name("requests")
# One model of each family.
SHOWN = (
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "global.anthropic.claude-sonnet-4-6",
    "eu.anthropic.claude-opus-4-7",
    "jp.anthropic.claude-haiku-5-5",
    "amazon.nova-lite-v1:0",
    "eu.amazon.nova-2-lite-v1:0",
    "openai.gpt-oss-120b-1:0",
    "global.openai.gpt-6-luna",
    "us.meta.llama3-3-70b-instruct-v1:0",
    "mistral.mistral-large-3-675b-instruct",
    "mistral.magistral-small-2509",
    "cohere.command-r-plus-v1:0",
    "local.quoting",
)
UNPRICED = ("cohere.command-r-plus-v1:0", "local.quoting")  # Nobody knows the price, or it costs nothing.
RESULTS = (CitableSource("p1", "zoo.txt", ("The zoo keeps four red pandas.",)),)


def outcome(bedrock: Any, local: Local, model: str) -> str:
    """`answered` or the sentence; raises what is neither."""
    billed = local.stats()["billed_usd"]
    try:
        events = list(BedrockChat(bedrock, catalogue()).stream(model, SYSTEM, TURNS, 400))
    except GrailError as error:
        assert str(error).endswith("."), error
        assert "\n" not in str(error)
        return str(error)
    assert "Eiffel" in "".join(event.text for event in events if isinstance(event, TextPart))
    end = events[-1]
    assert isinstance(end, ModelEnd)
    assert end.reason == "end_turn"
    assert end.usage.price_usd > 0
    assert end.usage.price_usd == pytest.approx(local.stats()["billed_usd"] - billed)
    return "answered"


def test_every_scope_and_model_answers_or_says_why_not(bedrock: Any, local: Local) -> None:
    outcomes = {f"{scope}{model}": outcome(bedrock, local, f"{scope}{model}") for scope in SCOPES for model in MODELS}
    answered = [model for model, said in outcomes.items() if said == "answered"]
    said = len(outcomes) - len(answered)
    print(f"{len(outcomes)} of {len(SCOPES) * len(MODELS)}: {len(answered)} answered with a price, {said} said why not")
    assert len(outcomes) == 96
    # What there is at Bedrock must answer.
    for model in (
        *(f"{scope}anthropic.claude-haiku-5-5" for scope in ("us.", "eu.", "jp.", "au.", "global.")),
        *(f"{scope}anthropic.claude-opus-4-7" for scope in ("us.", "eu.", "jp.", "au.", "global.")),
        *(f"{scope}amazon.nova-lite-v1:0" for scope in ("", "us.", "eu.", "apac.", "ca.")),
        "openai.gpt-oss-120b-1:0",
        "mistral.mistral-large-3-675b-instruct",
    ):
        assert model in answered, (model, outcomes[model])
    # One call each: no part of a request had to be rejected first.
    calls = local.stats()["calls"]["ConverseStream"]
    assert {model: calls[model] for model in answered} == dict.fromkeys(answered, 1)


@pytest.mark.parametrize(("scope", "factor"), [("global.", 1.0), ("us.", 1.1)])
def test_a_prompt_is_priced_by_model_and_scope(bedrock: Any, scope: str, factor: float) -> None:
    """It bounds the sources of every answer, so each model must give one."""
    chat = BedrockChat(bedrock, catalogue())
    haiku = f"{scope}anthropic.claude-haiku-4-5-20251001-v1:0"
    assert chat.price(haiku, 1_000_000) == pytest.approx(1.0 * factor)
    assert chat.price(haiku, 1_000_000, 1_000_000) == pytest.approx(6.0 * factor)
    assert all(chat.price(model, 10_000) > 0 or model in UNPRICED for model in SHOWN)


def test_a_rejected_part_is_left_out_and_remembered(bedrock: Any, local: Local) -> None:
    """The stage describes a model as taking what it refuses."""
    model = "us.anthropic.claude-haiku-5-5"
    described = {
        "anthropic.claude-haiku-5-5": {"input_usd_per_million": 1, "output_usd_per_million": 1, "temperature": True}
    }
    chat = BedrockChat(bedrock, catalogue(described))
    for calls in (2, 3):
        assert isinstance(list(chat.stream(model, SYSTEM, TURNS, 2000))[-1], ModelEnd)
        assert local.stats()["calls"]["ConverseStream"] == {model: calls}


def test_rejected_search_results_are_remembered(bedrock: Any) -> None:
    described = {"amazon.nova-lite-v1:0": {"input_usd_per_million": 1, "output_usd_per_million": 1, "citations": True}}
    chat = BedrockChat(bedrock, catalogue(described))
    assert chat.cites_itself("amazon.nova-lite-v1:0")
    with pytest.raises(GrailError):
        list(chat.stream("amazon.nova-lite-v1:0", SYSTEM, [Turn("user", "Who?", RESULTS)], 400))
    assert not chat.cites_itself("amazon.nova-lite-v1:0")


def test_a_guardrail_goes_with_the_request(bedrock: Any) -> None:
    chat = BedrockChat(bedrock, catalogue(), Guardrail("gr4ilforb1d", "1"))
    events = list(chat.stream("amazon.nova-lite-v1:0", SYSTEM, [Turn("user", "What is forbidden?")], 400))
    end = events[-1]
    assert isinstance(end, ModelEnd)
    assert end.reason == "guardrail_intervened"


def snapshot(model: str) -> dict[str, Any]:
    entry = catalogue().chat[catalogue().model_id(model).plain]
    turn = Turn("user", "<question>How many?</question>", RESULTS if entry.citations else ())
    return converse_request(model, entry, "Rules.", [turn], 4096)


@pytest.mark.parametrize("model", SHOWN)
def test_the_request_of_a_family_is_as_reviewed(model: str) -> None:
    """Data to review: what a family is asked. A deleted file is written again."""
    entry = catalogue().chat[catalogue().model_id(model).plain]
    file = SNAPSHOTS / f"{entry.family}.json"
    made = snapshot(model)
    if not file.exists():
        file.write_text(json.dumps(made, indent=2) + "\n")
        pytest.fail(f"{file.name} was written: look at it and run again")
    assert made == json.loads(file.read_text())


def test_every_family_has_a_request() -> None:
    families = {entry.family for entry in catalogue().chat.values()}
    assert {file.stem for file in SNAPSHOTS.glob("*.json")} == families
