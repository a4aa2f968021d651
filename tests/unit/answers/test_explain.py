"""What the router decides of a question, told without a model."""

from types import SimpleNamespace

import pytest

from chalicelib.api.documents import _route
from chalicelib.rag.answers.budget import FULL
from chalicelib.rag.answers.explain import Explaining
from chalicelib.rag.answers.scope import Scope
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.search.ranking import Query
from tests.unit.routes.making import Shelf, document

PRICES = "City | Bike | Price\nUtrecht | C3 | 30\nUtrecht | T1 | 20\nGhent | C3 | 40\n"
TEXTS = {"prices.csv": [PRICES], "handbook.md": ["Work is 36 hours a week. "]}


@pytest.mark.parametrize(
    ("question", "route", "steps", "by_code"),
    [
        ("What is the working time a week?", "plain", [], False),
        ("Give me an overview of the handbook.", "summary", [("summary", "handbook.md")], False),
        ("How many bikes can be rented in the city Utrecht?", "aggregate", [("aggregate", "")], True),
        ("Which documents do I have?", "library", [("library", "")], True),
    ],
)
def test_the_route_of_a_question_is_told(
    question: str, route: str, steps: list[tuple[str, str]], by_code: bool
) -> None:
    shelf = Shelf([document(name, passages=1) for name in TEXTS], TEXTS)
    explained = Explaining(Gathering(shelf, shelf, shelf), False, FULL).explain("o", question, Scope(), None)
    assert (explained.route, explained.by_code) == (route, by_code)
    assert [(step.route, step.detail) for step in explained.steps] == steps


def test_a_scope_is_kept() -> None:
    shelf = Shelf([document(name, passages=1) for name in TEXTS], TEXTS)
    explaining = Explaining(Gathering(shelf, shelf, shelf), False, FULL)
    assert explaining.explain("o", "Please summarise this.", Scope(("handbook.md",)), None).route == "summary"
    assert [query.document_ids for query in shelf.queries] == []


def test_a_search_that_explains_names_the_route_and_counts_it() -> None:
    shelf = Shelf([document(name, passages=1) for name in TEXTS], TEXTS)
    counted: list[tuple[str, int, int, str]] = []
    usage = SimpleNamespace(add_search=lambda *search: counted.append(search))
    explaining = Explaining(Gathering(shelf, shelf, shelf), False, FULL)
    call = SimpleNamespace(
        owner_id="o",
        identity=SimpleNamespace(client="token_t"),
        services=SimpleNamespace(explaining=explaining),
        adapters=SimpleNamespace(usage=usage),
    )
    told = _route(call, Query("How many bikes can be rented in the city Utrecht?", 8))  # type: ignore[arg-type]
    assert told == {"name": "aggregate", "steps": [{"route": "aggregate", "detail": ""}], "by_code": True}
    assert counted == [("o", 5, 0, "token_t")]
