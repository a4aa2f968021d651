"""A question that describes what it means, beside the passages of the first search: which names may be meant."""

import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from chalicelib.models import Passage
from chalicelib.rag.search.coverage import Weights, coverage_of, dropped_words, rarity_in
from chalicelib.rag.search.descriptions import WORD, Description
from chalicelib.rag.search.names import Name, names, pieces, without
from chalicelib.rag.search.ranks import ranks
from chalicelib.rag.search.windows import READ_CHARACTERS, Window, terms, title_of, windows_of
from chalicelib.rag.text.languages import hop_words, language_of, stem
from chalicelib.rag.text.words import words

MOST_NAMES = 2  # Names that are tried for one description.
LEAST_OF_DESCRIPTION = 0.4  # Share of a description's words that the sentence with the name must have.
ANSWERED = 0.75  # Share of the words outside the description with which the sentence's passage answers the question.
LEAST_OF_NAMELESS = 0.6  # The same of a description without a name.
LIKELY_ANSWERED = 0.4  # The same where no other sentences have more of them.
LEAST_OF_REST = 0.3  # Share of the words outside a description that sentences must have to answer.
AS_GOOD = 0.95  # Share of the words of a question that the best sentence has, which one with the name must have too.
AS_GOOD_OF_TWO = 0.6  # The same where the question has the name itself.
NAME_WEIGHT = 3.0  # Weight of a name of the description beside its other words.
FIRST_TERMS = 3  # Terms by which a description without a name is found.
TITLE_SHARE = 0.95  # How much sentences count whose words stand in their headings in part: `She was born in …`.
LEAST_SAID = 2  # Words beside its names that a description must have to be searched for by itself.
NAMELESS = 0.7  # Weight of sentences that have no name which the question lacks.
_TIMES = "year date day month number amount năm ngày tháng số jahr datum tag monat zahl"
_TIME = frozenset(_TIMES.split())


@dataclass(frozen=True)
class HopQuery:
    """A sub-query: `text` is asked because the passage `source` (its id) has the `name`; None: the question has it.

    `answered_by` is a passage of the first search that has the name and what is asked: it need not be searched for.
    """

    text: str
    name: str
    source: str | None = None
    answered_by: str | None = None


