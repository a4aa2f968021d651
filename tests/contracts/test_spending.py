"""What a day may cost: the caps of the whole stage, and the allowance of a new account."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.dynamo.stage_budget import CAP_REACHED, SHARDS
from chalicelib.adapters.dynamo.usage import DynamoUsage
from chalicelib.errors import BudgetExceededError, StageBudgetExceededError
from chalicelib.models import Accepted, Allowance, Caps, Failure, MessageRef, StageCaps, Usage, new_id
from chalicelib.rag.answers.lifecycle import ABANDON, BEGIN, FINISH, START_SECONDS
from tests.support.stores import Chats, chats_in, put_question

WIDE = StageCaps(1_000_000, 1_000_000.0)
TITAN = "amazon.titan-embed-text-v2:0"
ACCOUNTS = 70  # Some more than the cap and what is under way let in.


def caps_with(stage: StageCaps = WIDE, allowance: Allowance = Allowance()) -> Caps:  # noqa: B008  Both are frozen.
    return Caps(daily_questions=500, daily_price_usd=5.0, parallel_answers=5, stage=stage, allowance=allowance)


def usage_in(aws: dict[str, str], dynamo: Any, caps: Caps) -> DynamoUsage:
    return DynamoUsage(dynamo, aws["USAGE_TABLE"], catalogue(), caps, TITAN)


def stage_price(aws: dict[str, str], dynamo: Any) -> float:
    rows = dynamo.Table(aws["USAGE_TABLE"]).scan()["Items"]
    return float(sum(row.get("price_usd", 0) for row in rows if row["owner_id"].startswith("stage#")))


def end(chats: Chats, owner_id: str, asked: Accepted, price_usd: float) -> None:
    chats.answers.apply(MessageRef(owner_id, asked.message_id), BEGIN, worker="worker")
    message = chats.conversations.message(owner_id, asked.message_id)
    chats.answers.apply(replace(message, status="complete", usage=Usage(price_usd=price_usd)), FINISH)


def abandon(chats: Chats, owner_id: str, asked: Accepted, due: int) -> None:
    message = chats.conversations.message(owner_id, asked.message_id)
    failed = replace(message, status="failed", error=Failure("model_interrupted", "It broke off.", True))
    chats.answers.apply(failed, ABANDON, due=due)


@pytest.mark.parametrize("cap", [0, 1, 5, SHARDS, 21])
def test_stage_takes_exactly_its_daily_questions(aws: dict[str, str], dynamo: Any, cap: int) -> None:
    chats = chats_in(dynamo, aws, caps_with(StageCaps(cap, 100.0)))
    for _ in range(cap):
        put_question(chats, new_id())
    for _ in range(3):
        with pytest.raises(StageBudgetExceededError, match="00:00 UTC"):
            put_question(chats, new_id())


def test_pages_shown_to_a_model_count_in_the_day(aws: dict[str, str], dynamo: Any) -> None:
    usage = usage_in(aws, dynamo, caps_with())
    usage.add_transcribed("o", Usage(2_300, 700, 0.25))
    assert usage.today("o").price_usd == pytest.approx(0.25)
    assert stage_price(aws, dynamo) == pytest.approx(0.25)


def test_accounts_in_turn_stop_at_the_stage_price(
    aws: dict[str, str], dynamo: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Each answer costs twice what was reserved: the worst that estimates may do is to let through who is under way."""
    cap, reserved, real = 1.0, 0.02, 0.04
    chats = chats_in(dynamo, aws, caps_with(StageCaps(10_000, cap)), answer_price=reserved)
    asked: dict[str, Accepted] = {}

    def ask(owner_id: str) -> None:
        try:
            asked[owner_id] = put_question(chats, owner_id)
        except StageBudgetExceededError as error:
            assert error.code == "stage_budget_exceeded"

    owners = [new_id() for _ in range(ACCOUNTS)]
    for owner_id in owners:
        ask(owner_id)
    in_flight = len(asked)
    assert cap / reserved <= in_flight <= cap / reserved + SHARDS
    refusals = [record for record in caplog.records if record.getMessage() == CAP_REACHED]
    assert len(refusals) == ACCOUNTS - in_flight
    assert {record.levelno for record in refusals} == {logging.WARNING}
    for owner_id, question in asked.items():
        end(chats, owner_id, question, real)
    assert stage_price(aws, dynamo) == pytest.approx(in_flight * real)
    assert stage_price(aws, dynamo) <= cap + in_flight * real


def test_answer_end_replaces_its_reservation(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, caps_with(), answer_price=0.02)
    asked = put_question(chats, "owner")
    assert stage_price(aws, dynamo) == pytest.approx(0.02)
    end(chats, "owner", asked, 0.005)
    assert stage_price(aws, dynamo) == pytest.approx(0.005)
    end(chats, "owner", asked, 0.005)
    assert stage_price(aws, dynamo) == pytest.approx(0.005), "an answer that had ended was settled again"


def test_answer_that_no_function_began_costs_the_stage_nothing(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, caps_with(), answer_price=0.02)
    asked = put_question(chats, "owner")
    abandon(chats, "owner", asked, due=int(datetime.now(UTC).timestamp()) + START_SECONDS + 1)
    assert stage_price(aws, dynamo) == 0


def test_killed_answer_costs_the_stage_what_was_reserved(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, caps_with(), answer_price=0.02)
    asked = put_question(chats, "owner")
    chats.answers.apply(MessageRef("owner", asked.message_id), BEGIN, worker="worker")
    abandon(chats, "owner", asked, due=int(datetime.now(UTC).timestamp()) + START_SECONDS + 1)
    assert stage_price(aws, dynamo) == pytest.approx(0.02)


