"""Tickets, connections and usage in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.dynamo import connections as module
from chalicelib.adapters.dynamo.connections import DynamoConnections, DynamoTickets, Ticket
from chalicelib.adapters.dynamo.usage import DynamoUsage
from chalicelib.errors import BudgetExceededError, NotSignedInError
from chalicelib.models import Caps, Connection, Usage

CAPS = Caps(daily_questions=10, daily_price_usd=1.0, parallel_answers=5)


@pytest.fixture
def tickets(aws: dict[str, str], dynamo: Any) -> DynamoTickets:
    return DynamoTickets(dynamo, aws["TICKETS_TABLE"])


@pytest.fixture
def connections(aws: dict[str, str], dynamo: Any) -> DynamoConnections:
    return DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])


@pytest.fixture
def usage(aws: dict[str, str], dynamo: Any) -> DynamoUsage:
    return DynamoUsage(
        dynamo, aws["USAGE_TABLE"], catalogue(), CAPS, "amazon.titan-embed-text-v2:0", "cohere.rerank-v3-5:0"
    )


def test_a_ticket_is_spent_once(tickets: DynamoTickets) -> None:
    ticket, _ = tickets.issue("owner", 1234)
    assert tickets.spend(ticket) == Ticket("owner", 1234)
    for wrong in (ticket, "guessed", ""):
        with pytest.raises(NotSignedInError):
            tickets.spend(wrong)


def test_of_many_at_once_one_wins(tickets: DynamoTickets) -> None:
    ticket, _ = tickets.issue("owner", 1234)

    def spend(_: int) -> bool:
        try:
            tickets.spend(ticket)
        except NotSignedInError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(spend, range(50))) == 1


def test_an_old_ticket_is_refused(tickets: DynamoTickets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICKET_SECONDS", -1)
    ticket, _ = tickets.issue("owner", 1234)
    with pytest.raises(NotSignedInError):
        tickets.spend(ticket)


def test_a_ticket_is_not_stored_as_it_is(tickets: DynamoTickets, aws: dict[str, str], dynamo: Any) -> None:
    ticket, _ = tickets.issue("owner", 1234)
    assert ticket not in str(dynamo.Table(aws["TICKETS_TABLE"]).scan()["Items"])


def test_connections_are_known_by_id_and_owner(connections: DynamoConnections) -> None:
    for name in ("a", "b"):
        connections.add(Connection(name, "owner", 10))
    connections.add(Connection("c", "other", 10))
    assert {connection.id for connection in connections.of_owner("owner")} == {"a", "b"}
    connections.remove("a")
    assert connections.count_frame("a") is None
    assert connections.count_frame("b") == Connection("b", "owner", 10, frames=1)


def test_a_socket_that_may_still_be_opening_is_kept(connections: DynamoConnections) -> None:
    """A post to a socket that is being opened fails as one to a socket that is gone does."""
    connections.add(Connection("young", "owner", 10))
    connections.remove_dead("young")
    assert connections.count_frame("young")
    connections.remove_dead("young", opening_seconds=-1)
    assert connections.count_frame("young") is None


def test_usage_adds_up_by_day(usage: DynamoUsage) -> None:
    usage.add_answer("owner", Usage(input_tokens=100, output_tokens=20, price_usd=0.0015))
    usage.add_answer("owner", Usage(input_tokens=10, output_tokens=2, price_usd=0.0005))
    usage.add_embedded("owner", "amazon.titan-embed-text-v2:0", 500_000)
    today = usage.today("owner")
    assert (today.questions, today.input_tokens, today.output_tokens) == (0, 110, 22)
    assert today.embedded_tokens == 500_000
    assert today.price_usd == pytest.approx(0.002 + 0.01)
    assert usage.report("owner", "2000-01-01", "2999-01-01") == ([today], [])
    assert usage.report("other", "2000-01-01", "2999-01-01") == ([], [])


def test_a_search_costs_its_question_and_what_is_reranked(usage: DynamoUsage) -> None:
    usage.add_search("searcher", 1_000_000, 0)
    assert usage.today("searcher").price_usd == pytest.approx(0.02)
    usage.add_search("searcher", 0, 40)
    usage.add_search("searcher", 0, 101)
    assert usage.today("searcher").price_usd == pytest.approx(0.02 + 0.002 + 0.004)
    assert usage.today("searcher").embedded_tokens == 1_000_000


def test_a_day_ends_with_its_price(usage: DynamoUsage) -> None:
    usage.add_answer("spender", Usage(price_usd=0.75))
    usage.check_price("spender")
    usage.add_search("spender", 12_500_000, 0)
    with pytest.raises(BudgetExceededError, match="used up"):
        usage.check_price("spender")
    usage.check_price("another")
