"""Chunks with the question's exact terms come first: `PX-7731-C`, a date, `section 14.1`, a quoted phrase.

To both searches such a term is a bag of words, which a thousand look-alikes share. So chunks with all of its words are
searched for, in each form that a text may write it in, and those that have the term itself are kept. Where nothing
has it, the ranking says so: what the hits say is of something else. Of a date it says nothing where more chunks have
its words than are looked through. A term that many chunks have moves none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from chalicelib.models import StoredPassage
from chalicelib.rag.search.ranking import AbsentTerm, Explanation, Ranking, SearchContext
from chalicelib.rag.text.exact import ExactTerm, exact_terms
from chalicelib.rag.text.exact_lookup import ExactText, similar
from chalicelib.rag.text.languages import MONTHS

CHUNKS_SEARCHED = 200  # Chunks with a term's words that are looked through for the term.
LEAST_TELLING = 4  # Digits of an amount that is searched for: `12` is in every second text.
TEXTS_LIKE_IT = 40  # Best hits in which look-alikes of an absent term are looked for.
COMMON = 10  # Chunks that an answer reads. A term that more have, such as `10-Q`, tells no chunk apart.
OTHERS = 0.5  # Factor on the score of chunks without the terms: sources are filled while they are near the best one.
MOST_FORMS = 40
MOST_TERMS = 8

_PIECES = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True)
class _Text:
    """A chunk and what exact terms are looked for in: the document's name, what precedes the chunk, its text."""

    chunk: StoredPassage
    exact: ExactText


def find_exact_terms(context: SearchContext, ranking: Ranking) -> Ranking:
    """Chunks with the query's rare exact terms first, further ones added; a phrase of some chunk leaves no others.

    A query without such terms is left as it is.
    """
    terms = [term for term in exact_terms(ranking.query.text) if _is_telling(term)][:MOST_TERMS]
    if not terms:
        return ranking
    texts = {hit.id: _text(ranking, hit) for hit in ranking.hits}
    unsure: set[ExactTerm] = set()
    for term in terms:
        if sum(text.exact.holds(term) for text in texts.values()) < ranking.query.k:
            ranking, further, whole = _further(context, ranking, term)
            texts |= {hit.id: text for hit in further if (text := _text(ranking, hit)).exact.holds(term)}
            if not whole:
                unsure.add(term)
    held, present = _held(ranking, texts, terms)
    required = [term for term in terms if term.required]
    absent = tuple(
        AbsentTerm(term.text, tuple(similar(term, [text.exact for text in list(texts.values())[:TEXTS_LIKE_IT]])))
        for term in required
        if term not in present and term not in unsure
    )
    return replace(_first(ranking, texts, held), absent=absent)


def forms(term: ExactTerm) -> list[str]:
    """The words that a text may write a term in, in each of its forms; more than the term may be written so."""
    match term.kind:
        case "date" | "month":
            made = _date_forms(term.value)
        case "amount":
            made = _amount_forms(term.value)
        case "phrase":
            made = iter((term.value, term.text))
        case _:
            made = _code_forms(term)
    return list(dict.fromkeys(made))[:MOST_FORMS]


def _held(
    ranking: Ranking, texts: dict[str, _Text], terms: Sequence[ExactTerm]
) -> tuple[dict[str, list[ExactTerm]], set[ExactTerm]]:
    """The terms of each chunk that tell it apart, by its id, and all terms that some chunk has.

    A common term tells none apart; a chunk that was found for such terms alone is left out. A quoted phrase is never
    common.
    """
    having = {term: [id_ for id_, text in texts.items() if text.exact.holds(term)] for term in terms}
    held: dict[str, list[ExactTerm]] = {hit.id: [] for hit in ranking.hits}
    for term, ids in having.items():
        if term.kind == "phrase" or len(ids) <= COMMON:
            for id_ in ids:
                held.setdefault(id_, []).append(term)
    return held, {term for term, ids in having.items() if ids}


def _is_telling(term: ExactTerm) -> bool:
    digits = sum(map(str.isdecimal, term.value))
    return term.required or (term.kind == "amount" and digits >= LEAST_TELLING)


def _text(ranking: Ranking, chunk: StoredPassage) -> _Text:
    document = ranking.documents.get(chunk.document_id)
    name = document.filename if document else ""
    return _Text(chunk, ExactText(f"{name}\n{chunk.lead}{chunk.text}"))


