"""The catalogue: ids and scopes, prices, and what a stage file says about a model."""

from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue, lifecycle_note
from chalicelib.adapters.bedrock.catalogue_entries import ChatModelEntry
from chalicelib.adapters.bedrock.model_ids import parse_model_id
from chalicelib.errors import UnusableModelError

HAIKU = "anthropic.claude-haiku-5-5"
PROFILE = "arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/a1b2c3"


@pytest.mark.parametrize(
    ("called", "plain", "scope"),
    [
        (HAIKU, HAIKU, ""),
        (f"us.{HAIKU}", HAIKU, "us"),
        (f"us-gov.{HAIKU}", HAIKU, "us-gov"),
        (f"apac.{HAIKU}", HAIKU, "apac"),
        (f"mx.{HAIKU}", HAIKU, "mx"),
        ("zai.glm-4.7", "zai.glm-4.7", ""),
        ("openai.gpt-6.1-sol", "openai.gpt-6.1-sol", ""),
        (f"arn:aws:bedrock:us-east-1:111122223333:inference-profile/jp.{HAIKU}", HAIKU, "jp"),
        (f"arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}", HAIKU, ""),
        (PROFILE, PROFILE, ""),
    ],
)
def test_a_model_id_has_a_scope_and_a_plain_id(called: str, plain: str, scope: str) -> None:
    parsed = parse_model_id(called)
    assert (parsed.called, parsed.plain, parsed.scope) == (called, plain, scope)


def test_every_scope_but_global_costs_a_tenth_more() -> None:
    known = catalogue()
    million = {"input_tokens": 50_000, "output_tokens": 1_000_000}
    at_global = known.price(f"global.{HAIKU}", **million)
    assert at_global == pytest.approx(0.05 * 0.1 + 0.5)
    for scope in ("us", "eu", "jp", "au", "mx"):
        assert known.price(f"{scope}.{HAIKU}", **million) == pytest.approx(1.1 * at_global)


def test_a_long_prompt_has_other_prices_for_the_whole_call() -> None:
    known = catalogue()
    short = known.price(f"global.{HAIKU}", input_tokens=60_000, cache_read_tokens=40_000, output_tokens=100)
    long = known.price(f"global.{HAIKU}", input_tokens=60_001, cache_read_tokens=40_000, output_tokens=100)
    assert short == pytest.approx((60_000 * 0.1 + 40_000 * 0.01 + 100 * 0.5) / 1e6)
    assert long == pytest.approx((60_001 * 0.5 + 40_000 * 0.05 + 100 * 2.5) / 1e6)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("acme.wonder-1", "is not a chat model of the catalogue"),
        ("eu.acme.wonder-1", "is not a chat model of the catalogue"),
        (HAIKU, "is called by an inference profile only"),
        ("us.amazon.nova-premier-v1:0", "has reached its end"),
        (PROFILE, "does not say which model it calls"),
    ],
)
def test_an_unusable_chat_model_gives_one_sentence(model: str, sentence: str) -> None:
    with pytest.raises(UnusableModelError, match=sentence) as raised:
        catalogue().chat_model(model)
    assert model in str(raised.value)
    assert str(raised.value).endswith(".")


def test_a_model_without_a_price_says_so() -> None:
    with pytest.raises(UnusableModelError, match="price unknown"):
        catalogue().price("cohere.command-r-v1:0", input_tokens=1)


def test_a_stage_describes_a_model() -> None:
    described = {
        "acme.wonder-1": {
            "label": "Wonder",
            "family": "claude-5",
            "input_usd_per_million": 1,
            "output_usd_per_million": 2,
            "long_prompt": {"over_tokens": 10, "input_usd_per_million": 3, "output_usd_per_million": 4},
            "scope_factors": {"eu": 2},
        }
    }
    known = catalogue(described)
    entry = known.chat_model("eu.acme.wonder-1")
    assert (entry.temperature, entry.effort) == (False, "low")
    assert known.price("eu.acme.wonder-1", input_tokens=10) == pytest.approx(2 * 10 / 1e6)
    assert known.price("eu.acme.wonder-1", input_tokens=11) == pytest.approx(2 * 33 / 1e6)
    assert known.chat_info("eu.acme.wonder-1").label == "Wonder"
    assert "acme.wonder-1" not in catalogue().chat


def test_a_stage_names_the_model_of_a_profile() -> None:
    known = catalogue({PROFILE: {"model": f"eu.{HAIKU}"}})
    assert known.chat_model(PROFILE).id == HAIKU
    assert known.price(PROFILE, input_tokens=1000) == known.price(f"eu.{HAIKU}", input_tokens=1000)
    facts = known.facts(PROFILE)
    assert (facts.plain, facts.scope, facts.family) == (HAIKU, "eu", "claude-5")


PRICED: dict[str, Any] = {"input_usd_per_million": 1, "output_usd_per_million": 2}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"label": "Wonder"}, "price unknown"),
        ({"input_usd_per_million": 1}, "output_usd_per_million"),
        ({**PRICED, "temprature": True}, "there is no field temprature"),
        ({**PRICED, "temperature": "no"}, "temperature is true or false"),
        ({**PRICED, "max_tokens": 0}, "max_tokens is a whole number above 0"),
        ({**PRICED, "max_tokens": True}, "max_tokens is a whole number above 0"),
        ({**PRICED, "input_usd_per_million": -1}, "input_usd_per_million is a price"),
        ({**PRICED, "family": "claude-9"}, "there is no family claude-9"),
        ({**PRICED, "effort": "much"}, "effort is low, medium or high"),
        ({**PRICED, "lifecycle": "old"}, "lifecycle is active, legacy or retired"),
        ({**PRICED, "ends": "soon"}, "ends is a date"),
        ({**PRICED, "scope_factors": {"eu": "dear"}}, "scope_factors is an object of factors"),
        ({**PRICED, "long_prompt": {"over_tokens": 5}}, "is missing"),
        ({**PRICED, "long_prompt": 5}, "long_prompt is an object"),
        ({"model": "acme.other-1"}, "is no model of the catalogue"),
        ({"model": f"eu.{HAIKU}", "label": "x"}, "nothing can be set"),
        ({"kind": "image", **PRICED}, "kind is chat, embedding or rerank"),
        ({"kind": "embedding", "family": "bert", "dimensions": 8, "input_usd_per_million": 1}, "titan, cohere"),
        ({"kind": "rerank"}, "usd_per_thousand_queries is missing"),
        ({}, "is described by an object"),
        (["x"], "is described by an object"),
    ],
)
def test_a_wrong_description_gives_one_sentence(entry: Any, sentence: str) -> None:
    with pytest.raises(UnusableModelError, match=sentence) as raised:
        catalogue({"acme.wonder-1": entry})
    assert str(raised.value).startswith("acme.wonder-1") or "acme.other-1" in str(raised.value)


def test_a_lifecycle_note_comes_half_a_year_before() -> None:
    entry = ChatModelEntry("x", label="X", ends="2027-06-01")
    assert lifecycle_note(entry, date(2026, 11, 28)) == ""
    assert "2027-06-01" in lifecycle_note(entry, date(2026, 12, 28))
    assert "legacy" in lifecycle_note(ChatModelEntry("x", lifecycle="legacy"), date(2026, 1, 1))


def test_every_entry_of_the_catalogue_names_its_source() -> None:
    for entry in catalogue().chat.values():
        assert entry.source, entry.id
        assert entry.family, entry.id
        assert entry.max_tokens < entry.context_tokens, entry.id
        assert entry.thinking_tokens < entry.max_tokens or entry.lifecycle == "retired", entry.id
