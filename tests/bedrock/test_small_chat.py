"""A model of a few billion parameters: judged first, shown little, and cited by code."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from chalicelib.rag.answers.prompts import SUMMARIZE, SYSTEM
from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, Turn
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.chat.small import SHOWN_CHARACTERS, SmallChat
from cloud.bedrock.embedders import E5
from cloud.bedrock.quoting.refusals import is_refusal
from tests.bedrock.asking import OCEAN, TOWER, grounded

ENCODER = E5()
FILLER = " ".join(f"The visitors of day {day} came by the north gate and left by boat." for day in range(200))


class Writer:
    """A model that writes these pieces, and keeps what it was asked."""

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces
        self.asked: list[ChatRequest] = []
        self.written = 0

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        self.asked.append(request)
        for piece in self._pieces:
            self.written += 1
            yield Delta(piece)
        yield Finish("max_tokens", 300, 20)


def request(question: str, *sources: str, system: str = SYSTEM) -> ChatRequest:
    return ChatRequest("local.small", system, (Turn("user", grounded(question, *sources)),), max_tokens=2_048)


def parts_of(writer: Writer, asked: ChatRequest) -> list[ChatPart]:
    async def read() -> list[ChatPart]:
        return [part async for part in SmallChat(writer, ENCODER).reply(asked)]

    return asyncio.run(read())


def text_of(parts: Sequence[ChatPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Delta))


def test_a_question_without_evidence_never_reaches_the_model() -> None:
    writer = Writer("Paris.")
    assert is_refusal(text_of(parts_of(writer, request("What is the best recipe for bread?", OCEAN, TOWER))))
    assert writer.asked == []


def test_each_sentence_gets_the_source_that_holds_it() -> None:
    writer = Writer("The tower was built by Gustave", " Eiffel. It is 330 metres ", "tall.")
    text = text_of(parts_of(writer, request("Who built the tower, and how tall is it?", OCEAN, TOWER)))
    assert text == "The tower was built by Gustave Eiffel. 【2】 It is 330 metres tall. 【2】"


@pytest.mark.parametrize("invented", ["It was sold in 1925.", "Victor Lustig sold the tower.", "It is <source n=1>."])
def test_a_sentence_that_no_source_holds_is_left_out(invented: str) -> None:
    writer = Writer(f"The tower was built by Gustave Eiffel. {invented}")
    assert text_of(parts_of(writer, request("Who built the tower?", TOWER))) == (
        "The tower was built by Gustave Eiffel. 【1】"
    )


@pytest.mark.parametrize("written", ["NONE", "The architect Antoni Gaudí.", "According to 【1】, Eiffel."])
def test_the_quotes_answer_where_nothing_that_is_written_holds(written: str) -> None:
    asked = request("Who built the tower?", OCEAN, TOWER)
    assert text_of(parts_of(Writer(written), asked)) == QuotingChat(ENCODER).answer(asked)


def test_the_model_is_shown_a_few_sentences_and_short_rules() -> None:
    writer = Writer("Gustave Eiffel.")
    parts_of(writer, request("Who built the tower?", f"{FILLER} {TOWER} {FILLER}", OCEAN))
    [shown] = writer.asked
    assert "by the engineer Gustave Eiffel" in shown.question
    assert len(shown.question) < SHOWN_CHARACTERS + 300
    assert "source-" not in shown.question
    assert len(shown.system) < len(SYSTEM) / 2
    assert shown.grammar.startswith("root ::=")
    assert shown.max_tokens <= 200


def test_a_sentence_is_passed_on_before_the_next_is_written() -> None:
    writer = Writer("Gustave Eiffel built it. ", "It is 330", " metres tall.")

    async def first() -> tuple[str, int]:
        async for part in SmallChat(writer, ENCODER).reply(request("Who built the tower?", TOWER)):
            assert isinstance(part, Delta)
            return part.text, writer.written
        raise AssertionError

    text, written = asyncio.run(first())
    assert text == "Gustave Eiffel built it. 【1】"
    assert written < 3


def test_the_end_says_how_many_tokens_were_used() -> None:
    finish = parts_of(Writer("Gustave Eiffel."), request("Who built the tower?", TOWER))[-1]
    assert finish == Finish("end_turn", 300, 20)


def test_a_conversation_is_summarized_without_the_model() -> None:
    writer = Writer("Something else.")
    summary = parts_of(writer, request("Who built the tower?", TOWER, system=SUMMARIZE))
    assert isinstance(summary[-1], Finish)
    assert writer.asked == []
