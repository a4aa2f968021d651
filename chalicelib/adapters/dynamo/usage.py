"""What owners use, a row a day, in DynamoDB. Prices come from the catalogue.

A search costs the tokens of its query's embedding, and reranking where there is a model for it: `add_search`. It is
called by `POST /search` (api/documents.py) and by each answer (rag/answers/answer.py), which adds its model's tokens.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.bedrock.catalogue import Catalogue
from chalicelib.adapters.dynamo import client_usage
from chalicelib.adapters.dynamo.accounts import ROW, account_key, refuse_ended
from chalicelib.adapters.dynamo.client import (
    Item,
    again_when_taken,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    to_item,
)
from chalicelib.adapters.dynamo.owner_caps import OwnerCaps
from chalicelib.adapters.dynamo.stage_budget import StageBudget
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import StoreBusyError
from chalicelib.models import Caps, ClientUsage, DayUsage, Usage
from chalicelib.models.administration import Used

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


class DynamoUsage:
    """Prices are the catalogue's; those of a search are of the models that it is made with.

    Questions are counted as they are taken (daily_questions.py).
    """

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        catalogue: Catalogue,
        caps: Caps,
        embedding_model: str,
        rerank_model: str | None = None,
    ) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self._catalogue = catalogue
        self._caps = OwnerCaps(dynamo, table, caps)
        self._stage = StageBudget(dynamo, table, caps.stage)
        self._embedding_model = embedding_model
        self._rerank_model = rerank_model

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None:
        price = self._catalogue.price(model, input_tokens=tokens)
        self._stage.add(_today(), price)
        self._add(owner_id, {"embedded_tokens": tokens, "price_usd": price})

    def add_transcribed(self, owner_id: str, usage: Usage) -> None:
        """What a model was paid for the pages of documents that it saw."""
        self._stage.add(_today(), usage.price_usd)
        self.add_answer(owner_id, usage)

    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int, client: str | None = None) -> None:
        """A question's tokens, and how many texts were reranked for it."""
        price = self._catalogue.price(self._embedding_model, input_tokens=embedded_tokens)
        if self._rerank_model and reranked:
            price += self._catalogue.rerank_price(self._rerank_model, reranked)
        self._stage.add(_today(), price)
        self._add(owner_id, {"embedded_tokens": embedded_tokens, "price_usd": price}, client)

    def count_question(self, owner_id: str, client: str) -> None:
        """Whose question it was; the day's own count is in the transaction that took it."""
        self._add(owner_id, {}, client, questions=1)

    def add_answer(self, owner_id: str, usage: Usage, client: str | None = None) -> None:
        """The stage has a reservation for it, which the answer's end settles (answers.py)."""
        self._add(
            owner_id,
            {
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "price_usd": usage.price_usd,
            },
            client,
        )

    def caps(self, owner_id: str) -> Caps:
        """What this owner may use today."""
        return self._caps.of(owner_id, _today())

    def check_question(self, owner_id: str) -> None:
        """Whether another question may be asked; raises BudgetExceededError when the owner or the stage is at a cap,
        AccountEndedError once the account has ended."""
        day = _today()
        today, stage, account = self._rows(owner_id, day)
        self._caps.of(owner_id, day, account).check(today)
        self._stage.check(day, stage)

    def check_price(self, owner_id: str, price_usd: float = 0.0) -> None:
        """Whether a model may be called that costs so much; raises BudgetExceededError as `check_question` does."""
        day = _today()
        today, stage, account = self._rows(owner_id, day)
        self._caps.of(owner_id, day, account).check_price(today, price_usd)
        self._stage.check_price(day, price_usd, stage)

    def _rows(self, owner_id: str, day: str) -> tuple[DayUsage, list[Item], Item]:
        """The owner's day, the stage's rows and the account's, by one request; raises AccountEndedError."""
        keys = [{"owner_id": owner_id, "day": day}, account_key(owner_id), *self._stage.keys(day)]
        items = get_many(self._dynamo, self._table.name, keys)
        own = {item["day"]: item for item in items if item["owner_id"] == owner_id}
        account = own.get(ROW, {})
        refuse_ended(account)
        stage = [item for item in items if item["owner_id"] != owner_id]
        return _day(own[day]) if day in own else DayUsage(day), stage, account

    def reserve(self, owner_id: str, price_usd: float) -> str:
        """Count the price of an answer that is dear before it is spent; the day on which it counts.

        One conditional write decides, so that several answers at once do not go beyond the cap. Where the function is
        killed it stays: the models were most likely paid for. Raises BudgetExceededError.
        """
        day = _today()
        _, stage, account = self._rows(owner_id, day)
        cap = self._caps.of(owner_id, day, account).daily_price_usd
        self._stage.check_price(day, price_usd, stage)
        has_room: ConditionBase = Attr("price_usd").lte(to_item(cap - price_usd))
        if price_usd <= cap:
            has_room |= Attr("price_usd").not_exists()
        if not self._reserved(owner_id, day, price_usd, has_room):
            self.caps(owner_id).check_price(self.today(owner_id), price_usd)
            raise StoreBusyError("The day's usage changes at this moment. Please try again.")
        self._stage.add(day, price_usd)
        return day

    def release(self, owner_id: str, day: str, price_usd: float) -> None:
        """What was reserved on a day counts no more."""
        self._stage.add(day, -price_usd)
        self._reserved(owner_id, day, -price_usd, None)

    @again_when_taken
    def _reserved(self, owner_id: str, day: str, price_usd: float, condition: "ConditionBase | None") -> bool:
        key = {"owner_id": owner_id, "day": day}
        return update(self._table, key, {}, condition=condition, adds={"price_usd": price_usd}) is not None

    def today(self, owner_id: str) -> DayUsage:
        key = {"owner_id": owner_id, "day": _today()}
        with dynamo_errors():
            item = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        return _day(from_item(item)) if item else DayUsage(day=_today())

    def report(self, owner_id: str, first: str, last: str) -> tuple[list[DayUsage], list[ClientUsage]]:
        """The days `first` to `last` (YYYY-MM-DD) on which something was used, oldest first.

        And what each program asked in them, the dearest first.
        """
        condition = Key("owner_id").eq(owner_id) & Key("day").between(first, last)
        rows = list(query_all(self._table, KeyConditionExpression=condition))
        return list(readable(rows, _day)), client_usage.of(rows)

    def used(self, owner_id: str, first: str, last: str) -> Used:
        """What an owner used from one day (YYYY-MM-DD) to another, both included."""
        days, _ = self.report(owner_id, first, last)
        return Used(sum(day.questions for day in days), sum(day.price_usd for day in days))

    @again_when_taken
    def _add(self, owner_id: str, amounts: Item, client: str | None = None, questions: int = 0) -> None:
        key = {"owner_id": owner_id, "day": _today()}
        if client is None:
            update(self._table, key, {}, adds=amounts)
        else:
            client_usage.add(self._table, key, amounts, client, questions)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _day(item: Item) -> DayUsage:
    return read(DayUsage, item)
