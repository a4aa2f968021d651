"""Questions about the documents themselves: which there are, the newest, who wrote one, how long it is.

What Grail knows of a document is its registry entry and its profile, so code answers, in the question's language, and
each line cites the document it is about. A question that asks for more than that is left to a model, which is given
the same facts as sources.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from chalicelib.models import Document, Passage
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.cues import LIBRARY, Cue, DocumentFilter, LibraryCue, filter_of, say, topic_of, without_cues
from chalicelib.rag.routes.facts import UNITS, day_of, facts_of, profile_source
from chalicelib.rag.routes.named import documents_about, documents_named, name_stems, names_of
from chalicelib.rag.text.dates import dates
from chalicelib.rag.text.sentences import sentences

MOST_LISTED = 100
MOST_OPENED = 20  # Documents whose openings are read for a date.
OPENING_CHARACTERS = 1_500  # Of a document's text that may say since when it is in force.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Known:
    """An answer by code, with the passages that its markers number."""

    answer: Marked
    sources: tuple[Passage, ...]


@dataclass(frozen=True)
class LibraryQuestion:
    """`opening` gives the first passage of a document, None where it has none."""

    text: str
    cue: LibraryCue
    language: str
    documents: Sequence[Document]
    opening: Callable[[Document], Passage | None]

    def answer(self) -> Known | None:
        """None where the question asks for what Grail does not know of its documents."""
        if self.cue in ("list", "count"):
            return self._listed()
        if self.cue in ("newest", "oldest"):
            return self._of_all()
        named = self._named()
        sources = [profile_source(document, self.language) for document in named]
        return _written([self._fact(document) for document in named], sources) if named else None

    def _named(self) -> tuple[Document, ...]:
        """The documents that the question is about, where it is about nothing within them."""
        topic = topic_of(self.text, self.language)
        if not topic and len(self.documents) == 1:
            return tuple(self.documents)
        named = documents_named(self.text, self.documents)
        return () if topic - frozenset[str]().union(*map(names_of, named)) else named

    def _listed(self) -> Known | None:
        """The documents of a kind, a language, a file's ending, a year or an author; of all, if none is asked for."""
        asked, topic = filter_of(self.text, self.language), topic_of(self.text, self.language)
        years = {word for word in topic if _YEAR.fullmatch(word)}
        rest = topic - years - asked.stems
        matching = [one for one in self.documents if _fits(one, asked, years) and rest <= _author_stems(one)]
        if rest and not matching:
            return None
        count, all_ = len(matching), len(self.documents)
        if years or rest or asked != DocumentFilter():
            head = say(self.language, "matching", count=count, all=all_)
        else:
            head = say(self.language, "have_none" if not count else "have_one" if count == 1 else "have", count=count)
        shown = matching[:MOST_LISTED]
        more = [say(self.language, "more", count=count - len(shown))] if count > len(shown) else []
        sources = [profile_source(document, self.language) for document in shown]
        return _written(["- " + self._line(document) for document in shown], sources, [head], more)

    def _line(self, document: Document) -> str:
        return ", ".join([f"**{document.filename}**", *(f"{label} {value}" for label, value in self._facts(document))])

    def _facts(self, document: Document) -> list[tuple[str, str]]:
        return facts_of(document, self.language)[1:]

    def _of_all(self) -> Known | None:
        topic = without_cues(self.text, self.language)
        named = documents_about(topic, self.documents)
        if topic_of(self.text, self.language) - frozenset[str]().union(*map(names_of, named)):
            return None
        among = named or tuple(self.documents)
        if not among:
            return None
        if named and (stated := self._by_stated_date(among)):
            return stated
        for label, value_of in _ORDERS if named else _ORDERS[-1:]:
            values = {document.id: value_of(document) for document in among}
            if chosen := self._first(among, values):
                why = f"{say(self.language, label)} {values[chosen.id]}"
                return _written([self._sentence(chosen, why)], [profile_source(chosen, self.language)])
        return None

    def _by_stated_date(self, among: Sequence[Document]) -> Known | None:
        """By the first whole date of each opening; the sentence that states it says why."""
        stated: dict[str, tuple[str, str, Passage]] = {}
        for document in among[:MOST_OPENED]:
            passage = self.opening(document)
            text = passage.text[:OPENING_CHARACTERS] if passage else ""
            date = next((date for date in dates(text, document.language) if date.year and date.day), None)
            if passage is None or date is None:
                return None
            stated[document.id] = (date.value, _sentence_at(text, date.start), passage)
        chosen = self._first(among, {id_: value for id_, (value, _, _) in stated.items()})
        if chosen is None:
            return None
        _, why, source = stated[chosen.id]
        newest = say(self.language, f"{self.cue}_by", name=f"**{chosen.filename}**")
        return _written([why], [source], [newest])

    def _first(self, among: Sequence[Document], values: Mapping[str, str | None]) -> Document | None:
        """The newest or oldest; None where a value is missing, or nothing tells them apart."""
        given = [values.get(document.id) for document in among]
        if not all(given) or (len(set(given)) == 1 and len(among) > 1):
            return None
        choose = max if self.cue == "newest" else min
        return choose(among, key=lambda document: str(values[document.id]))

    def _sentence(self, document: Document, why: str) -> str:
        return say(self.language, self.cue, name=f"**{document.filename}**", why=why)

    def _written_on(self, document: Document) -> str | None:
        """The date in the file; none where the text begins with a date of its own, which a search will find."""
        opening = self.opening(document)
        stated = opening and next(dates(opening.text[:OPENING_CHARACTERS], document.language), None)
        return document.profile.written if document.profile and not stated else None

    def _fact(self, document: Document) -> str:
        profile, name, language = document.profile, f"**{document.filename}**", self.language
        if self.cue == "uploaded":
            return say(language, "uploaded_on", name=name, date=document.created_at[:10])
        if self.cue == "pages":
            extent = profile.extent if profile else None
            count, unit = (extent.count, UNITS[extent.unit]) if extent else (document.pages, "pages")
            if count:
                return say(language, "pages_of", name=name, count=count, unit=say(language, unit))
        if self.cue == "authors" and profile and profile.authors:
            return say(language, "authors_of", name=name, authors=", ".join(profile.authors))
        if self.cue == "written" and profile and (date := day_of(profile.sent or self._written_on(document))):
            return say(language, "written_on", name=name, date=date)
        return ""


