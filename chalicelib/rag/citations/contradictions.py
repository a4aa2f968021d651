"""Statements of two documents that say different things of the matter that is asked for, and which one is newer.

Two sentences are compared word by word. They contradict each other where they are one frame and differ in a value, in
a name that only one thing can have, or in a negation. Other subjects, years and conditions make other statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from chalicelib.models import Document, Passage
from chalicelib.rag.citations.newer import Ages, Reason, is_of_itself
from chalicelib.rag.citations.parted import Parted, parted_of
from chalicelib.rag.citations.rows import differing_rows
from chalicelib.rag.citations.statements import Statement, Token, statements_of, stems_of, tokens_of
from chalicelib.rag.citations.subjects import are_of_two_things
from chalicelib.rag.citations.verify import denies
from chalicelib.rag.text.languages import language_of, stop_words
from chalicelib.rag.text.words import written_words

type ContradictionKind = Literal["number", "date", "time", "name", "negation"]

MOST_STATEMENTS = 60  # Statements that are compared with each other: those that have most of the question.
LEAST_OF_QUESTION = 0.55  # Share of the question's words that a statement must have, with what stands before it.
SAME_FRAME = 0.7  # Share of the words of both statements that are the same.
NEAR_BEST = 0.7  # Share of the best statement's share.
SOME = 0.2  # Share of the question's words of a statement that counts where another is the same but for a value.
LEAST_SAME = 4  # Words that these two must have in common.
MOST_OF_QUESTION = 0.65  # The same where the statements are in different words, of their own words alone.
OTHER_WORDS = 0.5  # Share of the shorter one's words that both must have then.
APART = 200  # Characters between two statements of a document: nearer ones are told apart by what stands between.
FEW_WORDS = 2  # Words that one of two statements may have beside the other's.
_OF_VALUES = ("number", "date", "time")
_ONE_ALONE = "is was are were be by will became là do bởi ist war est es è é"
_UNIQUE = frozenset(_ONE_ALONE.split())


@dataclass(frozen=True)
class Contradiction:
    """Two statements, that of the earlier source first, and what of both differs.

    `newer` is the number (from 1) of the source whose document is newer, by `reason`; None where nothing tells.
    """

    one: Statement
    other: Statement
    kind: ContradictionKind
    newer: int | None = None
    reason: Reason | None = None

    @property
    def sources(self) -> tuple[int, int]:
        return self.one.number, self.other.number


def contradictions(
    question: str, sources: Sequence[Passage], documents: Mapping[str, Document]
) -> tuple[Contradiction, ...]:
    """The contradictions among numbered sources of different documents; one for each pair of documents and kind.

    `documents` are by id; those that are missing tell nothing of age. Takes time linear in the sources' text.
    """
    asked = asked_of(question)
    if not asked:
        return ()
    ages = Ages(sources, documents)
    contradicting: dict[tuple[str, str, ContradictionKind], Contradiction] = {}
    near, others = _about(asked, sources)
    for one, other in combinations([*near, *others], 2):
        first, second = sorted((one, other), key=lambda statement: statement.number)
        ids = (first.passage.document_id, second.passage.document_id)
        if are_of_two_things(first.passage, second.passage):
            continue
        sure = one in near and other in near and ids[0] != ids[1]
        kind = difference(question, first, second) if sure else in_one_frame(question, first, second, LEAST_SAME)
        if ids[0] == ids[1] and not (kind in _OF_VALUES and _say_it_again(first, second)):
            continue
        if kind == "number" and _are_of_two_periods(*(documents.get(id_) for id_ in ids)):
            continue
        if kind and (*ids, kind) not in contradicting:
            contradicting[*ids, kind] = _judged(Contradiction(first, second, kind), ages)
    for one, other in differing_rows(asked, sources):
        ids = (one.passage.document_id, other.passage.document_id)
        of_two = are_of_two_things(one.passage, other.passage) or _are_of_two_periods(*map(documents.get, ids))
        if (*ids, "number") not in contradicting and not of_two:
            contradicting[*ids, "number"] = _judged(Contradiction(one, other, "number"), ages)
    return tuple(contradicting.values())


def _judged(contradiction: Contradiction, ages: Ages) -> Contradiction:
    """With the newer source, where something tells."""
    one, other = contradiction.one.passage, contradiction.other.passage
    newer = ages.newer(one, other)
    return replace(contradiction, newer=contradiction.sources[newer[0]], reason=newer[1]) if newer else contradiction


def _say_it_again(one: Statement, other: Statement) -> bool:
    """Whether two statements of a document are one sentence but for a value, and nothing tells that each is of another.

    Under two headings, or behind two sentences with other names or numbers, it is said of two things.
    """
    if one.passage.heading_at(one.passage.start + one.start) != other.passage.heading_at(
        other.passage.start + other.start
    ):
        return False
    if one.number == other.number and abs(one.start - other.start) < APART:
        return False
    return one.tells_of == other.tells_of and parted_of(one.tokens, other.tokens).added == 0


def _are_of_two_periods(one: Document | None, other: Document | None) -> bool:
    """Whether they are reports on two years or quarters: the figures of each are right."""
    periods = [document.profile.period for document in (one, other) if document and document.profile]
    return len(periods) == 2 and None not in periods and periods[0] != periods[1]


def asked_of(question: str) -> frozenset[str]:
    """The stems of a question that say what it is about."""
    dropped = stop_words("questions", language_of(question) or "en")
    return stems_of(" ".join(word for word in written_words(question) if word.casefold() not in dropped))


def _about(asked: frozenset[str], sources: Sequence[Passage]) -> tuple[list[Statement], list[Statement]]:
    """The statements that have most of the question's words, nearly as many as the best one; and others that have some.

    Words that stand before a statement count half. The others count only where two of them are one sentence but for a
    value: who asks in other words asks about them too.
    """

    def share(statement: Statement) -> float:
        own, beside = asked & statement.own, asked & statement.context
        return (len(own) + len(beside - own) / 2) / len(asked)

    every = (statement for number, passage in enumerate(sources, 1) for statement in statements_of(number, passage))
    about = [one for one in every if asked & one.own and not is_of_itself(one.text)]
    least = max(LEAST_OF_QUESTION, NEAR_BEST * max(map(share, about), default=0.0))
    ranked = sorted(about, key=share, reverse=True)
    near = [one for one in ranked if asked & one.stems and share(one) >= least][:MOST_STATEMENTS]
    some = [one for one in ranked if share(one) < least and len(asked & one.own) >= max(2, SOME * len(asked))]
    return near, some[: MOST_STATEMENTS - len(near)]


def difference(question: str, one: Statement, other: Statement) -> ContradictionKind | None:
    """In what the statements contradict each other; None where they do not."""
    return in_one_frame(question, one, other) or _in_other_words(question, one, other)


def _in_other_words(question: str, one: Statement, other: Statement) -> ContradictionKind | None:
    """Both have what is asked and one value for it, in the same unit, but not the same one."""
    asked = asked_of(question)
    values = [[token for token in statement.tokens if token.is_value] for statement in (one, other)]
    if any(len(own) != 1 for own in values) or any(
        len(asked & statement.stems) < max(MOST_OF_QUESTION * len(asked), 2) for statement in (one, other)
    ):
        return None
    mine, theirs = values[0][0], values[1][0]
    named = [statement.names - asked for statement in (one, other)]
    if asked & one.stems != asked & other.stems:
        return None  # One of them is of another thing.
    same = len(one.stems & other.stems) >= OTHER_WORDS * min(len(one.stems), len(other.stems))
    if mine.kind != theirs.kind or mine.key == theirs.key or named[0] != named[1] or not same or mine.is_year:
        return None
    if mine.kind == "number" and not one.unit_of(mine) & other.unit_of(theirs):
        return None
    return None if one.words.negations or other.words.negations else _of_values([(mine, theirs)])


def in_one_frame(question: str, one: Statement, other: Statement, least: int = 1) -> ContradictionKind | None:
    """The statements are one sentence, with `least` same words, but for a value, a name or a negation."""
    parted = parted_of(one.tokens, other.tokens)
    words = parted.same + parted.exchanged + parted.added
    if parted.same < least or parted.exchanged or parted.added > FEW_WORDS or parted.same < SAME_FRAME * words:
        return None
    if parted.values:
        return None if parted.names else _of_values(parted.values)
    if parted.names:
        return "name" if _is_unique(question, one, other, parted) else None
    return "negation" if denies(one.words, other.words) else None


def _of_values(values: Sequence[tuple[Token, Token]]) -> ContradictionKind | None:
    """Beside another year or date, another number is no contradiction: it is of another time."""
    kinds = {mine.kind for mine, _ in values}
    timed = [mine.is_time for mine, _ in values]
    if any(timed) and not all(timed):
        return None
    if "date" in kinds:
        return "date"
    return "time" if "time" in kinds else "number"


def _is_unique(question: str, one: Statement, other: Statement, parted: Parted) -> bool:
    """Whether the names stand where there can be one alone: `The director is …`, `written by …`, `Director: …`.

    Behind a colon others may stand beside them, as of those who were present.
    """
    if len(parted.names) != 1 or parted.added > 1:
        return False
    asked = asked_of(question)
    if any(token.key in asked for names in parted.names[0] for token in names):
        return False
    statements = (one, other)
    if all(_UNIQUE & set(statement.words.keys) for statement in statements):
        return True
    return all(":" in statement.text for statement in statements) and not _lists_names(one, parted)


def _lists_names(statement: Statement, parted: Parted) -> bool:
    """Whether names stand behind the colon beside the one that differs."""
    behind = tokens_of(statement.text.partition(":")[2], statement.language)
    return any(token.kind == "name" and token not in parted.names[0][0] for token in behind)
