"""Of many questions at once exactly as many are let in as fit, also where the store is busy.

On the running copy's own tables, with caps of the test's; the sockets and functions before them are in test_floods.py.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.dynamo.usage import DynamoUsage
from chalicelib.errors import BudgetExceededError, RateLimitedError
from chalicelib.models import Caps, Usage, new_id
from chalicelib.rag.answers.lifecycle import FINISH
from measure.faulty_aws import Chances, FaultyAws
from measure.running import RunningGrail
from tests.attacks.conftest import Attacks
from tests.support.stores import chats_in, put_question

AT_ONCE = 12
CHANCES = {
    "calm": Chances(),
    "throttled": Chances(dynamodb=0.1),
    "in conflict": Chances(conflict=0.3),
    "replies lost": Chances(lost=0.3),
}


def ask_at_once(running: RunningGrail, url: str, owner_id: str, caps: Caps) -> Counter[str]:
    """A dozen questions of one owner in the same moment, each by a process's own store: how each of them ended."""

    def ask(_: int) -> str:
        chats = chats_in(running.dynamo(url), running.function_environment, caps)
        try:
            return "let in" if put_question(chats, owner_id).new else "known already"
        except (BudgetExceededError, RateLimitedError) as error:
            return error.code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(ask, range(AT_ONCE)))


def asked_before(running: RunningGrail, owner_id: str) -> None:
    """One question that has been answered: its place is still taken, until another asks for it."""
    chats = chats_in(running.dynamo(), running.function_environment)
    answer = chats.conversations.message(owner_id, put_question(chats, owner_id).message_id)
    chats.answers.apply(replace(answer, status="complete"), FINISH)


def use(running: RunningGrail, owner_id: str, questions: int, price_usd: str = "0") -> None:
    """Let the owner have used this much today, and tomorrow, should midnight come by."""
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=1)):
        key = {"owner_id": owner_id, "day": day.isoformat()}
        used = {"questions": questions, "price_usd": Decimal(price_usd)}
        running.dynamo().Table(running.function_environment["USAGE_TABLE"]).put_item(Item=key | used)


def used(running: RunningGrail, owner_id: str) -> int:
    """The questions counted on the day that has most."""
    rows = rows_of(running, "USAGE_TABLE", owner_id)
    return max(int(row["questions"]) for row in rows)


def answers(running: RunningGrail, owner_id: str) -> int:
    return sum(row.get("role") == "assistant" for row in rows_of(running, "MESSAGES_TABLE", owner_id))


def rows_of(running: RunningGrail, table: str, owner_id: str) -> list[Any]:
    rows: list[Any] = (
        running.dynamo()
        .Table(running.function_environment[table])
        .query(KeyConditionExpression=Key("owner_id").eq(owner_id), ConsistentRead=True)["Items"]
    )
    return rows


@pytest.mark.parametrize(("how", "room"), [("calm", 0), ("calm", 1), *((how, 5) for how in CHANCES)])
def test_concurrent_questions_do_not_exceed_the_daily_limit(
    how: str, room: int, running: RunningGrail, attacks: Attacks
) -> None:
    owner_id, caps = new_id(), Caps(daily_questions=20, daily_price_usd=5.0, parallel_answers=AT_ONCE)
    asked_before(running, owner_id)
    use(running, owner_id, 20 - room)
    faulty = FaultyAws(running.aws_url, CHANCES[how])
    with faulty.running():
        ended = ask_at_once(running, faulty.url, owner_id, caps)
    attacks.struck("counts", faulty.injected.total())
    attacks.refused("floods", ended == Counter({"let in": room, "budget_exceeded": AT_ONCE - room}), ended)
    attacks.kept("counts", used(running, owner_id) == 20, "what was refused was counted")
    attacks.kept("counts", answers(running, owner_id) == room + 1, "what was refused is stored")


@pytest.mark.parametrize("chances", CHANCES.values(), ids=CHANCES)
def test_a_question_beyond_the_answer_slots_counts_nothing(
    chances: Chances, running: RunningGrail, attacks: Attacks
) -> None:
    owner_id, caps = new_id(), Caps(daily_questions=20, daily_price_usd=5.0, parallel_answers=3)
    asked_before(running, owner_id)
    faulty = FaultyAws(running.aws_url, chances)
    with faulty.running():
        ended = ask_at_once(running, faulty.url, owner_id, caps)
    attacks.struck("counts", faulty.injected.total())
    attacks.refused("floods", ended == {"let in": 3, "rate_limited": AT_ONCE - 3}, ended)
    attacks.kept("counts", used(running, owner_id) == 4 == answers(running, owner_id), ended)


def test_a_spent_daily_price_takes_no_question(running: RunningGrail, attacks: Attacks) -> None:
    owner_id, caps = new_id(), Caps(daily_questions=20, daily_price_usd=0.25, parallel_answers=AT_ONCE)
    use(running, owner_id, 1, price_usd="0.25")
    ended = ask_at_once(running, running.aws_url, owner_id, caps)
    attacks.refused("floods", ended == {"budget_exceeded": AT_ONCE}, ended)
    attacks.kept("counts", used(running, owner_id) == 1, "a refused question was counted")


def test_the_price_of_an_answer_is_counted_beside_questions(running: RunningGrail, attacks: Attacks) -> None:
    """Both write the day's row; DynamoDB refuses an update of what a transaction is writing."""
    owner_id, caps = new_id(), Caps(daily_questions=20, daily_price_usd=5.0, parallel_answers=AT_ONCE)
    faulty = FaultyAws(running.aws_url, Chances(conflict=0.3))
    with faulty.running():
        table, model = running.function_environment["USAGE_TABLE"], running.function_environment["EMBEDDING_MODEL"]
        usage = DynamoUsage(running.dynamo(faulty.url), table, catalogue(), caps, model)
        for _ in range(20):
            usage.add_answer(owner_id, Usage(input_tokens=1, output_tokens=2))
    attacks.struck("counts", faulty.injected.total())
    (row,) = rows_of(running, "USAGE_TABLE", owner_id)
    attacks.kept("counts", (row["input_tokens"], row["output_tokens"]) == (20, 40) and faulty.injected.total() > 0, row)
