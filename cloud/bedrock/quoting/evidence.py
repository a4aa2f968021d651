"""Chooses the sentences, rows or list of the sources that answer a question, or none where the evidence is too weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.rag.text.languages import sentence
from cloud.bedrock.quoting.features import Similarities
from cloud.bedrock.quoting.forms import asks_for_form
from cloud.bedrock.quoting.lines import metadata_words
from cloud.bedrock.quoting.lists import WholeList, asks_for_all, asks_for_count, asks_for_those_compared, whole_list
from cloud.bedrock.quoting.parts import Part, parts_of, without_last
from cloud.bedrock.quoting.prompt import Source
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.quotes import Quote, joined
from cloud.bedrock.quoting.refusals import not_mentioned, silent
from cloud.bedrock.quoting.scope import scope_of
from cloud.bedrock.quoting.search import Search
from cloud.bedrock.quoting.units import Unit, stems_of, units_of
from cloud.bedrock.quoting.weights import Strictness
from cloud.bedrock.quoting.words import matches


@dataclass(frozen=True)
class Reply:
    """Quotes, best first, and what the model says of its own beside them: a refusal where there are none."""

    quotes: list[Quote] = field(default_factory=list)
    said: str = ""


def reply_to(
    question: Question, sources: Sequence[Source], similarities: Similarities, strictness: Strictness = "default"
) -> Reply:
    """One or two quotes, best first, of `MAX_SENTENCES` together, or a list; none if the evidence is too weak.

    Of a question for several things each is answered on its own, and what the sources do not say is named.
    """
    units = units_of(sources)
    asked, before = question.without_context
    said = frozenset[str]().union(*(unit.stems | stems_of(unit.title) for unit in units))
    parts = parts_of(asked, question.stop_words, question.pointing)
    if len(parts) == 1 and (ending := without_last(asked)) and not _is_known(Part(ending[1], own=ending[1]), said):
        parts = [Part(ending[0], own=ending[0]), Part(ending[1], own=ending[1])]
    if len(parts) > 1:
        replies: list[Reply] = []
        for part in parts:
            context = " ".join([*part.context, before]).strip()
            # Alone if its context leads to what another part was answered by.
            for asked_as in (f"{part.text} ({context})", part.text) if context else (part.text,):
                single = Question(asked_as, part.text)
                reply = _reply(single, units, sources, similarities, strictness) if _is_known(part, said) else Reply()
                if not _only_repeats(reply, part, replies):
                    break
            replies.append(Reply() if _only_repeats(reply, part, replies) else reply)
        if any(reply.quotes for reply in replies):
            return _together(parts, replies, question.reply_language)
    return _reply(question, units, sources, similarities, strictness)


def _own_terms(part: Part) -> list[str]:
    """The words that only this part has; none where it only goes on, or asks for what is told by its looks."""
    own = Question(part.own)
    if asks_for_form(part.own) or metadata_words(part.own):
        return []
    return [term for term in own.terms if not own.stop_words.intersection([term])]


def _is_known(part: Part, said: frozenset[str]) -> bool:
    """Whether the sources have any word that only this part has, where it has any."""
    terms = _own_terms(part)
    return not terms or any(matches(term, said) for term in terms)


def _only_repeats(reply: Reply, part: Part, before: Sequence[Reply]) -> bool:
    """Whether a part is answered by a quote for a part before it that has none of its own words."""
    terms = _own_terms(part)
    quoted = {quote.text for other in before for quote in other.quotes}
    repeats = bool(reply.quotes) and all(quote.text in quoted for quote in reply.quotes)
    words_of = frozenset[str]().union(*(stems_of(quote.text) for quote in reply.quotes))
    return repeats and bool(terms) and not any(matches(term, words_of) for term in terms)


def _together(parts: Sequence[Part], replies: Sequence[Reply], language: str) -> Reply:
    """The quotes of all parts, each once, then what the sources do not say."""
    quotes = {(quote.n, quote.text): quote for reply in replies for quote in reply.quotes}
    unsaid = [
        f"“{part.text}”: {silent(language)}" for part, reply in zip(parts, replies, strict=True) if not reply.quotes
    ]
    said = [reply.said for reply in replies if reply.quotes and reply.said]
    return Reply(list(quotes.values()), " ".join([*said, *unsaid]))


def _reply(
    question: Question,
    units: Sequence[Unit],
    sources: Sequence[Source],
    similarities: Similarities,
    strictness: Strictness,
) -> Reply:
    language = question.reply_language
    scope = scope_of(question.text, units, sources, question.written_in)
    if scope.absent:
        return Reply(said=not_mentioned(scope.absent.text, scope.similar, language))
    if asks_for_those_compared(question.text):
        return Reply(said=silent(language))
    search = Search(question, units, scope, similarities, strictness)
    indices = search.document() or search.rows()
    if indices is None and (asks_for_all(question.text) or asks_for_count(question.text)):
        listed = whole_list(question, units)
        if listed and scope.covers(listed.units[1:]) and (asks_for_all(question.text) or search.counts(listed)):
            return _list_reply(question, units, listed)
    if indices is None:
        indices = search.sentences()
    quotes = [joined(units, part) for part in indices if part]
    if not quotes:
        return Reply(said=silent(language))
    return Reply(quotes, sentence("partial", language) if any(quote.partial for quote in quotes) else "")


def _list_reply(question: Question, units: Sequence[Unit], listed: WholeList) -> Reply:
    said = [] if listed.whole else [sentence("partial", question.reply_language)]
    if asks_for_count(question.text) and listed.whole:
        said.append(sentence("count", question.reply_language).format(count=listed.entries))
    return Reply([joined(units, listed.units)], " ".join(said))