def _further(context: SearchContext, ranking: Ranking, term: ExactTerm) -> tuple[Ranking, list[StoredPassage], bool]:
    """Live chunks with the words of a term, and whether no others may have it; the ranking knows their documents."""
    chunks = context.view.search_forms(forms(term), CHUNKS_SEARCHED, context.scope)
    whole = len(chunks) < CHUNKS_SEARCHED
    if not whole and term.required:  # More chunks have its words than were looked through.
        seen = {chunk.id for chunk in chunks}
        literal = context.view.search_literal([term.text, term.value], CHUNKS_SEARCHED, context.scope)
        chunks = [*chunks, *(chunk for chunk in literal if chunk.id not in seen)]
    unknown = list({chunk.document_id for chunk in chunks} - ranking.documents.keys())
    if unknown:
        known = context.documents.get_many(context.owner_id, unknown)
        ranking = replace(ranking, documents={**ranking.documents, **known})
    # A code is found as it was typed, however many look like it; a date has a dozen spellings.
    return ranking, [chunk for chunk in chunks if ranking.is_live(chunk)], whole or term.kind != "date"


def _first(ranking: Ranking, texts: dict[str, _Text], held: dict[str, list[ExactTerm]]) -> Ranking:
    """The chunks that hold most of the terms first; of equal ones the better hit."""
    telling = {term for terms in held.values() for term in terms}
    if not telling:
        return ranking
    phrases = {term for term in telling if term.kind == "phrase"}
    ranks = {hit.id: rank for rank, hit in enumerate(ranking.hits)}
    order = sorted(
        (texts[id_].chunk for id_, terms in held.items() if phrases.issubset(terms)),
        key=lambda chunk: (-_worth(held[chunk.id]), ranks.get(chunk.id, len(ranks))),
    )
    if not order:
        return ranking
    scores = sorted((hit.score for hit in ranking.hits), reverse=True) + [0.0] * len(order)
    most = _worth(held[order[0].id])
    hits = [
        replace(chunk, score=score if _worth(held[chunk.id]) == most else score * OTHERS)
        for chunk, score in zip(order, scores, strict=False)
    ]
    explain = {
        hit.id: replace(ranking.explain.get(hit.id, Explanation()), exact_terms=len(held[hit.id]))
        for hit in hits
        if held[hit.id]
    }
    new = [hit for hit in hits if hit.id not in ranks]
    return replace(
        ranking,
        hits=hits,
        candidates=[*ranking.candidates, *new],
        explain={**ranking.explain, **explain},
    )


def _worth(terms: Sequence[ExactTerm]) -> int:
    """A term that a text must have weighs more than all amounts."""
    return sum(MOST_TERMS if term.required else 1 for term in terms)


def _date_forms(value: str) -> Iterator[str]:
    """`2024-04-03` → `2024 04 03`, `2024 4 3`, `2024 april 3`…; the parts stand in any order."""
    parts = re.findall(r"\d+", value)
    for padded in (True, False):
        yield " ".join(part.zfill(2) if padded else str(int(part)) for part in parts)
    if "/" in value:
        return
    *year, month, day = (*parts, "") if len(parts) == 2 and len(parts[0]) == 4 else parts
    for name, number in MONTHS.items():
        if number == int(month):
            for form in {day, day.lstrip("0")}:
                yield " ".join((*year, name, form)).strip()


def _amount_forms(value: str) -> Iterator[str]:
    """`1249.5` → `1249 50`, `1 249 50`: the index parts a number at its signs."""
    whole, _, fraction = value.partition(".")
    grouped = f"{int(whole):,}".replace(",", " ") if whole.isdecimal() else whole
    fractions = (fraction, fraction.ljust(2, "0")) if fraction else ("",)
    for integer, rest in product((whole, grouped), fractions):
        yield f"{integer} {rest}".strip()


def _code_forms(term: ExactTerm) -> Iterator[str]:
    """`PX-7731-C` → `PX 7731 C`, `PX7731 C`, `PX 7731C`, `PX7731C`; `section 14.1` → `14 1` too."""
    yield term.text
    pieces = _PIECES.findall(term.text)
    if term.kind in ("numbered", "version"):
        yield term.value
        yield f"v{term.value}"
    if len(pieces) <= 5:
        for signs in product((" ", ""), repeat=len(pieces) - 1):
            joined = "".join(piece + sign for piece, sign in zip(pieces, (*signs, ""), strict=True))
            yield joined
