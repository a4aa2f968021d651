"""Reports that resemble each other, one for each month: those of the months that a question asks of, all of them.

A search finds the reports that are most alike to a question, whatever their month; "the worst month
of 2024" needs twelve.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from chalicelib.models import Document
from chalicelib.rag.routes.comparing import compared
from chalicelib.rag.routes.gathered import SOURCES, Gathered, gathered_by, joined, of_others
from chalicelib.rag.routes.months import AskedMonths, Month, has_months, month_of, months_asked
from chalicelib.rag.routes.named import name_parts, name_stems, names_of
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.text.languages import MONTHS

MOST_REPORTS = 24  # Of a series that are read at once.
FIRST = 4  # Sources of a search, of which three in four are reports of the series that it finds above all.

type Series = Mapping[Month, Document]


def series(question: RoutedQuestion, *, found_above_all: bool = False) -> Gathered | None:
    """None where the question asks of no months, or the reports that it asks of do not stand out.

    `found_above_all`: only reports that most of what the search found belongs to.
    """
    asked = months_asked(question.asked.text)
    if asked is None or not _is_needed(question, asked, found_above_all=found_above_all):
        return None
    chosen = _chosen(question, asked, found_above_all=found_above_all)
    if len(asked.months) == 1:
        return _with_missed(question, chosen[0]) if chosen else None
    return compared(question, chosen, question.searched) if 2 <= len(chosen) <= MOST_REPORTS else None


def _is_needed(question: RoutedQuestion, asked: AskedMonths, *, found_above_all: bool) -> bool:
    """Of one month the search has missed the report, before any other document is looked at."""
    if len(asked.months) > 1:
        return True
    found = any(month_of(document) in asked.months for document in _hits(question))
    return asked.named and question.searched.evidence != "enough" and not found and not found_above_all


def _chosen(question: RoutedQuestion, asked: AskedMonths, *, found_above_all: bool) -> list[Document]:
    """The reports of the months: of the series that the search finds most of, or of the only one that has them all.

    The latter only where what the search found does not fit.
    """
    hits = [document.id for document in _hits(question)]
    least = min(2, len(asked.months))
    among = [one for one in _all_series(question.documents) if len(asked.months & one.keys()) >= least]
    best = [one for one in among if _is_found_above_all(one, hits)]
    if not best and not found_above_all:
        best = [one for one in among if asked.months <= one.keys() and _is_meant(one, question, asked)]
    if len(best) != 1:
        return []
    return [document for month, document in sorted(best[0].items()) if month in asked.months]


def _is_meant(reports: Series, question: RoutedQuestion, asked: AskedMonths) -> bool:
    """Whether a question that the search finds nothing for means these reports: by its months, or by their name."""
    evidence = question.searched.evidence
    if asked.named:
        return evidence == "none" or len(asked.months) == 1 or _count(reports, [one.id for one in _hits(question)]) > 0
    names = frozenset[str]().union(*map(names_of, reports.values()))
    words = name_stems(question.asked.text)
    named = any(not word.isdigit() and word in names for word in words)
    return evidence == "none" and (named or has_months(question.asked.text))


def _is_found_above_all(reports: Series, hits: Sequence[str]) -> bool:
    first = hits[:FIRST]
    return bool(first) and 4 * _count(reports, first) >= 3 * len(first)


def _count(reports: Series, hits: Sequence[str]) -> int:
    ids = {document.id for document in reports.values()}
    return sum(hit in ids for hit in hits)


def _hits(question: RoutedQuestion) -> list[Document]:
    """The document of each passage that the search found."""
    by_id = {document.id: document for document in question.searched.documents}
    ids = (passage.document_id for passage in question.searched.passages)
    return [by_id[document_id] for document_id in ids if document_id in by_id]


def _all_series(documents: Iterable[Document]) -> list[Series]:
    """Documents whose names differ in their month alone."""
    works: dict[frozenset[str], dict[Month, Document]] = defaultdict(dict)
    doubled: Counter[frozenset[str]] = Counter()
    for document in documents:
        month = month_of(document)
        if month is None:
            continue
        work = frozenset(
            stem
            for word in name_parts(PurePosixPath(document.filename).stem)
            if not word.isdigit() and word.casefold() not in MONTHS
            for stem in name_stems(word) or (word.casefold(),)
        )
        doubled[work] += month in works[work]
        works[work].setdefault(month, document)
    return [reports for work, reports in works.items() if not doubled[work]]


def _with_missed(question: RoutedQuestion, report: Document) -> Gathered:
    """The best passages of a month's report that the search has missed, before those that it found."""
    result = question.searched
    query = replace(question.asked.query, k=SOURCES // 2, document_ids=(report.id,), tags=None, near=0.0)
    own = question.search(replace(query, tokens=question.asked.tokens // 2))
    both = joined([own, result])
    found = (*own.passages, *of_others(result.passages, [report]))
    return replace(gathered_by("plain", both), passages=found[:SOURCES])
