"""A slice with the text of some pages replaced, as somebody else read them; everything in it moves along."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from copy import replace
from difflib import SequenceMatcher

from chalicelib.models import ExtractedSlice, Heading, PageSpan, WordBox

AGREED = 95
"""Least confidence (0 to 100) of a word that both readers read alike."""

END = "\n\n"
_WORD = re.compile(r"\S+")


def all_pages(slice_: ExtractedSlice) -> list[PageSpan]:
    """The pages of a slice with those in which nothing could be read, empty, in their places."""
    pages: list[PageSpan] = []
    following = iter(sorted(set(slice_.unread) - {page.number for page in slice_.pages}))
    unread = next(following, None)
    for page in slice_.pages:
        while unread is not None and unread < page.number:
            pages.append(PageSpan(unread, page.start, page.start))
            unread = next(following, None)
        pages.append(page)
    end = slice_.offset + len(slice_.text)
    return [*pages, *(PageSpan(number, end, end) for number in (unread, *following) if number is not None)]


def merged(slice_: ExtractedSlice, texts: Mapping[int, str]) -> ExtractedSlice:
    """The slice with the pages of `texts`, by their numbers, as these have them.

    A recognised word keeps its box where the new text has a word in its place: it is sure where both are alike. A
    heading stays where its words stand in the new text.
    """
    parts: list[str] = []
    pages: list[PageSpan] = []
    headings: list[Heading] = []
    words: list[WordBox] = []
    at, moved = slice_.offset, 0
    for page in all_pages(slice_):
        old = slice_.text[page.start - slice_.offset : page.end - slice_.offset]
        text = texts.get(page.number)
        new = old if text is None else text + END
        parts += [slice_.text[at - slice_.offset : page.start - slice_.offset], new]
        start = page.start + moved
        own_headings = _within(slice_.headings, page)
        own_words = _within(slice_.words, page)
        if text is None:
            headings += [replace(heading, start=heading.start + moved) for heading in own_headings]
            words += [word._replace(start=word.start + moved, end=word.end + moved) for word in own_words]
        else:
            headings += _found(own_headings, new, start)
            words += _placed(own_words, [old[w.start - page.start : w.end - page.start] for w in own_words], new, start)
        pages += [PageSpan(page.number, start, start + len(new))] if new else []
        at, moved = page.end, moved + len(new) - len(old)
    return replace(
        slice_,
        text="".join([*parts, slice_.text[at - slice_.offset :]]),
        pages=tuple(pages),
        headings=tuple(headings),
        words=tuple(words),
        unread=tuple(number for number in slice_.unread if number not in texts),
    )


def _within[T: (Heading, WordBox)](things: Sequence[T], page: PageSpan) -> Sequence[T]:
    """Those that begin on the page; they are in order."""
    first, last = (bisect_left(things, at, key=lambda thing: thing.start) for at in (page.start, page.end))
    return things[first:last]


def _found(headings: Sequence[Heading], text: str, start: int) -> Iterator[Heading]:
    after = 0
    for heading in headings:
        title = r"\s+".join(map(re.escape, heading.title.split()))
        if title and (match := re.compile(title, re.IGNORECASE).search(text, after)):
            after = match.end()
            yield replace(heading, start=start + match.start(), title=match[0])


def _placed(words: Sequence[WordBox], read: Sequence[str], text: str, start: int) -> Iterator[WordBox]:
    """The boxes of the words that were `read` at the words of `text` in their place."""
    spans = [match.span() for match in _WORD.finditer(text)]
    matcher = SequenceMatcher(None, read, [text[a:b] for a, b in spans], autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag in ("equal", "replace") and last - first == new_last - new_first:
            for word, (a, b) in zip(words[first:last], spans[new_first:new_last], strict=True):
                confidence = max(word.confidence, AGREED) if tag == "equal" else word.confidence
                yield word._replace(start=start + a, end=start + b, confidence=confidence)
