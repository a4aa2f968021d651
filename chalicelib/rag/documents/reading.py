"""What of a file is read: slice after slice, within the budget of a document. Beyond it what was read stays."""

from copy import replace
from dataclasses import dataclass
from pathlib import Path

from chalicelib.errors import DocumentError
from chalicelib.models import SLICE_CHARACTERS, Document, ExtractedSlice, PartialCode, SliceRequest
from chalicelib.rag.documents.roles import Extractor
from chalicelib.rag.documents.staging import StagedSlice

CAREFUL_SECONDS = 2.0
"""The length of slices after one was too slow, so that little is lost where the next one is."""


@dataclass(frozen=True)
class ReadingBudget:
    """What one document may take over all its slices: processor time in seconds, characters, pages or slides."""

    seconds: int = 900
    characters: int = 250_000_000
    pages: int = 10_000


DEFAULT_BUDGET = ReadingBudget()


class Reading:
    """Reads one document's file from where it stands. After a slice was too slow, slices are short."""

    def __init__(self, extractor: Extractor, budget: ReadingBudget) -> None:
        self._extractor = extractor
        self._budget = budget
        self._careful = False

    def next_slice(self, path: Path, document: Document, before: StagedSlice | None) -> ExtractedSlice | None:
        """The slice after `before`, the last one if the budget ends with it; None if it must be tried again.

        Raises DocumentError where nothing can be read.
        """
        left = self._budget.characters - (before.offset if before else 0)
        try:
            request = SliceRequest(
                cursor=before.cursor if before else None,
                offset=before.offset if before else 0,
                headings_before=before.headings if before else (),
                max_characters=min(SLICE_CHARACTERS, max(left, 1)),
                last_page=self._budget.pages,
                soft_seconds=CAREFUL_SECONDS if self._careful else None,
            )
            slice_ = self._extractor.extract(path, document.filename, request)
        except DocumentError as error:
            if error.code != "too_complex":
                raise
            return self._after_too_much(error, before)
        return replace(slice_, cursor=None, stopped=stop) if (stop := self._stop(slice_, before)) else slice_

    def _after_too_much(self, error: DocumentError, before: StagedSlice | None) -> ExtractedSlice | None:
        if not self._careful:
            self._careful = True
            return None
        if before is None or not before.end:
            raise error
        return ExtractedSlice("", before.offset, (), (), before.done, before.total, None, stopped="too_complex")

    def _stop(self, slice_: ExtractedSlice, before: StagedSlice | None) -> PartialCode | None:
        if slice_.stopped or slice_.cursor is None:
            return slice_.stopped
        if slice_.offset + len(slice_.text) >= self._budget.characters:
            return "characters"
        spent = slice_.seconds + (before.seconds if before else 0.0)
        return "seconds" if spent >= self._budget.seconds else None