def test_reservation_ends_with_its_day(aws: dict[str, str], dynamo: Any) -> None:
    caps = caps_with(StageCaps(100, 0.01 * SHARDS))
    chats = chats_in(dynamo, aws, caps, answer_price=0.02)
    table, yesterday = dynamo.Table(aws["USAGE_TABLE"]), date.today() - timedelta(days=1)
    for shard in range(SHARDS):
        table.put_item(Item={"owner_id": f"stage#{shard}", "day": yesterday.isoformat(), "questions": 10**6})
    put_question(chats, "owner")


def test_embedding_and_search_stop_at_the_stage_price(
    aws: dict[str, str], dynamo: Any, caplog: pytest.LogCaptureFixture
) -> None:
    usage = usage_in(aws, dynamo, caps_with(StageCaps(100, 0.03)))
    usage.add_embedded("reader", TITAN, 1_000_000)
    usage.check_price("another")
    usage.add_search("searcher", 600_000, 0)
    for owner_id in ("reader", "searcher", "another"):
        with pytest.raises(StageBudgetExceededError):
            usage.check_price(owner_id)
        with pytest.raises(StageBudgetExceededError):
            usage.check_question(owner_id)
    assert [record.getMessage() for record in caplog.records].count(CAP_REACHED) == 6


def test_usage_of_an_owner_leaves_out_the_stage(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, caps_with(), answer_price=0.02)
    put_question(chats, "owner")
    (day,), _ = usage_in(aws, dynamo, caps_with()).report("owner", "2026-01-01", "9999-12-31")
    assert (day.questions, day.price_usd) == (1, 0)


@pytest.mark.parametrize(("questions", "price_usd"), [(0, 5.0), (500, 0.0)])
def test_cap_of_zero_takes_no_question(aws: dict[str, str], dynamo: Any, questions: int, price_usd: float) -> None:
    caps = Caps(questions, price_usd, parallel_answers=5, stage=WIDE)
    with pytest.raises(BudgetExceededError):
        put_question(chats_in(dynamo, aws, caps), "owner")


@pytest.mark.parametrize(
    ("first_day", "price_usd"), [(None, 0.25), ("2026-11-28", 0.25), ("2026-11-26", 0.25), ("2026-11-25", 5.0)]
)
def test_new_account_has_a_smaller_budget_for_three_days(first_day: str | None, price_usd: float) -> None:
    caps = caps_with(allowance=Allowance(days=3, daily_price_usd=0.25))
    assert caps.on("2026-11-28", first_day).daily_price_usd == price_usd
    assert caps.on("2026-11-28", first_day).daily_questions == 500


def test_first_question_begins_the_days_of_a_new_account(aws: dict[str, str], dynamo: Any) -> None:
    caps = caps_with(allowance=Allowance(days=3, daily_price_usd=0.25))
    chats, usage = chats_in(dynamo, aws, caps), usage_in(aws, dynamo, caps)
    put_question(chats, "new")
    assert usage.caps("new").daily_price_usd == 0.25
    usage.add_answer("new", Usage(price_usd=0.3))
    for refused in (lambda: put_question(chats, "new"), lambda: usage.check_price("new")):
        with pytest.raises(BudgetExceededError, match=r"\$0\.25"):
            refused()
    long_ago = {"owner_id": "new", "day": "2026-01-01", "questions": 1}
    dynamo.Table(aws["USAGE_TABLE"]).put_item(Item=long_ago)
    assert usage.caps("new").daily_price_usd == 5.0
    put_question(chats, "new")


def test_invited_account_has_its_full_budget_at_once(aws: dict[str, str], dynamo: Any) -> None:
    usage = usage_in(aws, dynamo, caps_with(allowance=Allowance(days=0)))
    assert usage.caps("new").daily_price_usd == 5.0


def test_a_reserved_price_counts_until_it_is_released(aws: dict[str, str], dynamo: Any) -> None:
    owner, usage = new_id(), usage_in(aws, dynamo, caps_with())
    before = stage_price(aws, dynamo)
    day = usage.reserve(owner, 3.0)
    assert usage.today(owner).price_usd == pytest.approx(3.0)
    assert stage_price(aws, dynamo) - before == pytest.approx(3.0)
    with pytest.raises(BudgetExceededError, match=r"about \$2\.50, and \$2\.00 of today's budget is left"):
        usage.reserve(owner, 2.5)
    usage.add_answer(owner, Usage(price_usd=1.0))
    usage.release(owner, day, 3.0)
    assert usage.today(owner).price_usd == pytest.approx(1.0)
    assert stage_price(aws, dynamo) - before == pytest.approx(0.0), "the answer's end settles the stage's own part"


def test_nobody_reserves_more_than_a_whole_day(aws: dict[str, str], dynamo: Any) -> None:
    usage = usage_in(aws, dynamo, caps_with())
    with pytest.raises(BudgetExceededError):
        usage.reserve(new_id(), 5.01)
    poor = usage_in(aws, dynamo, caps_with(StageCaps(1_000_000, stage_price(aws, dynamo) + 0.5)))
    with pytest.raises(StageBudgetExceededError):
        poor.reserve(new_id(), 0.6)


def test_answers_at_once_reserve_no_more_than_the_day_has(aws: dict[str, str], dynamo: Any) -> None:
    owner, usage = new_id(), usage_in(aws, dynamo, caps_with())

    def reserve(_: int) -> bool:
        try:
            usage.reserve(owner, 0.9)
        except BudgetExceededError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(reserve, range(12))) == 5
    assert usage.today(owner).price_usd == pytest.approx(4.5)
