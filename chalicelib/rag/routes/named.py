"""The documents that a question names: by a file's name, or by words of names that set some of them apart."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from chalicelib.models import Document
from chalicelib.rag.text.languages import content_stems
from chalicelib.rag.text.words import without_diacritics

TITLE_WITHIN, TITLES = 1_500, 6  # Characters of a document's beginning whose headings are names of it, and how many.
LEAST_LETTERS = 4  # Of a file's name that stands in the question as it is, without its ending.
EDITIONS = 3  # Documents with a word in their names that it still sets apart from all others.
WELL_NAMED, NAMED = 0.5, 1 / 3  # Shares of the words of a name.

_PARTS = re.compile(r"[_\W]+|(?<=[a-zß-ÿ])(?=[A-Z])")
_YEAR_ALONE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]{2}|\d{4}|[^\W\d_]\d|\d[^\W\d_]")
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])")


def documents_named(question: str, documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that the question names, those with most of its words first; none where it names none.

    Words name a document if few others have them in their names. A year names nothing by itself.
    """
    literal = [document for document in documents if _stands_in(question, document.filename)]
    if literal:
        return tuple(literal)
    asked = name_stems(question)
    hits = {document.id: asked & names_of(document) for document in documents}
    counts = Counter(word for stems in hits.values() for word in stems)
    alike = Counter(hits.values())
    named = [one for one in documents if _is_named(hits[one.id], counts, alike, len(documents))]
    weight = {document.id: sum(1 / counts[word] for word in hits[document.id]) for document in named}
    best = sorted(named, key=lambda document: -weight[document.id])
    return tuple(_with_words_of_their_own(best, hits, weight))


def best_named(question: str, documents: Sequence[Document]) -> tuple[Document, ...]:
    """Those of the documents with most of the question's words in their names."""
    asked = name_stems(question)
    counts = [len(asked & names_of(document)) for document in documents]
    return tuple(one for one, count in zip(documents, counts, strict=True) if count == max(counts))


def editions_of(document: Document, documents: Sequence[Document], years: Collection[str]) -> tuple[Document, ...]:
    """The document and its other editions, of these years if there are any: their names differ in numbers alone.

    None where there is only one.
    """
    work = _work_of(document)
    editions = [one for one in documents if work and _work_of(one) == work]
    of_years = [one for one in editions if names_of(one) & frozenset(years)]
    chosen = of_years if years else editions
    return tuple(sorted(chosen, key=lambda one: one.filename)) if len(chosen) > 1 else ()


def years_in(question: str) -> tuple[str, ...]:
    """The years of a question, each once."""
    return tuple(dict.fromkeys(_YEAR_ALONE.findall(question)))


