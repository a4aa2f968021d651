"""What is to be computed over a register: which records, by which conditions, of which column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.rag.aggregates.comparing import Holds, column_holds, days, days_hold, fits, is_of_time, numbers_hold
from chalicelib.rag.aggregates.facts import ProseFacts
from chalicelib.rag.aggregates.linking import Indexed, Links, Named
from chalicelib.rag.aggregates.phrases import phrase_conditions, rows
from chalicelib.rag.aggregates.values import AggregateQuestion, Comparison, Token, first, unclear
from chalicelib.rag.aggregates.wording import CURRENCY, wording

NEAR = 3  # Tokens between a negation, or a column's name, and what it belongs to.


@dataclass
class Conditions:
    """Conditions with their words, and the mentions of columns that none of them uses."""

    holds: list[tuple[str, Holds]] = field(default_factory=list)
    columns: list[Named] = field(default_factory=list)
    valued: list[Named] = field(default_factory=list)


class Planner:
    """Finds the conditions of a question in a register; raises NotExactError where a word stays without a meaning."""

    def __init__(self, question: AggregateQuestion, register: Indexed, links: Links) -> None:
        self.question = question
        self.register = register
        self.links = links
        self.facts = ProseFacts(register)
        self.is_prose = not register.register.columns
        self._negations = set(links.negations)
        self._unexplained = set(links.unexplained)
        self._mentions = list(links.columns)
        self._measures = set(links.measures)

    def conditions(self) -> Conditions:
        conditions = Conditions()
        for comparison in self.question.comparisons:
            if condition := self._compared(comparison):
                conditions.holds.append(condition)
        conditions.holds += self._valued(conditions)
        conditions.holds += self._flagged()
        self._drop_measured()
        conditions.holds += self._contained()
        if self._negations:
            raise unclear(self._said(self._negations))
        conditions.columns = self._mentions
        return conditions

    def words(self, start: int, end: int) -> str:
        return " ".join(token.key for token in self.question.tokens[start:end])

    def measure_words(self) -> tuple[str, ...]:
        """The words that ask for a figure and are no column's name."""
        return tuple(self.question.tokens[at].key for at in sorted(self._measures))

    def _said(self, tokens: set[int]) -> tuple[str, ...]:
        return first([self.question.tokens[at].key for at in sorted(tokens)])

    def _compared(self, comparison: Comparison) -> tuple[str, Holds] | None:
        token = self.question.tokens[comparison.bound]
        negated = self._take_negation(comparison.start)
        text = self.words(comparison.start, comparison.end)
        if self.is_prose:
            holds = self._prose_compared(comparison, token)
        else:
            named = self._column_of(comparison, token)
            if named is None:
                if comparison.relation == "=" and self.register.label_stems.issuperset(token.key.split()):
                    return None
                raise unclear((text,))
            holds = column_holds(self.register.columns[named], comparison.relation, token)
            text = f"{self.register.register.columns[named]} {text}"
        return (f"¬ {text}", [None if one is None else not one for one in holds]) if negated else (text, holds)

    def _column_of(self, comparison: Comparison, token: Token) -> int | None:
        """The column compared: named right behind the bound or before the comparison, else the only one that fits."""
        kinds = {at: column.kind for at, column in enumerate(self.register.columns)}
        fitting = [at for at, kind in kinds.items() if fits(kind, token) and at != self.register.register.key]
        behind = [named for named in self._mentions if named.start == comparison.end]
        before = [named for named in reversed(self._mentions) if 0 <= comparison.start - named.end <= NEAR]
        for named in (*behind, *before):
            if len(named.columns) == 1 and named.columns[0] in fitting:
                self._mentions.remove(named)
                return named.columns[0]
        is_date = token.date is not None or (days(token) is not None and not self._is_amount(comparison))
        kind = "date" if is_date and "date" in kinds.values() else "number"
        unnamed = [at for at in fitting if kinds[at] == kind]
        if is_date and kind == "number" and is_of_time(self.question, comparison):
            unnamed = []  # `since 2020` compares no price.
        self._take_context(comparison)
        return unnamed[0] if len(unnamed) == 1 else None

    def _is_amount(self, comparison: Comparison) -> bool:
        """Whether a currency stands behind the number."""
        return any(token.key in CURRENCY for token in self.question.tokens[comparison.bound + 1 : comparison.bound + 3])

    def _take_context(self, comparison: Comparison) -> tuple[str, ...]:
        """Measure words before a comparison that belong to it, as `worth` in `worth more than`."""
        phrases = wording(self.question.language)
        at, least = comparison.start - 1, comparison.start - NEAR - 1
        while at >= max(least, 0) and self.question.tokens[at].key in phrases.silent:
            at -= 1
        own = self._measures if at in self._measures else self._unexplained if self.is_prose else set()
        taken: list[int] = []
        while at in own and at >= least and self.question.tokens[at].key not in self.question.capitals:
            taken.append(at)
            at -= 1
        self._measures.difference_update(taken)
        self._unexplained.difference_update(taken)
        return tuple(self.question.tokens[one].key for one in reversed(taken))

    def _prose_compared(self, comparison: Comparison, token: Token) -> Holds:
        context = self._take_context(comparison)
        phrases = wording(self.question.language)
        behind = self.question.tokens[comparison.bound + 1 : comparison.bound + 4]
        following = next((one.key for one in behind if one.number is None and one.key not in phrases.joints), "")
        text = self.words(comparison.start, comparison.end)
        if token.date or (days(token) and following not in CURRENCY | phrases.measures):
            stated = self.facts.days(context)
            if stated is None:
                raise unclear((text,))
            return days_hold(stated, comparison.relation, token)
        generic = all(word in phrases.measures for word in context) and following in CURRENCY
        numbers = self.facts.numbers(context, generic=generic)
        if numbers is None:
            raise unclear((text,))
        return numbers_hold(numbers, comparison.relation, token)

    def _valued(self, conditions: Conditions) -> Iterator[tuple[str, Holds]]:
        """Values of one column are alternatives; those of several columns all hold."""
        by_column: dict[tuple[int, bool], list[str]] = {}
        for named in self.links.values:
            at = self._column_with(named)
            conditions.valued.append(Named(named.start, named.end, (at,), named.values))
            by_column.setdefault((at, self._take_negation(named.start)), []).extend(named.values)
        self._check_alternatives(conditions.valued)
        for (at, negated), values in by_column.items():
            column = self.register.columns[at]
            holds = [(key in values) != negated for key in column.keys]
            alternatives = ", ".join(column.cells[column.keys.index(value)] for value in values)
            yield f"{'¬ ' if negated else ''}{column.name} = {alternatives}", holds

    def _check_alternatives(self, valued: Sequence[Named]) -> None:
        """`or` between two values of one column, or within a comparison, is understood; any other one is not."""
        compared = {at for one in self.question.comparisons for at in range(one.start, one.end)}
        for at, token in enumerate(self.question.tokens):
            if (
                token.key not in wording(self.question.language).alternatives
                or at in compared
                or at in self.question.cues
            ):
                continue
            before = max((named for named in valued if named.end <= at), key=lambda named: named.end, default=None)
            behind = min((named for named in valued if named.start > at), key=lambda named: named.start, default=None)
            if self.is_prose and {at - 1, at + 1} <= self._unexplained:
                continue
            is_near = before and behind and before.columns == behind.columns and behind.start - at <= NEAR
            if not is_near:
                raise unclear((token.key,))

    def _column_with(self, value: Named) -> int:
        """The column of a value: the one whose name stands beside it, or the only one that has it."""
        for named in list(self._mentions):
            beside = 0 <= value.start - named.end <= NEAR - 1 or 0 <= named.start - value.end <= 0
            if beside and (shared := set(named.columns) & set(value.columns)):
                self._mentions.remove(named)
                return min(shared)
        if len(value.columns) > 1:
            raise unclear((value.values[0],))
        return value.columns[0]

    def _flagged(self) -> Iterator[tuple[str, Holds]]:
        for named in list(self._mentions):
            at = named.columns[0]
            if len(named.columns) > 1 or self.register.columns[at].kind != "flag":
                continue
            self._mentions.remove(named)
            negated = self._take_negation(named.start) != named.denied
            flags = self.register.columns[at].flags
            cells = self.register.columns[at].cells
            holds = [
                False if flag is None and not negated and not cell else None if flag is None else flag != negated
                for flag, cell in zip(flags, cells, strict=True)
            ]
            yield f"{'¬ ' if negated else ''}{self.register.register.columns[at]}", holds

    def _drop_measured(self) -> None:
        """In prose, words that ask for a figure are no condition."""
        if self.question.operation in ("count", "list"):
            self._unexplained |= self._measures
            self._measures = set()

    def _contained(self) -> Iterator[tuple[str, Holds]]:
        if self._unexplained and not self.is_prose:
            raise unclear(self._said(self._unexplained))
        yield from phrase_conditions(self.question, self.facts, sorted(self._unexplained), self._take_negation)

    def take_unexplained(self, tokens: Sequence[int]) -> tuple[str, ...]:
        """Words that mean what is asked for, not a condition."""
        taken = [at for at in tokens if at in self._unexplained or at in self._measures]
        self._unexplained.difference_update(taken)
        self._measures.difference_update(taken)
        return tuple(self.question.tokens[at].key for at in taken)

    def has_measure(self) -> bool:
        return bool(self._measures)

    def begins_with_measure(self) -> bool:
        """Whether a word that asks for a figure stands before all that names the records."""
        nouns = [start for start, _ in self.links.nouns]
        return bool(self._measures) and min(self._measures) < min(nouns, default=len(self.question.tokens))

    def take_measure(self) -> tuple[str, ...]:
        """What is added, averaged or compared: the words that ask for a figure, or else those beside the cue."""
        free = self._unexplained | self._measures
        runs = [range(start, end) for start, end in rows(sorted(free))]
        known = [run for run in runs if self._measures.intersection(run)]
        nouns = {at for noun in self.links.nouns for at in range(*noun)}
        near = [run for run in runs if self._is_beside_cue(run, set())]
        farther = [run for run in runs if self._is_beside_cue(run, nouns)]
        run = next(iter([*known, *near, *farther]), range(0))
        capitals = {at for at in run if self.question.tokens[at].key in self.question.capitals}  # Those are names.
        return self.take_unexplained(sorted(self._measures.intersection(run) or set(run) - capitals))

    def _is_beside_cue(self, run: range, passed: set[int]) -> bool:
        """Whether nothing but words that say nothing, and those `passed`, stands between a cue and a run."""
        silent, cues = wording(self.question.language).silent, self.question.cues
        for step, start in ((-1, run.start - 1), (1, run.stop)):
            at = start
            while 0 <= at < len(self.question.tokens) and at not in cues and self._is_silent(at, silent, passed):
                at += step
            if at in cues:
                return True
        return False

    def _is_silent(self, at: int, silent: frozenset[str], passed: set[int]) -> bool:
        return at in passed or self.question.tokens[at].key in silent

    @property
    def unexplained(self) -> list[int]:
        return sorted(self._unexplained)

    def _take_negation(self, start: int) -> bool:
        near = [at for at in self._negations if 0 < start - at <= NEAR + 1]
        self._negations.difference_update(near)
        return bool(near)
