"""Sentences for the person about a document that waits, or that could not be read completely."""

from collections.abc import Iterator, Mapping, Sequence
from copy import replace

from chalicelib.models import Partial, PartialCode

MODEL_BUSY = "The embedding model is busy. This document is waiting and goes on by itself."
BUDGET_USED = "Today's budget is used up. This document is waiting and goes on by itself tomorrow."
STORE_BUSY = "The storage is busy. This document is waiting and goes on by itself."
NOT_ARRIVED = "The file has not arrived yet. If its upload broke off, please upload it again."
UPLOADED_TOO_OFTEN = "Many files were uploaded in this hour. This one is waiting and starts by itself in the next."
IN_LINE = "Other documents come first. This one starts by itself when its turn comes."
BROKE_OFF = "The last attempt broke off. The next one starts by itself from there."

ADVICE = "please upload a clearer copy, or one whose text has been recognised (OCR)."
RANGES_SHOWN = 8


# Why a document was not read to its end, after `Only … of this file was read: `.
REASONS: Mapping[PartialCode, str] = {
    "seconds": "all of it takes longer to read than a document may",
    "characters": "it has more text than a document may",
    "pages": "it has more pages than a document may",
    "cells": "it has more cells than a document may",
    "members": "it holds more files than are read of one",
    "too_complex": "the rest takes more time or memory than a document may",
}


def note_of(partial: Partial | None, unread: Sequence[int], total: int) -> str | None:
    """What of a ready document could not be read; None if all was."""
    notes = (partial.message if partial else None, of_unread_pages(unread, total))
    return " ".join(filter(None, notes)) or None


def with_message(partial: Partial | None) -> Partial | None:
    return replace(partial, message=of_partial(partial)) if partial else None


def of_partial(partial: Partial) -> str:
    """How far a document was read, why no further, and what helps."""
    many, whole = f"{partial.done:,}", f"{partial.total:,}"
    how_far = {
        "page": f"{many} of {whole} pages were",
        "percent": f"{many} % of this file was",
        "part": "a part of this file was",
    }
    return (
        f"Only {how_far[partial.unit]} read: {REASONS[partial.code]}. To have all of it, split it and upload the parts."
    )


def of_unread_pages(pages: Sequence[int], total: int) -> str | None:
    """Which of a document's `total` pages are pictures that could not be read; None if none is."""
    if not pages:
        return None
    if len(pages) == 1:
        subject, them = f"Page {pages[0]} of {total} is a picture", "it"
    elif len(pages) == total:
        subject, them = f"All {total} pages are pictures", "them"
    else:
        subject, them = f"Pages {_listed(pages)} of {total} are pictures", "them"
    return f"{subject} without text that can be read. If there is writing in {them}, {ADVICE}"


def _listed(pages: Sequence[int]) -> str:
    """`2, 5–9 and 12`; a long list ends with how many more there are."""
    ranges = list(_ranges(pages))
    shown = [f"{first}–{last}" if last > first else str(first) for first, last in ranges[:RANGES_SHOWN]]
    left = sum(last - first + 1 for first, last in ranges[RANGES_SHOWN:])
    if left:
        shown.append(f"{left} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _ranges(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = pages[0]
    for page in pages[1:]:
        if page > last + 1:
            yield first, last
            first = page
        last = page
    yield first, last
