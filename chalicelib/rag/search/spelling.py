"""Words of the query that no hit has, respelled as the documents write them: `fraem` → `frame`, `Ibanez` → `Ibáñez`.

A typing error in the only telling word loses the passage: full text takes the word for another one. So words that
nothing has are looked for in the index with a letter or two changed, and among the hits without regard to diacritics.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.rag.search.coverage import question_stems, searched_text, stem_of
from chalicelib.rag.search.ranking import Ranking, SearchContext
from chalicelib.rag.search.retrieve import embed, keep_live, retrieve
from chalicelib.rag.text.edits import edit_distance
from chalicelib.rag.text.languages import VIETNAMESE, stem
from chalicelib.rag.text.words import without_diacritics, words

LEAST_LETTERS = 5  # Letters of a word that may be respelled: in a shorter one a letter makes another word.
LONG = 8  # Letters of a word in which two may be wrong.
MOST_WORDS = 4  # Words of one query that are looked for.
MOST_LETTERS = 40
CHUNKS_SEARCHED = 20

_WORD = re.compile(r"[^\W\d_]+")


def respell(context: SearchContext, ranking: Ranking) -> Ranking:
    """Respell the query's words that no hit has, and search again; unchanged if nothing is like them."""
    query = ranking.query
    if query.mode == "vector" or VIETNAMESE.search(query.text):  # Its syllables differ in a letter or a mark.
        return ranking
    unknown = _unknown(query.text, (part for hit in ranking.hits for part in (hit.text, hit.lead)))
    if not unknown:
        return ranking
    similar = context.view.search_similar(unknown, CHUNKS_SEARCHED, context.scope)
    texts = [searched_text(hit) for hit in (*similar, *ranking.hits)]
    text = respelled(query.text, unknown, texts)
    if text == query.text:
        return ranking
    ranking = replace(ranking, query=replace(query, text=text))
    return keep_live(context, retrieve(context, embed(context, ranking)))


def respelled(question: str, unknown: Iterable[str], texts: Sequence[str]) -> str:
    """The question with each of the `unknown` words as the texts spell it, where one of theirs is like it."""
    counts = Counter(word for text in texts for word in _WORD.findall(text.casefold()))
    for word in unknown:
        if spelling := _nearest(word.casefold(), counts):
            shown = spelling.capitalize() if word[0].isupper() else spelling
            question = re.sub(rf"\b{re.escape(word)}\b", shown, question)
    return question


def _unknown(question: str, texts: Iterable[str]) -> list[str]:
    """The question's telling words that no text has, whatever their endings. Texts are read until all are found."""
    telling = question_stems(question)
    asked = {
        word: stem(word.casefold())
        for word in dict.fromkeys(_WORD.findall(question))
        if LEAST_LETTERS <= len(word) <= MOST_LETTERS and stem_of(word.casefold()) in telling
    }
    unknown = set(asked.values())
    for text in texts:
        if not unknown:
            break
        unknown.difference_update(map(stem, words(text)))
    return [word for word, stem_ in asked.items() if stem_ in unknown][:MOST_WORDS]


def _nearest(word: str, counts: Counter[str]) -> str | None:
    """The word that differs least, the commonest of equal ones; None if none is like it."""
    bare, most = without_diacritics(word), 2 if len(word) >= LONG else 1
    best: tuple[int, int, str] | None = None
    for other, count in counts.items():
        plain = without_diacritics(other)
        if abs(len(plain) - len(bare)) > most or plain[:1] != bare[:1] or len(other) < LEAST_LETTERS:
            continue
        distance = edit_distance(bare, plain, most)
        if distance <= most and (best is None or (distance, -count, other) < best):
            best = (distance, -count, other)
    return best[2] if best else None
