"""One search for the units that answer a question: a document's name, rows of a table, sentences, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from chalicelib.rag.text.exact import exact_terms
from cloud.bedrock.quoting.case import case_figures
from cloud.bedrock.quoting.features import Scene, Similarities
from cloud.bedrock.quoting.foreign import foreign_answer
from cloud.bedrock.quoting.lines import asks_for_boilerplate, asks_for_metadata, metadata_words
from cloud.bedrock.quoting.lists import WholeList, asks_for_count
from cloud.bedrock.quoting.question import Question, covered_share, has_form_asked_for
from cloud.bedrock.quoting.quotes import MAX_CHARACTERS, MAX_SENTENCES, line_of, rounded
from cloud.bedrock.quoting.scope import CODES, Scope
from cloud.bedrock.quoting.tables import named_rows
from cloud.bedrock.quoting.units import Unit, stems_of
from cloud.bedrock.quoting.weights import Array, Strictness, load
from cloud.bedrock.quoting.words import matches, stem, words

type Indices = list[list[int]]
"""Units of each quote, best first."""

SECOND_WITHIN = 1.0
"""Distance in score (log odds) within which a second sentence is quoted too."""
LEAST_ABOUT = 0.5
"""Share of a question's other words that must stand with an exact term, or in the head above a row, more than this."""
ENTRY_WITHIN = 24
"""Characters of a line within which the term stands that the line is an entry for: `E17: …`."""

_ABOUT = re.compile(
    r"\babout\b|\bworum\b|\bthema\b|về (?:cái )?gì|nói gì|de quoi|sobre qué|sobre o que|di cosa|何について",
    re.IGNORECASE,
)
_AGGREGATE = re.compile(
    r"\b(?:together|altogether|in total|total|sum|average|mean of|cheapest|dearest|most expensive|least|lowest|highest"
    r"|smallest|largest|biggest|longest|shortest|fewest|zusammen|insgesamt|durchschnitt\w*|billigste\w*|teuerste\w*"
    r"|kleinste\w*|größte\w*)\b"
    r"|tổng cộng|trung bình|rẻ nhất|đắt nhất|lớn nhất|nhỏ nhất",
    re.IGNORECASE,
)
_SAYING_WORDS = (
    "mean means meaning say says tell explain describe stand define definition called happen happened bedeutet"
    " heißt steht sagt geschah geschehen passiert passierte nghĩa passé ocurrió pasó successo aconteceu"
)
_SAYING = frozenset(map(stem, _SAYING_WORDS.split()))


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
        """The title and the first sentence of a document that a question names by its file."""
        asked = self.question.text.casefold()
        named = next((u for u in self.units if u.title and u.title.split(" › ")[0].casefold() in asked), None)
        if named is None or not _ABOUT.search(asked):
            return None
        own = [i for i, unit in enumerate(self.units) if unit.n == named.n]
        title = next((i for i in own if self.units[i].sort == "heading"), None)
        body = next((i for i in own if i in self.able and not self.units[i].is_row), None)
        return [[i for i in (title, body) if i is not None]]

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
        if self._misnamed or counts or (len(rows) > 1 and _AGGREGATE.search(self.question.text)):
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
        if metadata := self._metadata():
            return [[metadata]]
        picks = [self._best(self._within(about)) for about in self.scope.sets or [self._everywhere]]
        if len(picks) > 1:  # Two things are compared: one sentence for each, or nothing.
            return [pick[0] for pick in picks] if all(picks) else []
        return picks[0]

    def _metadata(self) -> int | None:
        """The line of metadata that a question asks for, of the document that it names."""
        asked = [i for i in self.able if self.units[i].sort == "metadata"]
        kinds = metadata_words(self.question.text)
        rest = [term for term in self.question.terms if term not in kinds]
        shares = {i: covered_share(rest, self.units[i].context | stems_of(self.units[i].title)) for i in asked}
        best = max(shares, key=lambda i: shares[i], default=None)
        return best if best is not None and (not rest or shares[best] > LEAST_ABOUT) else None

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
        if not able:
            return []
        scene = Scene(self.question, self.units, self._similarities, able)
        weights, figures = load(), scene.figures()
        index, case = case_figures(figures, scene.overall(), weights.choice)
        chosen = scene.chosen[index]
        counts_rows = self.units[chosen].is_row and asks_for_count(self.question.text)
        if counts_rows or not has_form_asked_for(self.question.text, self.units[chosen].text):
            return []
        if self._is_exact(chosen):
            return [self._entry(chosen)]
        if not weights.judge.convinced(case, self.question.language, self._strictness):
            foreign = foreign_answer(self.question, self.units, able, self._similarities)
            return [] if foreign is None else [rounded(self.units, foreign)]
        if self._only_names:
            return []
        first = rounded(self.units, chosen)
        second = self._second(scene, figures @ weights.choice, index, first)
        return [indices for indices in (first, second) if indices]

    def _second(self, scene: Scene, scores: Array, index: int, first: list[int]) -> list[int]:
        """The sentence next in score, if it comes close and there is room for it."""
        if len(scores) < 2:
            return []
        other = int(np.argsort(-scores)[1])
        indices = rounded(self.units, scene.chosen[other])
        close = scores[index] - scores[other] < SECOND_WITHIN
        fits = len(first) + len(indices) <= MAX_SENTENCES
        return indices if close and fits and not set(indices) & set(first) else []

    def _is_exact(self, chosen: int) -> bool:
        """Whether a unit is about the exact term and about most of what else a question has."""
        if not self.scope.is_exact:
            return False
        named = frozenset(stem(word) for term in self.scope.terms for word in words(term.text))
        rest = [term for term in self.question.terms if term not in named | _SAYING]
        unit = self.units[chosen]
        line = frozenset[str]().union(*(self.units[i].stems for i in line_of(self.units, chosen)))
        about = line | unit.context | stems_of(unit.heading) | stems_of(unit.title)
        return not rest or covered_share(rest, about) > LEAST_ABOUT

    def _entry(self, chosen: int) -> list[int]:
        """The whole line where it is the entry for a term, else the sentence."""
        line = line_of(self.units, chosen)
        beginning = self.units[line[0]].text[:ENTRY_WITHIN].casefold()
        named = {term.value for term in exact_terms(self.units[line[0]].text) if term.start < ENTRY_WITHIN}
        entry = any(
            term.kind in CODES and (term.value in named or term.text.casefold() in beginning)
            for term in self.scope.terms
        )
        short = sum(len(self.units[i].text) for i in line) <= MAX_CHARACTERS
        return line if entry and short and len(line) > 1 else rounded(self.units, chosen)

    @cached_property
    def _said(self) -> frozenset[str]:
        """The words of all sources, with their titles and headings."""
        return frozenset[str]().union(*(unit.stems | unit.context | stems_of(unit.title) for unit in self.units))

    @cached_property
    def _only_names(self) -> bool:
        """Whether no source has a word for what is asked of a name: "Does Grail & Co. have a canteen?"."""
        names = self.question.proper
        others = [term for term in self.question.terms if term not in names and not term[0].isdecimal()]
        same_language = self.question.written_in in ("en", "vi")
        return bool(names and others and same_language) and not any(matches(term, self._said) for term in others)

    @cached_property
    def _misnamed(self) -> bool:
        """Whether a question has a full name of which no source has more than a part: another person of that family."""
        if self.question.written_in == "de":
            return False  # It writes every noun with a capital.
        for name in self.question.full_names:
            known = [matches(part, self._said) > 0 for part in name]
            if any(known) and not all(known):
                return True
        return False
