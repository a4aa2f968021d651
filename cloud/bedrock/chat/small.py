"""A model of a few billion parameters within its limits.

Such a model invents where the sources are silent, forgets its rules while it reads them, cites what it was not given,
and on a laptop reads a whole prompt for most of a minute. So the quoting model judges first: where it refuses, nothing
is written. The model is shown only the sentences around what would be quoted and those most like the question, after
rules of four lines, by a grammar without brackets. Each sentence it writes is then held against the sources: its
citation is set here, and a sentence that no source holds is left out. Where none is left, the quotes answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from chalicelib.rag.citations.verify import Words, covered
from chalicelib.rag.text.sentences import sentences
from cloud.bedrock.chat.base import ChatModel, ChatPart, ChatRequest, Delta, Finish, Turn
from cloud.bedrock.chat.quoting import QuotingChat, SentenceEncoder
from cloud.bedrock.chat.tasks import condense, run_task
from cloud.bedrock.quoting import model
from cloud.bedrock.quoting.evidence import Reply
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, parse_grounded
from cloud.bedrock.quoting.units import Unit, units_of

RULES = """Answer the question from the notes alone, in the language of the question.
Write one or two short sentences. Copy names, numbers and dates exactly as the notes have them.
Say nothing that the notes do not say, and do not speak of the notes.
If the notes do not answer the question, write NONE."""
NONE = "NONE"
GRAMMAR = r"""root ::= line ("\n" line)*
line ::= [^\n<>\[\]【】]+
"""
"""Lines without the signs of tags and citations."""
SIGNS = frozenset("<>[]【】")
SHOWN_CHARACTERS = 1_200  # Of all notes together, some 400 tokens with their titles: the time until the first word.
WRITTEN_TOKENS = 160  # Of an answer: two long sentences in any language.
QUOTED_WHOLE = 600  # Characters of quotes beyond which they are a list or a table, which a model would only shorten.
HELD_SHARE = 0.6  # Of a sentence's words that a source must have: half of what is left says it in other words.


@dataclass(frozen=True)
class Note:
    """What is shown of source `n`, in its own words and order."""

    n: int
    title: str
    text: str


class SmallChat:
    """`writer` is the model, `encoder` what the quoting model compares sentences with."""

    def __init__(self, writer: ChatModel, encoder: SentenceEncoder) -> None:
        self._writer, self._encoder = writer, encoder
        self._judge = QuotingChat(encoder)

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`, as the writer does. Tasks are done without it, since they take as long."""
        task = run_task(request)
        prompt = parse_grounded(request.question)
        if task is not None or prompt is None or not prompt.sources:
            yield Delta(task if task is not None else self._judge.answer(request))
            yield Finish("end_turn", 0, 0)
            return
        judged = await asyncio.to_thread(self._judge.judged, request)
        quoted = sum(len(quote.text) for quote in judged.quotes)
        if not judged.quotes or quoted > QUOTED_WHOLE:
            yield Delta(model.written(judged))
            yield Finish("end_turn", 0, 0)
            return
        asked = replace(prompt, question=condense(request.turns))
        notes = await asyncio.to_thread(self._notes, asked, judged)
        async for part in self._written(request, asked, notes, judged):
            yield part

    async def _written(
        self, request: ChatRequest, prompt: GroundedPrompt, notes: Sequence[Note], judged: Reply
    ) -> AsyncIterator[ChatPart]:
        """The writer's sentences that a source holds, each with its citation; the quotes where there is none."""
        shown = replace(
            request,
            system=RULES,
            turns=(Turn("user", _message(prompt.question, notes)),),
            max_tokens=min(request.max_tokens, WRITTEN_TOKENS),
            grammar=GRAMMAR,
        )
        sources = [(source.n, Words(f"{source.title}\n{source.text}")) for source in prompt.sources]
        written, finish = False, Finish("end_turn", 0, 0)
        async with aclosing(self._writer.reply(shown)) as parts:
            text = ""
            async for part in parts:
                if isinstance(part, Finish):
                    finish = replace(part, reason="end_turn")  # A sentence that was cut off is left out below.
                elif isinstance(part, Delta):
                    text += part.text
                    whole, text = _whole_sentences(text)
                    for sentence in whole:
                        if cited := _cited(sentence, sources):
                            yield Delta(f" {cited}" if written else cited)
                            written = True
            if cited := _cited(text, sources):
                yield Delta(f" {cited}" if written else cited)
                written = True
        if not written:
            yield Delta(model.written(judged))
        elif judged.said:
            yield Delta(f" {judged.said}")
        yield finish

    def _notes(self, prompt: GroundedPrompt, judged: Reply) -> list[Note]:
        """What would be quoted, then what stands around it, then what is most like the question, as far as it fits."""
        units = [unit for unit in units_of(prompt.sources) if not unit.label and len(unit.stems) > 1]
        likeness = self._encoder.similarities(prompt.question, [unit.text for unit in units])
        quoted = {index for index, unit in enumerate(units) if _is_quoted(unit, judged)}
        around = {index + step for index in quoted for step in (-1, 1)}
        ranked = sorted(
            range(len(units)), key=lambda index: (index not in quoted, index not in around, -float(likeness[index]))
        )
        chosen: list[Unit] = []
        left = SHOWN_CHARACTERS
        for index in ranked:
            unit = units[index]
            left -= len(unit.text) + (0 if any(unit.head == other.head for other in chosen) else len(unit.head))
            if left < 0 and chosen:
                break
            chosen.append(unit)
        return list(_in_order(prompt.sources, chosen))


def _is_quoted(unit: Unit, judged: Reply) -> bool:
    return any(quote.n == unit.n and unit.text in quote.text for quote in judged.quotes)  # Quotes have whole units.


def _in_order(sources: Sequence[Source], chosen: Sequence[Unit]) -> Iterator[Note]:
    """The sources in the order in which they were chosen first, each in its own: a small model believes the first."""
    titles = {source.n: source.title for source in sources}
    for n in dict.fromkeys(unit.n for unit in chosen):
        lines: list[str] = []
        for unit in sorted((unit for unit in chosen if unit.n == n), key=lambda unit: unit.index):
            lines += [line for line in (unit.head, unit.text) if line and line not in lines]
        yield Note(n, titles[n], "\n".join(lines))


def _message(question: str, notes: Sequence[Note]) -> str:
    shown = "\n\n".join(f"Note from {note.title}:\n{note.text}" for note in notes)
    return f"{shown}\n\nQuestion: {question}"


def _whole_sentences(text: str) -> tuple[list[str], str]:
    """The sentences that have ended, and what follows them."""
    spans = list(sentences(text))
    if len(spans) < 2:
        return [], text
    last = spans[-1][0]
    return [text[start:end] for start, end in spans[:-1]], text[last:]


def _cited(sentence: str, sources: Sequence[tuple[int, Words]]) -> str:
    """The sentence with the number of the source that holds most of it; empty where none holds it."""
    claim = Words(sentence.strip())
    if not claim.keys or claim.text.rstrip(".") == NONE or not SIGNS.isdisjoint(claim.text):
        return ""
    holding = [
        (covered(claim, words, {}), -n)
        for n, words in sources
        if claim.numbers <= words.numbers and words.key_set.issuperset(claim.names)
    ]
    share, number = max(holding, default=(0.0, 0))
    return f"{claim.text} 【{-number}】" if share >= HELD_SHARE else ""
