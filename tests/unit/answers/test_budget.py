"""Whatever a model reads, its prompt and its answer fit; where there is room, nothing is left out."""

from itertools import pairwise

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.rag.answers.budget import FIXED_TOKENS, FULL, budget_for
from chalicelib.rag.answers.prompts import SYSTEM
from chalicelib.rag.text.tokens import estimate_tokens
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import Book, Heard, OneSource, answering, asked


@pytest.mark.parametrize("context", [0, 512, 2_048, 4_096, 6_000, 8_192, 10_000, 12_000, 16_384])
def test_prompt_and_answer_fit_into_the_context(context: int) -> None:
    budget = budget_for(context)
    fixed = min(FIXED_TOKENS, context // 4)
    assert budget.sources + budget.history + budget.answer + fixed <= context
    assert budget.kept <= budget.history
    assert min(budget.sources, budget.history, budget.answer) >= 0


def test_a_smaller_context_never_has_more() -> None:
    budgets = [budget_for(context) for context in range(0, 20_000, 100)]
    for smaller, larger in pairwise(budgets):
        assert smaller.sources <= larger.sources
        assert smaller.answer <= larger.answer


@pytest.mark.parametrize("context", [16_384, 128_000, 1_000_000])
def test_a_model_with_room_has_the_full_budget(context: int) -> None:
    assert budget_for(context) == FULL


def test_the_fixed_part_holds_the_system_text_and_a_question() -> None:
    assert estimate_tokens(SYSTEM) < FIXED_TOKENS / 2


def test_every_large_model_of_the_catalogue_has_the_full_budget() -> None:
    entries = [entry for entry in catalogue().chat.values() if entry.family != "local"]
    assert all(budget_for(entry.context_tokens) == FULL for entry in entries)


@pytest.mark.parametrize(("context", "tokens"), [(128_000, 3_200), (4_096, 1_243)])
def test_the_search_keeps_to_what_the_model_reads(chats: Chats, context: int, tokens: int) -> None:
    finder = OneSource()
    answer = asked(chats, "How many red pandas?")
    chat = FakeChat(context=context)
    answering(chats, finder, chat, Heard(), Book()).run("o", answer.id, "worker", lambda: 100.0)
    assert [query.tokens for query in finder.queries] == [tokens]