def documents_about(topic: str, documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents whose names have most words of a topic, in their order; none where no name has any."""
    asked = name_stems(topic)
    counts = {document.id: len(asked & names_of(document)) for document in documents}
    most = max(counts.values(), default=0)
    return tuple(document for document in documents if most and counts[document.id] == most)


def best_of_parts(
    parts: Sequence[str], documents: Sequence[Document], names: Mapping[str, frozenset[str]]
) -> tuple[Document, ...]:
    """The one document that each part of a question names best, by two words at least; parts that name none are left.

    `names` are stems by document id. None where a part names two documents alike, as "the report of 2023".
    """
    counts = Counter(word for stems in names.values() for word in stems)
    chosen: dict[str, Document] = {}
    for part in parts:
        asked = name_stems(part)
        hits = {one.id: asked & names[one.id] for one in documents}
        scores = {one.id: sum(1 / counts[word] for word in hits[one.id]) for one in documents if len(hits[one.id]) > 1}
        best = [one for one in documents if one.id in scores and scores[one.id] == max(scores.values())]
        if len(best) > 1:
            return ()
        chosen |= {one.id: one for one in best}
    return tuple(chosen.values())


def documents_named_apart(parts: Sequence[str], documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that parts of a question name, each in another part and by much of one of its names."""
    named: dict[str, Document] = {}
    for part in parts:
        for document in documents_named(part, documents):
            if is_well_named(part, document, WELL_NAMED):
                named.setdefault(document.id, document)
                break
    return tuple(named.values())


def is_well_named(question: str, document: Document, share: float) -> bool:
    """Whether a question has at least this share of the words of one of a document's names, or a code of it: `W20`."""
    asked = name_stems(question)
    if any(map(_CODE.match, asked & names_of(document))):
        return True
    names = filter(None, map(_words_of_name, _names(document)))
    return _stands_in(question, document.filename) or any(len(asked & name) >= share * len(name) for name in names)


def names_of(document: Document) -> frozenset[str]:
    """Stems of the words by which people call a document: of its file's name, its title and its first headings."""
    return frozenset[str]().union(*map(name_stems, _names(document)))


def _names(document: Document) -> list[str]:
    profile = document.profile
    names = [" ".join(_PARTS.split(document.filename))]
    if profile is not None:
        first = [entry.title for entry in profile.outline[:TITLES] if entry.start < TITLE_WITHIN and entry.level == 1]
        names += [profile.title or "", *first, profile.period.label if profile.period else ""]
    return names


def name_parts(name: str) -> list[str]:
    """The words of a file's name, as people part them: `OperationsMay_2024` has three."""
    return [part for part in _PARTS.split(name) if part]


def _words_of_name(name: str) -> frozenset[str]:
    """Without the ending of a file and without numbers, where there is more than that."""
    stems = name_stems(PurePosixPath(name).stem if " " not in name else name)
    return frozenset(stem for stem in stems if not stem.isdigit()) or stems


def _is_named(hits: frozenset[str], counts: Mapping[str, int], alike: Mapping[frozenset[str], int], among: int) -> bool:
    """Whether a word, or all of them together, are in few names. A word of all names is nobody's."""
    telling = [word for word in hits if not word.isdigit()]
    own = any(counts[word] == 1 or counts[word] <= min(EDITIONS, among - 1) for word in telling)
    return own or (len(hits) > 1 and bool(telling) and alike[hits] <= min(EDITIONS, among - 1))


def _with_words_of_their_own(
    documents: Sequence[Document], hits: Mapping[str, frozenset[str]], weight: Mapping[str, float]
) -> list[Document]:
    """Those that the question names by a word that no better one has, or as well as one that it does."""
    chosen: list[Document] = []
    words: set[str] = set()
    for document in documents:
        as_well = any(
            hits[document.id] == hits[other.id] or (weight[document.id] == weight[other.id]) for other in chosen
        )
        if hits[document.id] - words or as_well:
            chosen.append(document)
            words |= hits[document.id]
    return chosen


def _work_of(document: Document) -> frozenset[str]:
    """What all editions of a document have in their files' names."""
    return frozenset(word for word in name_stems(_stem_of(document.filename)) if not word.isdigit())


def _stands_in(question: str, filename: str) -> bool:
    asked = _plain(question)
    return any(
        len(name) >= LEAST_LETTERS
        and _WORD.search(name)
        and re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", asked)
        for name in {_plain(filename), _plain(PurePosixPath(filename).stem)}
    )


def _stem_of(filename: str) -> str:
    return " ".join(_PARTS.split(PurePosixPath(filename).stem))


def _plain(text: str) -> str:
    return " ".join(without_diacritics(text).casefold().split())


@lru_cache(maxsize=4096)
def name_stems(text: str) -> frozenset[str]:
    """Stems of the words that may name a thing, in any spelling of their diacritics.

    A single letter, a small number and the Japanese letters of particles name nothing.
    """
    stems = content_stems(without_diacritics(text))
    return frozenset(stem for stem in stems if _WORD.search(stem) and not _HIRAGANA.fullmatch(stem))
