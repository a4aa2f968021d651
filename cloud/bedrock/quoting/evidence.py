"""Chooses the sentences, rows or list of the sources that answer a question, or none where the evidence is too weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.rag.text.languages import sentence
from cloud.bedrock.quoting.features import Similarities
from cloud.bedrock.quoting.lists import WholeList, asks_for_all, asks_for_count, whole_list
from cloud.bedrock.quoting.prompt import Source
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.quotes import Quote, joined
from cloud.bedrock.quoting.refusals import not_mentioned, silent
from cloud.bedrock.quoting.scope import scope_of
from cloud.bedrock.quoting.search import Search
from cloud.bedrock.quoting.units import Unit, units_of
from cloud.bedrock.quoting.weights import Strictness


@dataclass(frozen=True)
class Reply:
    """Quotes, best first, and what the model says of its own beside them: a refusal where there are none."""

    quotes: list[Quote] = field(default_factory=list)
    said: str = ""


def reply_to(
    question: Question, sources: Sequence[Source], similarities: Similarities, strictness: Strictness = "default"
) -> Reply:
    """One or two quotes, best first, of `MAX_SENTENCES` together, or a list; none if the evidence is too weak."""
    units, language = units_of(sources), question.reply_language
    scope = scope_of(question.text, units, sources, question.written_in)
    if scope.absent:
        return Reply(said=not_mentioned(scope.absent.text, scope.similar, language))
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