class DescribingQuestion:
    """A question beside the passages that the first search found for it."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        self.question = question
        self.language = language_of(question)
        self._passages = passages
        self._texts = [terms(f"{title_of(passage)}\n{passage.text[:READ_CHARACTERS]}") for passage in passages]
        self._terms = terms(question)
        every = names(question)
        self._names = [name for name in every if not name.is_doubtful]
        self._own = re.compile("|".join(re.escape(name.text) for name in every) or "(?!)")
        self._found: dict[tuple[str, bool], list[Name]] = {}

    def missing_of(self, pair: Sequence[Name]) -> Iterator[HopQuery]:
        """The question without the other names, for each of the names that no passage answers it for."""
        rest = self._weights(self._terms_of((0, len(self.question))).difference(*(name.key for name in pair)))
        for name in pair:
            if not self._answering(name, rest, AS_GOOD_OF_TWO):
                others = [other for other in pair if other != name]
                yield HopQuery(without(self.question, others), name.text)

    def named(self, description: Description) -> list[HopQuery]:
        """The question with the names that may be meant in place of the description; none where none is needed."""
        if not (description.known or self.names_in(description) or self.question.islower()):
            return []  # Nothing tells it apart; where all is typed in small letters, names are.
        figures = any(word in _TIME for word in words(description.head))
        window = self._describing(description, figures)
        if window is None or (self._names and not self.names_in(description)):
            return []  # Nothing fits, or the question is about what it names.
        end = self._end_of(description, window.titled)
        outside = self._terms_of((0, description.start), (end, len(self.question)))
        rest = self._weights(outside - terms(description.head))
        if all(term in self._naming or term.isdecimal() for term in rest) or self._is_answered_by(window, rest):
            return []
        names = self._names_in(window, description, figures)
        before, after = self.question[: description.start], self.question[end:]
        queries = [HopQuery(f"{before}{name.text}{after}", name.text, window.passage.id) for name in names]
        if names and (other := self._answering(names[0], rest, AS_GOOD, window)):
            return [replace(queries[0], answered_by=other.passage.id)]
        return queries

    def undescribed(self, description: Description) -> str | None:
        """The description's text, where it has a name and sentences lack another of its words."""
        own = self.names_in(description)
        if not own or description.known:
            return None
        span = (description.start, max(name.end for name in own))
        asked = self._terms_of(span) - terms(description.head) - self._naming
        named = {word for name in own for word in name.key}
        window = self._describing(description, any(word in _TIME for word in words(description.head)))
        if len(asked - named) < LEAST_SAID or (window and asked <= window.around):
            return None
        return self.question[slice(*span)]

    def names_in(self, description: Description) -> list[Name]:
        """The names of the question that stand in the description."""
        return [name for name in self._names if description.start <= name.start < description.end]

    @cached_property
    def _naming(self) -> Set[str]:
        return frozenset(map(stem, hop_words("naming", self.language or "en")))

    def _terms_of(self, *spans: tuple[int, int]) -> frozenset[str]:
        """What parts of the question look for: of names the words, of other words the stems.

        What is written with diacritics is looked for with them.
        """
        parts = " ".join(self.question[slice(*span)] for span in spans)
        own = [name for name in self._names if any(start <= name.start < end for start, end in spans)]
        named = {word for name in own for word in name.key}
        dropped = dropped_words(self.language) | named | {"s"}
        return frozenset([*named, *(stem(word) for word in words(parts) if word not in dropped)])

    def _weights(self, asked: Collection[str]) -> Weights:
        """The rarer a term, the more it weighs; one that no passage has tells nothing, so it weighs no more."""
        weights = rarity_in(asked, self._texts)
        known = [weight for term, weight in weights.items() if any(term in text for text in self._texts)]
        return {term: min(weight, max(known)) for term, weight in weights.items()} if known else weights

    def _is_answered_by(self, window: Window, rest: Weights) -> bool:
        """Whether the sentences around the window have what else is asked: all of it, or as much as any others."""
        own = coverage_of(rest, window.around)
        best = max(coverage_of(rest, other.around) for other in self._windows)
        return own >= ANSWERED or (own >= best and own >= LIKELY_ANSWERED)

    def _answering(self, name: Name, rest: Weights, share: float, but: Window | None = None) -> Window | None:
        """The window that names it and has as much of the rest of the question as any; none if there is none."""
        shares = [coverage_of(rest, window.titled) for window in self._windows]
        least = share * max(shares, default=0.0)
        own = {*name.key}
        windows = zip(shares, self._windows, strict=True)
        return next(
            (
                one
                for had, one in windows
                if had >= max(least, LEAST_OF_REST) and own <= one.titled and not (but and one.overlaps(but))
            ),
            None,
        )

    @cached_property
    def _windows(self) -> list[Window]:
        return [window for passage in self._passages for window in windows_of(passage)]

    def _describing(self, description: Description, figures: bool) -> Window | None:
        """The sentences that have most of the description's words, and one of its names: a namesake is another.

        Names weigh most, for a verb may be written otherwise. Those of a heading say whom its sentences are about.
        """
        own = self.names_in(description)
        named = {word for name in own for word in name.key}
        weights = self._weights(
            self._terms_of((description.start, description.end)) if own else self._first_of(description)
        )
        weights = {term: weight * (NAME_WEIGHT if term in named else 1) for term, weight in weights.items()}

        titled = TITLE_SHARE if own else 1

        def share(window: Window) -> float:
            fresh = self._fresh_names(window.passage, description, figures)
            new = any(window.has(name) and not name.is_doubtful for name in fresh)
            had = max(coverage_of(weights, window.terms), titled * coverage_of(weights, window.titled))
            return had * window.weight * (1 if new else NAMELESS)

        windows = [one for one in self._windows if not own or any({*name.key} <= one.titled for name in own)]
        best = max(windows, key=share, default=None)
        return best if best and share(best) >= (LEAST_OF_DESCRIPTION if own else LEAST_OF_NAMELESS) else None

    def _first_of(self, description: Description) -> list[str]:
        """The first terms of a description: without a name in it nothing tells where it ends."""
        terms = [
            self._terms_of(match.span()) for match in WORD.finditer(self.question, description.start, description.end)
        ]
        return list(dict.fromkeys(term for own in terms for term in sorted(own - self._naming)))[:FIRST_TERMS]

    def _end_of(self, description: Description, stems: Set[str]) -> int:
        """Where the description ends: with the last of its words that the passage has before it lacks two in a row."""
        end, lacking = self._last_name_in(description, stems), 0
        for match in WORD.finditer(self.question, end, description.end):
            own = self._terms_of(match.span())
            if own and own <= stems:
                end, lacking = match.end(), 0
            elif own:
                lacking += 1
            if lacking == 2:
                return end
        return description.end if not lacking else end

    def _last_name_in(self, description: Description, stems: Set[str]) -> int:
        """The end of the last name of the description that the passage has too: so far it reaches at least."""
        ends = [name.end for name in self.names_in(description) if {*name.key} <= stems]
        return max([description.after, *ends])

    def _new_names(self, passage: Passage, figures: bool) -> list[Name]:
        """Names of a passage that the question lacks; with `figures` its dates, years and amounts instead."""
        if (passage.id, figures) not in self._found:
            named = self._lacking(passage.text[:READ_CHARACTERS], figures)
            self._found[passage.id, figures] = [name for name in named if name.dated == figures]
        return self._found[passage.id, figures]

    def _fresh_names(self, passage: Passage, description: Description, figures: bool) -> list[Name]:
        """Without those that stand in one rank with a name of the question: of "the Petrel and the Curlew", which both
        are ships, neither is the company that paints the other.
        """
        fresh = self._new_names(passage, figures)
        own = self.names_in(description)
        if description.known or not own:
            return fresh
        text, keys = passage.text[:READ_CHARACTERS], {name.key for name in own}
        ranked = [
            (rank[0].start, rank[-1].end)
            for rank in ranks(text, self.language or "en")
            if keys & {name.key for name in rank}
        ]
        return [name for name in fresh if not any(start <= name.start < end for start, end in ranked)]

    def _lacking(self, text: str, figures: bool = False) -> Iterator[Name]:
        """Two names side by side, one of which the question has, are one run of capitals: they are parted."""
        for whole in names(text, figures=figures):
            for name in pieces(whole, self._own):
                if not self._terms >= {*name.key}:
                    yield name

    def _names_in(self, window: Window, description: Description, figures: bool) -> list[Name]:
        """The names in or beside the window that the question lacks, the likeliest first."""
        head = terms(description.head)
        described = self._terms_of((description.start, description.end))
        text = window.passage.text[:READ_CHARACTERS]
        asked = [match for match in WORD.finditer(text, window.start, window.end) if terms(match[0]) & described]
        at = [match.span() for match in asked]

        def rank(name: Name) -> tuple[bool, bool, bool, int]:
            is_kind = window.has(name) and bool(head & terms(text[max(0, name.start - 30) : name.end + 15]))
            nearest = min((max(name.start - end, start - name.end) for start, end in at), default=0)
            return not window.has(name), name.is_doubtful, not is_kind, nearest

        own = sorted(self._fresh_names(window.passage, description, figures), key=rank)
        ranked = [name for name in own if window.has(name) and not name.is_doubtful]
        if not ranked and self.names_in(description):
            ranked = [*own, *self._lacking(title_of(window.passage, window.start))]
        return list({name.key: name for name in reversed(ranked)}.values())[::-1][:MOST_NAMES]
