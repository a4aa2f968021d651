"""One search for the units that answer a question: a document's name, rows of a table, sentences, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np

from cloud.bedrock.quoting.about import metadata_line, opening
from cloud.bedrock.quoting.case import case_figures
from cloud.bedrock.quoting.comparatives import two_names
from cloud.bedrock.quoting.entries import entry_for
from cloud.bedrock.quoting.features import Scene, Similarities
from cloud.bedrock.quoting.foreign import foreign_answer
from cloud.bedrock.quoting.forms import (
    LEAST_ABOUT,
    SAYING,
    asks_for_aggregate,
    has_form_asked_for,
    is_of_form_asked_for,
    leaves_open_when,
    measures,
    without_form,
)
from cloud.bedrock.quoting.lines import asks_for_boilerplate, asks_for_metadata
from cloud.bedrock.quoting.lists import WholeList, asks_for_count, lists_what_is_asked
from cloud.bedrock.quoting.naming import asks_for_absent_number, asks_for_absent_thing, asks_of_name_alone, is_misnamed
from cloud.bedrock.quoting.question import Question, covered_share
from cloud.bedrock.quoting.quotes import MAX_SENTENCES, line_of, rounded
from cloud.bedrock.quoting.scope import Scope
from cloud.bedrock.quoting.tables import named_rows, names_no_row
from cloud.bedrock.quoting.units import Unit, stems_of, twins_of
from cloud.bedrock.quoting.weights import Array, Strictness, load
from cloud.bedrock.quoting.words import matches, stem, words

type Indices = list[list[int]]
"""Units of each quote, best first."""

SECOND_WITHIN = 1.0
"""Distance in score (log odds) within which a second sentence is quoted too."""
LEAST_TITLED = 0.75
"""Share of a question's words that a sentence must have with its document's title, where the judge is in doubt."""
TITLED_KINDS = ("person", "date", "place")


class Search:
    def __init__(
        self,
        question: Question,
        units: Sequence[Unit],
        scope: Scope,
        similarities: Similarities,
        strictness: Strictness = "default",
    ) -> None:
        self.question = question
        self.units = units
        self.scope = scope
        self._similarities = similarities
        self._strictness = strictness

    def document(self) -> Indices | None:
        """The title and the first sentence of a document, if a question asks what it is about."""
        shown = opening(self.question, self.units, self.able)
        return None if shown is None else [shown]

    def rows(self) -> Indices | None:
        """Rows of a table with its head; none where their sum or the largest is asked for, which no row says."""
        asked = stems_of(self.question.text)
        named = named_rows(asked, stems_of(self.question.own), self.units, frozenset(self._within(self._everywhere)))
        if named is None:
            return None
        rows = [self.units[i] for i in named.rows]
        rest = [term for term in self.question.terms if not any(term in stems_of(row.text) for row in rows)]
        above = rows[0].context | stems_of(rows[0].head)
        if not named.column and (rest and covered_share(rest, above) <= LEAST_ABOUT):
            return None
        counts = asks_for_count(self.question.text) and not named.column
        if self._misnamed or counts or (len(rows) > 1 and asks_for_aggregate(self.question.text)):
            return []
        text = "\n".join([rows[0].head, *(row.text for row in rows)])
        if not has_form_asked_for(self.question.text, text):
            return []
        return [[*([] if named.head is None else [named.head]), *named.rows]]

    def counts(self, listed: WholeList) -> bool:
        """Whether a question how many there are asks for the number of a list's entries."""
        heading = self.units[listed.units[0]]
        counted = [term for term in self.question.terms if matches(term, heading.stems)]
        return heading.sort == "heading" and len(counted) * 2 > len(self.question.terms)

    def sentences(self) -> Indices:
        if self._misnamed or not (self._shares_words or self.scope.is_exact):
            foreign = foreign_answer(self.question, self.units, self.able, self._similarities)
            return [] if foreign is None or self._misnamed else [rounded(self.units, foreign)]
        if metadata := metadata_line(self.question, self.units, self.able, self.scope.sets):
            return [[metadata]]
        if both := self._of_two_names():
            return both
        picks = [self._best(self._within(about)) for about in self.scope.sets or [self._everywhere]]
        if len(picks) > 1:  # Two things are compared: one sentence for each, or nothing.
            return [pick[0] for pick in picks] if all(picks) else []
        return picks[0]

    def _of_two_names(self) -> Indices:
        """A quote for each of two names that are compared; empty where they are not, or one has none."""
        named = [] if self.scope.sets else [stems_of(name) for name in two_names(self.question.text) or ()]
        about = [frozenset(i for i, unit in enumerate(self.units) if name <= unit.stems) for name in named]
        picks = [self._best(self._within(units)) if units else [] for units in about]
        return [pick[0] for pick in picks] if picks and all(picks) and picks[0][0] != picks[1][0] else []

    @cached_property
    def _shares_words(self) -> bool:
        """Whether the sources have any word of the question."""
        return any(matches(term, self._said) for term in self.question.terms if term[0].isalnum())

    @cached_property
    def able(self) -> list[int]:
        """The units that may be quoted for this question."""
        text, boilerplate = self.question.text, asks_for_boilerplate(self.question.text)
        return [
            i
            for i, unit in enumerate(self.units)
            if not unit.label
            and (unit.sort != "metadata" or asks_for_metadata(text, unit.text))
            and (unit.sort != "boilerplate" or boilerplate)
        ]

    @property
    def _everywhere(self) -> frozenset[int]:
        return frozenset(range(len(self.units)))

    def _within(self, about: frozenset[int]) -> list[int]:
        within = [i for i in self.able if i in about]
        if len(self.scope.sets) == 1:
            within = [i for i in within if i in self.scope.sets[0]]
        return within if within or self.scope.is_exact else self.able

    def _best(self, able: list[int]) -> Indices:
        able = [
            i for i in able if has_form_asked_for(self.question.text, f"{self.units[i].head}\n{self.units[i].text}")
        ]
        able = [i for i in able if self._is_of_form_asked_for(i)] or able
        if not able:
            return []
        scene = Scene(self._narrowed, self.units, self._similarities, able)
        weights, figures = load(), scene.figures()
        index, case = case_figures(
            figures, scene.overall(), weights.choice, partial(twins_of, self.units, scene.chosen)
        )
        chosen = scene.chosen[index]
        if leaves_open_when(self.question.text, self.units[chosen].text):
            return []
        if self.units[chosen].is_row and (asks_for_count(self.question.text) or self._has_unknown):
            return []
        if not lists_what_is_asked(
            self.question.text, self.units[chosen], self._said
        ) or not self._is_of_form_asked_for(chosen):
            return []
        if self._is_exact(chosen):
            twins = [scene.chosen[twin] for twin in twins_of(self.units, scene.chosen, index)]
            return [
                entry_for(self.units, entry, self.scope.terms)
                for entry in (chosen, *twins[:1])
                if entry == chosen or self._is_exact(entry)
            ]
        convinced = weights.judge.convinced(case, self.question.language, self._strictness)
        if not convinced and not self._titled(chosen):
            foreign = foreign_answer(self.question, self.units, able, self._similarities)
            return [] if foreign is None else [rounded(self.units, foreign)]
        if asks_of_name_alone(self.question, self.units, self._said):
            return []
        first = rounded(self.units, chosen)
        second = self._second(scene, figures @ weights.choice, index, first)
        return [indices for indices in (first, second) if indices]

    def _second(self, scene: Scene, scores: Array, index: int, first: list[int]) -> list[int]:
        """What another document says in the same words, else the sentence next in score if it comes close; and there is
        room for it.
        """
        if len(scores) < 2:
            return []
        twins = twins_of(self.units, scene.chosen, index)
        other = max(twins, key=lambda twin: float(scores[twin])) if twins else int(np.argsort(-scores)[1])
        indices = rounded(self.units, scene.chosen[other])
        close = bool(twins) or scores[index] - scores[other] < SECOND_WITHIN
        fits = len(first) + len(indices) <= MAX_SENTENCES
        return indices if close and fits and not set(indices) & set(first) else []

    def _is_exact(self, chosen: int) -> bool:
        """Whether a unit is about the exact term and about most of what else a question has."""
        if not self.scope.is_exact:
            return False
        named = frozenset(stem(word) for term in self.scope.terms for word in words(term.text))
        rest = [term for term in self.question.terms if term not in named | SAYING]
        return not rest or covered_share(rest, self._about(chosen)) > LEAST_ABOUT

    @cached_property
    def _narrowed(self) -> Question:
        """The question without the terms that tell which documents may answer it: what answers need not have them."""
        question = self.question
        return Question(self.scope.without_titles(question.text), question.own) if self.scope.titles else question

    def _is_of_form_asked_for(self, chosen: int) -> bool:
        return self._names_value or is_of_form_asked_for(self.question, self.units[chosen], self._about(chosen))

    @property
    def _names_value(self) -> bool:
        """Whether the question names a date or an amount that sources have: "What costs 1234 euros?"."""
        return self.scope.is_exact and any(term.kind in ("date", "amount") for term in self.scope.terms)

    def _about(self, chosen: int) -> frozenset[str]:
        """The words of a unit's line, of what stands above it and of its document's title."""
        unit = self.units[chosen]
        line = frozenset[str]().union(*(self.units[i].stems for i in line_of(self.units, chosen)))
        return line | unit.context | stems_of(unit.heading) | stems_of(unit.title)

    def _titled(self, chosen: int) -> bool:
        """Whether a unit has the kind of thing asked for, and with its document's title most of the question."""
        unit, title = self.units[chosen], stems_of(self.units[chosen].title)
        if self.scope.titles and unit.stems.issuperset(self._narrowed.terms):
            return True
        terms = without_form(self.question.terms) if measures(self.question.text) else self.question.terms
        own = unit.stems - stems_of(unit.title)
        if not self.question.could_answer(unit.text):
            return False
        shared = any(term in own for term in terms) and any(term in title for term in terms)
        least = LEAST_TITLED if self.question.answer_kind in TITLED_KINDS else 1.0
        return shared and covered_share(terms, unit.stems | unit.context | title) >= least

    @cached_property
    def _misnamed(self) -> bool:
        """Whether the question is about something that no source has."""
        question, said, units = self.question, self._said, self.units
        misnamed = is_misnamed(question, said) or asks_for_absent_thing(question, said)
        return misnamed or asks_for_absent_number(question, self.scope, units) or names_no_row(question, units, said)

    @cached_property
    def _has_unknown(self) -> bool:
        """Whether the question has a word of no source: a row that it does not name is hardly the one that is meant."""
        if self.scope.is_exact:  # It names a row well enough.
            return False
        terms = without_form(self.question.terms)
        return any(not matches(term, self._said) for term in terms if term not in SAYING and term.isalpha())

    @cached_property
    def _said(self) -> frozenset[str]:
        """The words of all sources, with their titles and headings."""
        return frozenset[str]().union(*(unit.stems | unit.context | stems_of(unit.title) for unit in self.units))
