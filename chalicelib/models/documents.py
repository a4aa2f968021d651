"""Documents, their files, and what is read of them."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from chalicelib.models.common import Failure
from chalicelib.models.profile import Metadata, Profile

MAX_ID_CHARACTERS = 64  # Ids of ours and of Cognito have 26 and 36.
MAX_VERSION_DIGITS = 9

DocumentStatus = Literal["uploading", "queued", "extracting", "embedding", "indexing", "ready", "failed", "deleting"]


@dataclass(frozen=True)
class Progress:
    """How far a stage is: `done` of `total` units (pages while extracting, passages while embedding)."""

    done: int
    total: int


PartialCode = Literal["seconds", "characters", "pages", "cells", "members", "too_complex"]


@dataclass(frozen=True)
class Partial:
    """Why a document was not read to its end: `done` of `total` pages, per cent, or parts; `message` is a sentence."""

    code: PartialCode
    done: int
    total: int
    unit: Literal["page", "percent", "part"]
    message: str = ""


@dataclass(frozen=True)
class Document:
    """A file of an owner and what has become of it.

    `version` counts the uploads of this id from 1. `live_generation` names the rows of the passage store that
    searches may see (0: none), `live_version` the upload they were made of. `note` is a sentence for the person: why
    the work waits, or, once it is ready, what of the file could not be read; `partial` says how far it was read, if
    not to its end. `folder` is where the person's file lay, as far as it was told. `profile` says what it is, None for
    one of before there were profiles. `added_by` is who contributed it (an id). What comes between is
    ingestion's own: `attempts` counts claims since something was last achieved, `waits` the pauses in a row since
    `waiting_since`, `since` is when the document entered its state (Unix seconds), `restarts` how often it was begun
    anew, `revision` rises with every change, `counted` is how many bytes it counts for its owner's quota, if it does.
    `source_id` says which source it is of, `address` where its original is.
    """

    owner_id: str
    id: str
    filename: str
    content_type: str
    size: int
    status: DocumentStatus
    created_at: str
    updated_at: str
    tags: tuple[str, ...] = ()
    progress: Progress | None = None
    failure: Failure | None = None
    pages: int | None = None
    passages: int | None = None
    tokens: int | None = None
    language: str | None = None
    version: int = 1
    ready_at: str | None = None
    note: str | None = None
    profile: Profile | None = None
    partial: Partial | None = None
    folder: str | None = None
    live_generation: int = 0
    live_version: int = 0
    generation: int = 0
    attempts: int = 0
    waits: int = 0
    waiting_since: int = 0
    since: int = 0
    restarts: int = 0
    revision: int = 0
    sequencer: str | None = None
    etag: str | None = None
    lease_token: str | None = None
    lease_until: int = 0
    counted: int | None = None
    added_by: str | None = None
    source_id: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class DocumentRef:
    """A document as somebody knows it who has not read it: its key, and what of it must be as they know it."""

    owner_id: str
    id: str
    version: int = 0
    generation: int = 0


def _are_ids(*names: str) -> bool:
    return all(0 < len(name) <= MAX_ID_CHARACTERS for name in names)


def _is_version(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) <= MAX_VERSION_DIGITS


class FileKey(NamedTuple):
    """Which uploaded file: a version of a document. Its text is the object's key on S3."""

    owner_id: str
    document_id: str
    version: int

    @classmethod
    def parse(cls, key: str) -> "FileKey | None":
        """None for the key of anything else."""
        match key.split("/"):
            case ["files", owner_id, document_id, version] if _are_ids(owner_id, document_id) and _is_version(version):
                return cls(owner_id, document_id, int(version))
        return None

    def __str__(self) -> str:
        return f"files/{self.owner_id}/{self.document_id}/{self.version}"


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file as S3 has it; `size` in bytes. `sequencer` orders S3's events of one key, "0" is before all."""

    key: FileKey
    etag: str
    size: int
    sequencer: str = "0"

    @property
    def order(self) -> str:
        """The sequencer, to be compared as text. Sequencers are hexadecimal numbers of any length (S3's user guide)."""
        return self.sequencer.upper().rjust(64, "0")


@dataclass(frozen=True)
class Upload:
    """A presigned S3 POST: a multipart form of `fields` and then `file`, sent to `url`."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class PageSpan:
    """Page `number` (from 1) covers characters `start` to `end` of the extracted text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """A heading whose text begins at character `start` of the extracted text; `level` from 1."""

    start: int
    level: int
    title: str


class WordBox(NamedTuple):
    """A word that text recognition read on a page: characters `start` to `end` of the extracted text.

    `left` to `bottom` are ten-thousandths of the page's width and height as it is shown, from its upper left corner;
    `confidence` (0 to 100) is how sure the recognition is of the word.
    """

    start: int
    end: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: int


SLICE_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class SliceRequest:
    """Where a slice of a file begins, and where it ends at the latest.

    `offset` is where it begins in the whole text, `headings_before` the heading path open there; both, and `cursor`,
    follow from the slice before. It has at most `max_characters`. Pages after `last_page` are not read. After
    `soft_seconds` it ends between two blocks; None: a usual time.
    """

    cursor: str | None = None
    offset: int = 0
    headings_before: tuple[Heading, ...] = ()
    max_characters: int = SLICE_CHARACTERS
    last_page: int | None = None
    soft_seconds: float | None = None


FIRST_SLICE = SliceRequest()


@dataclass(frozen=True)
class ExtractedSlice:
    """One slice of a document's text, in reading order.

    `text` begins at character `offset` of the whole extracted text; spans and headings count from the
    start of the whole. `done` of `total` units (pages, slides, row groups) are read after this slice;
    `cursor` is where the next slice begins, None after the last. `headings_before` is the heading path
    open where the slice begins. `unread` numbers the pages that are pictures of text and could not be read: nothing of
    them is in `text`. `words` are those that were recognised on pages that are pictures, in order.
    `metadata` is what the file states of itself, in the first slice. `seconds` is the processor time that it took.
    `stopped`: it is the last one although the file goes on, and why. `shown` counts the pages that a model was shown.
    """

    text: str
    offset: int
    pages: tuple[PageSpan, ...]
    headings: tuple[Heading, ...]
    done: int
    total: int
    cursor: str | None = None
    headings_before: tuple[Heading, ...] = ()
    unread: tuple[int, ...] = ()
    metadata: Metadata | None = None
    seconds: float = field(default=0.0, compare=False)
    stopped: PartialCode | None = None
    words: tuple[WordBox, ...] = ()
    shown: int = 0


@dataclass(frozen=True)
class MaintenanceLease:
    """The right to maintain an owner's table, and how many commits, and deletions among them, it is for.

    `damaged`: the table cannot be read, and is to be repaired first.
    """

    owner_id: str
    token: str
    commits: int
    deletes: int
    damaged: bool = False
