"""The records that fulfil a question's conditions, and the mentions of columns that say what is asked of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.rag.aggregates.cells import Kind
from chalicelib.rag.aggregates.linking import Named
from chalicelib.rag.aggregates.plan import Planner
from chalicelib.rag.aggregates.values import AggregateQuestion, NotExact, NotExactError, first, unclear

_BESIDE = 3  # Tokens between a word such as `per` and the column that it groups by.


@dataclass
class Selection:
    """`chosen` are indexes of records; `labels` have the names by which records of prose are grouped."""

    question: AggregateQuestion
    planner: Planner
    labels: dict[str, Sequence[str | None]] = field(default_factory=dict)
    measure: tuple[str, ...] = ()
    chosen: Sequence[int] = ()
    conditions: tuple[str, ...] = ()
    valued: Sequence[Named] = ()
    mentions: list[Named] = field(default_factory=list)

    def named(self, *kinds: Kind) -> list[Named]:
        """Mentions of columns of these kinds that no condition uses, but for the one that names the records."""
        register = self.planner.register
        others = [one for one in self.mentions if one.columns[0] != register.register.key]
        columns = [register.columns[one.columns[0]] for one in others]
        return [
            one
            for one, column in zip(others, columns, strict=True)
            if column.kind in kinds or ("number" in kinds and column.are_years)
        ]

    def asked(self) -> tuple[str, Named | None]:
        """What is counted or listed, in the question's words: the records (None), or the words of a column.

        It is what is named first.
        """
        nouns, start = self.planner.links.nouns, min(self.question.cues, default=0)
        noun = next((one for one in nouns if one[0] >= start), next(iter(nouns), None))
        mention = next((one for one in self.mentions if one.start >= start), next(iter(self.mentions), None))
        key = self.planner.register.register.key
        if mention and (noun is None or mention.start < noun[0]) and mention.columns != (key,):
            return self._original(mention.start, mention.end), mention
        labels = self.planner.links.labels
        if noun is None or (before := [at for at in labels if start < at < noun[0]]):
            begin = min(before) if noun else start
            end = begin
            while end in labels:
                end += 1
            return self._original(begin, end), None
        return self._original(*noun), None

    def grouped(self) -> Named | None:
        """The column named behind a word such as `per`; it asks for nothing else then."""
        nouns = {start for start, _ in self.planner.links.nouns}
        for start in self.question.grouped:
            for named in self.named("words", "flag", "date"):
                if 0 <= named.start - start < _BESIDE and nouns.isdisjoint(range(start, named.start)):
                    self.mentions.remove(named)
                    return named
        return None

    def unclear(self, mentions: Iterable[Named]) -> NotExactError:
        return unclear([self.planner.words(one.start, one.end) for one in mentions])

    def unreadable(self, records: Iterable[int]) -> NotExactError:
        return NotExactError(NotExact("unreadable", first([self.planner.register.records[at].name for at in records])))

    def _original(self, start: int, end: int) -> str:
        """Words of the question as they are written there."""
        keys = " ".join(token.key for token in self.question.tokens[start:end]).split()
        match = re.search(r"\W+".join(map(re.escape, keys)), self.question.text, re.IGNORECASE) if keys else None
        return match[0] if match else " ".join(keys)


def select(question: AggregateQuestion, planner: Planner) -> Selection:
    """Raises NotExactError where a condition cannot be understood, or not be read of a record."""
    selection = Selection(question, planner)
    if planner.is_prose:
        _take_prose_words(selection)
    conditions = planner.conditions()
    if lacking := [one for one in conditions.columns if len(one.columns) > 1]:
        raise selection.unclear(lacking)
    selection.mentions, selection.valued = list(conditions.columns), conditions.valued
    selection.conditions = tuple(text for text, _ in conditions.holds)
    selection.chosen = _chosen(selection, [holds for _, holds in conditions.holds])
    return selection


def _take_prose_words(selection: Selection) -> None:
    """Words that ask for a figure of prose, or for a name behind a label, are no condition."""
    question, planner = selection.question, selection.planner
    if question.operation == "most_frequent" or (question.most and not planner.has_measure()):
        _take_label(selection, planner.unexplained)
    elif question.operation in ("sum", "average", "largest", "smallest") or (
        question.operation == "count" and question.together and planner.begins_with_measure()
    ):
        selection.measure = planner.take_measure()
    for start in question.grouped:
        _take_label(selection, [at for at in planner.unexplained if 0 <= at - start < _BESIDE])


def _take_label(selection: Selection, tokens: Sequence[int]) -> None:
    """Take the first of these words, and those right behind it, as the label of names in the records."""
    run = [at for number, at in enumerate(tokens) if at == tokens[0] + number]
    if any(selection.question.tokens[at].key in selection.question.capitals for at in run):
        return  # A name is a condition.
    if run and not selection.labels:
        words = selection.planner.take_unexplained(run)
        selection.labels[" ".join(words)] = selection.planner.facts.labelled(words)


def _chosen(selection: Selection, conditions: Sequence[Sequence[bool | None]]) -> list[int]:
    kept: list[int] = []
    doubtful: list[int] = []
    for at in range(len(selection.planner.register.records)):
        states = [holds[at] for holds in conditions]
        if False not in states:
            (doubtful if None in states else kept).append(at)
    if doubtful:
        raise selection.unreadable(doubtful)
    register = selection.planner.register.register
    if register.doubtful:
        raise NotExactError(NotExact("unreadable", first(register.doubtful)))
    if register.repeated and (conditions or selection.question.operation not in ("count", "list")):
        raise NotExactError(NotExact("unreadable", first(register.repeated)))
    return kept
