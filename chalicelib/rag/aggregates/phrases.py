"""Conditions on prose: the words of a question that no column explains must stand in a record."""

from collections.abc import Callable, Iterator, Sequence

from chalicelib.rag.aggregates.comparing import Holds
from chalicelib.rag.aggregates.facts import ProseFacts
from chalicelib.rag.aggregates.values import AggregateQuestion, unclear
from chalicelib.rag.aggregates.wording import wording

_BETWEEN = 2  # Words that say nothing by themselves, within a name.

type _Held = tuple[int, int, str, Holds]
"""The tokens of a phrase, its words, and which records hold it."""


def phrase_conditions(
    question: AggregateQuestion, facts: ProseFacts, tokens: Sequence[int], take_negation: Callable[[int], bool]
) -> Iterator[tuple[str, Holds]]:
    """A condition for each phrase of `tokens`; raises NotExactError where no record has its words."""
    holding: list[_Held] = []
    for start, end in _phrases(question, facts, tokens):
        phrase = _words(question, start, end)
        if len(phrase) == 1 and question.language == "vi" and phrase[0] not in question.capitals:
            raise unclear(phrase)  # One syllable is part of many words: `bằng` is in `bằng lái xe`.
        holds = facts.contains(phrase)
        if holds is None:
            raise unclear((" ".join(phrase),))
        negated = take_negation(start)
        text = f"{'¬ ' if negated else ''}“{' '.join(phrase)}”"
        holding.append((start, end, text, [None if one is None else one != negated for one in holds]))
    yield from _joined(question, holding)


def rows(tokens: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Indexes that follow each other, as spans."""
    start = None
    for at, token in enumerate(tokens):
        start = token if start is None else start
        if at + 1 == len(tokens) or tokens[at + 1] != token + 1:
            yield start, token + 1
            start = None


def _words(question: AggregateQuestion, start: int, end: int) -> list[str]:
    return " ".join(token.key for token in question.tokens[start:end]).split()


def _phrases(question: AggregateQuestion, facts: ProseFacts, tokens: Sequence[int]) -> list[tuple[int, int]]:
    """Words in a row; two rows are one name where the records have them with what stands between: `Bank of Ireland`."""
    phrases: list[tuple[int, int]] = []
    for start, end in rows(tokens):
        if phrases and _may_be_name(question, phrases[-1][1], start):
            whole = _words(question, phrases[-1][0], end)
            if facts.contains(whole) is not None:
                phrases[-1] = (phrases[-1][0], end)
                continue
        phrases.append((start, end))
    return phrases


def _may_be_name(question: AggregateQuestion, start: int, end: int) -> bool:
    """Whether the tokens before `start` and at `end` have capitals, and so few others stand between as in a name."""
    keys = [token.key for token in question.tokens[start:end]]
    if not 0 < len(keys) <= _BETWEEN or wording(question.language).joints.intersection(keys):
        return False
    return question.capitals.issuperset((question.tokens[start - 1].key, question.tokens[end].key))


def _joined(question: AggregateQuestion, holding: Sequence[_Held]) -> Iterator[tuple[str, Holds]]:
    """Phrases parted by `or` are one condition; several that no record fulfils at once were not understood."""
    alternatives = wording(question.language).alternatives
    conditions: list[tuple[int, str, Holds]] = []
    for start, end, text, holds in holding:
        if conditions and start - conditions[-1][0] == 1 and question.tokens[start - 1].key in alternatives:
            _, before, others = conditions.pop()
            pairs = zip(others, holds, strict=True)
            either: Holds = [True if True in pair else None if None in pair else False for pair in pairs]
            conditions.append((end, f"{before} ∨ {text}", either))
        else:
            conditions.append((end, text, holds))
    states = zip(*(one for _, _, one in conditions), strict=True)
    if len(conditions) > 1 and not any(map(all, states)):
        raise unclear([text for _, text, _ in conditions])
    yield from ((text, holds) for _, text, holds in conditions)
