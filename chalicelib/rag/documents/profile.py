"""A document's profile: what it is, made by rules of what its file states, its name, its headings and its first page.

`begin` makes it of the first slice, `extend` adds the headings of each further one, `finish` ends it.
"""

import re
from bisect import bisect_right
from copy import replace
from itertools import islice

from chalicelib.models import ExtractedSlice, Metadata, OutlineEntry, Profile
from chalicelib.rag.documents.chunking import title_of
from chalicelib.rag.documents.kinds import FORMATS, kind_of
from chalicelib.rag.documents.periods import period_of
from chalicelib.rag.documents.stated_dates import iso_date

OPENING_CHARACTERS, HEAD_CHARACTERS = 3_000, 600
OUTLINE_LEVELS, OUTLINE_GATHERED, OUTLINE_SHOWN = 3, 400, 40
OUTLINE_TITLE_CHARACTERS = 80

_TITLE_WITHIN = 1_500
"""Characters within which a document's first heading is its title."""

_TITLED = frozenset({"article", "book", "contract", "document", "invoice", "letter", "report", "slides", "web_page"})
_NO_TITLE = re.compile(
    r"(?:untitled|document|slide|presentation|powerpoint|book|sheet|title|scan|print|microsoft word)[\s\d().-]*"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|txt|tex|dvi|indd|qxd|html?|tmp|p65|cdr)"
    r"|https?://\S*|\S*[/\\]\S*[/\\]\S*|[\W\d_]*",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
"""Thai, Lao, Chinese, Japanese, Korean."""

_PROGRAM_BEFORE = re.compile(r"(?:microsoft (?:word|powerpoint|excel)\s+-\s+)", re.I)
_NOBODY = re.compile(
    r"(?:user|admin(?:istrator)?|owner|author|unknown|none|root|un-?named|anonymous|default|windows user"
    r"|microsoft(?: office)? user|microsoft|python-docx|python-pptx|openpyxl|apache poi|libreoffice|steve canny"
    r"|\(?anonymous\)?|\(?unspecified\)?|user\d+|[\W\d]*)",
    re.I,
)
_SEVERAL = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", re.I)
_BY = re.compile(
    r"^(?:by|authors?:|written by:?|prepared by:?|tác giả:|người viết:|người soạn:)\s+(.{3,80})$", re.I | re.M
)
_VERSION = re.compile(
    r"(?<![^\W_])(?:(?:version|phiên bản|revision|release|rev\.|ver\.)\s*:?\s*(?:no\.?\s*)?"
    r"(\d{1,4}(?:\.\d{1,4}){0,3}[a-z]?)"
    r"|v\.?\s?(\d{1,3}(?:\.\d{1,4}){1,3}[a-z]?)|v(\d{1,3})$)(?![\w.]*\w)",
    re.I,
)


def begin(slice_: ExtractedSlice, filename: str) -> Profile:
    """The profile as the first slice has it."""
    stated = slice_.metadata or Metadata()
    opening = _opening(slice_)
    title = _title(stated, slice_)
    kind = kind_of(stated, opening, title)
    about = [title or "", title_of(filename), *([] if kind in ("code", "data") else [opening])]
    return extend(
        Profile(
            kind=kind,
            title=title,
            authors=_authors(stated, opening if kind not in ("code", "data") else ""),
            written=iso_date(stated.written),
            changed=iso_date(stated.changed),
            sent=iso_date(stated.sent),
            language=_language(stated.language),
            period=period_of(about),
            version=stated.version
            or next((version for text in about if (version := _version(text[:HEAD_CHARACTERS]))), None),
            extent=stated.extent,
        ),
        slice_,
    )


def extend(profile: Profile, slice_: ExtractedSlice) -> Profile:
    """The profile with the headings of a slice; those deep down, and those of a very long document, are left out."""
    starts = [span.start for span in slice_.pages]
    headings = (heading for heading in slice_.headings if heading.level <= OUTLINE_LEVELS)
    entries = [
        OutlineEntry(_short(heading.title), heading.level, heading.start, _page(slice_, starts, heading.start))
        for heading in islice(headings, OUTLINE_GATHERED - len(profile.outline))
    ]
    return replace(profile, outline=(*profile.outline, *entries))


def finish(profile: Profile, language: str | None) -> Profile:
    """The profile to be stored. `language` is that of the text, which goes before the one that the file states."""
    levels = range(OUTLINE_LEVELS, 0, -1)
    outlines = ([entry for entry in profile.outline if entry.level <= level] for level in levels)
    outline = next((entries for entries in outlines if len(entries) <= OUTLINE_SHOWN), None)
    if outline is None:
        outline = [entry for entry in profile.outline if entry.level == min(one.level for one in profile.outline)]
    return replace(profile, outline=tuple(outline[:OUTLINE_SHOWN]), language=language or profile.language)


def _opening(slice_: ExtractedSlice) -> str:
    """The first page and the next, as far as a few thousand characters go."""
    end = slice_.pages[min(1, len(slice_.pages) - 1)].end - slice_.offset if slice_.pages else len(slice_.text)
    return slice_.text[: min(end, OPENING_CHARACTERS)]


def _title(stated: Metadata, slice_: ExtractedSlice) -> str | None:
    """The file's own title unless a program made it up, else the first heading near the beginning."""
    own = _PROGRAM_BEFORE.sub("", stated.title or "")
    if own and not _NO_TITLE.fullmatch(own):
        return own
    if FORMATS.get(stated.format, "document" if not stated.format else "code") not in _TITLED:
        return None
    early = [heading for heading in slice_.headings if heading.start < slice_.offset + _TITLE_WITHIN]
    highest = min(early, key=lambda heading: heading.level, default=None)
    return highest.title if highest and _is_title(highest.title) else None


def _is_title(heading: str) -> bool:
    """Two words at least, or letters of a script without blanks; no numbered section, no cells of a table."""
    if _NO_TITLE.fullmatch(heading) or heading[:1].isdigit() or " | " in heading:
        return False
    return len(_WORD.findall(heading)) > 1 or bool(_UNPARTED.search(heading))


def _authors(stated: Metadata, opening: str) -> tuple[str, ...]:
    """The people that the file states, else those that the first page names after `by`."""
    people = [name for field in stated.authors for name in _people(field) if not _NOBODY.fullmatch(name)]
    if not people and (line := _BY.search(opening)):
        people = [name for name in _people(line[1].strip()) if name[:1].isupper()]
    return tuple(dict.fromkeys(people))


def _people(field: str) -> list[str]:
    """`Ines Holt and Jan Roth` are two; `Holt, Ines` is one."""
    parts = [part for part in _SEVERAL.split(field) if part]
    are_names = len(parts) > 1 and all(" " in part and part[:1].isupper() for part in parts)
    return parts if are_names else [field]


def _language(tag: str | None) -> str | None:
    """`en` of `en-GB`."""
    first = (tag or "").replace("_", "-").partition("-")[0].lower()
    return first if first.isascii() and first.isalpha() and len(first) == 2 else None


def _version(text: str) -> str | None:
    match = _VERSION.search(text)
    return next(filter(None, match.groups())) if match else None


def _short(title: str) -> str:
    fits = len(title) <= OUTLINE_TITLE_CHARACTERS
    return title if fits else title[: OUTLINE_TITLE_CHARACTERS - 1].rstrip() + "…"


def _page(slice_: ExtractedSlice, starts: list[int], character: int) -> int | None:
    at = bisect_right(starts, character) - 1
    return slice_.pages[at].number if at >= 0 else None