def _fits(document: Document, asked: DocumentFilter, years: Collection[str]) -> bool:
    profile = document.profile
    return (
        (not asked.kinds or (profile is not None and profile.kind in asked.kinds))
        and (not asked.languages or _language_of(document) in asked.languages)
        and (not asked.endings or PurePosixPath(document.filename).suffix.lower()[1:] in asked.endings)
        and (not years or not _years(document).isdisjoint(years))
    )


def _language_of(document: Document) -> str | None:
    return document.language or (document.profile.language if document.profile else None)


def _author_stems(document: Document) -> frozenset[str]:
    return name_stems(" ".join(document.profile.authors)) if document.profile else frozenset()


def library_cue(languages: dict[Cue, str]) -> tuple[LibraryCue, str] | None:
    """The cue of a question about documents, with its language; None where there is none."""
    return next(((cue, languages[cue]) for cue in LIBRARY if cue in languages), None)


def _written(
    lines: Sequence[str], sources: Sequence[Passage], before: Sequence[str] = (), after: Sequence[str] = ()
) -> Known | None:
    """Lines, each of which cites its source; None if one of them has nothing to say."""
    if not all(lines):
        return None
    text, markers = "\n".join(before) + ("\n\n" if before and lines else ""), []
    for number, line in enumerate(lines, start=1):
        text += f"{line} "
        markers.append(len(text))
        text += f"[{number}]\n"
    text = (text + "\n".join(after)).rstrip("\n")
    return Known(Marked(text, tuple(markers)), tuple(sources))


def _sentence_at(text: str, character: int) -> str:
    return next(text[start:end] for start, end in sentences(text) if start <= character < end)


def _period_end(document: Document) -> str | None:
    period = document.profile.period if document.profile else None
    return (period.end or period.start or (str(period.year) if period.year else None)) if period else None


def _years(document: Document) -> set[str]:
    """The years that a document's name, title, period and dates have."""
    profile = document.profile
    texts = [document.filename]
    if profile:
        period = profile.period
        texts += [profile.title or "", profile.written or "", profile.sent or "", period.label if period else ""]
        texts += [str(period.year)] if period and period.year else []
    return set(_YEAR.findall(" ".join(texts)))


_ORDERS: tuple[tuple[str, Callable[[Document], str | None]], ...] = (
    ("sent", lambda it: day_of(it.profile.sent) if it.profile else None),
    ("written", lambda it: day_of(it.profile.written) if it.profile else None),
    ("period", _period_end),
    ("year", lambda it: max(_years(it), default=None)),
    ("uploaded", lambda it: it.created_at[:10]),
)
"""Where a date of each document may stand, the surest first; the upload is the last thing to go by."""
