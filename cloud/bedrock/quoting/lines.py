"""What sort of line a unit is: one that can answer, or a rule, a caption, a footer, metadata or boilerplate."""

from __future__ import annotations

import re
from typing import Literal

from cloud.bedrock.quoting.language import STOP_WORDS, content_words
from cloud.bedrock.quoting.words import stem, words

type Sort = Literal["text", "row", "head", "heading", "metadata", "boilerplate", "code"]

_RULE = re.compile(r"[\s|:\-+=_·.*~─━═│┼]+")
_PAGE = re.compile(
    r"(?:[-–—\s]*\d{1,4}[-–—\s]*"
    r"|(?:page|seite|trang|página|pagina|p\.|s\.)\s*\d{1,4}(?:\s*(?:of|/|von|de|di|trên)\s*\d{1,4})?"
    r"|\d{1,4}\s*/\s*\d{1,4}|第?\s?\d{1,4}\s?(?:页|頁|ページ)"
    r"|table of contents|contents|inhalt(?:sverzeichnis)?|mục lục)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|exhibit|chart|tabelle|abbildung|abb\.|bảng|hình|tableau|tabla|tabela|tabella|表|图|圖|図)"
    r"\s?\d{1,3}[.:\s].{0,120}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"([^\W\d_][\w\s/'’-]{0,40}?)\s?[:：]\s?(?=\S)")
_UNLABELLED = re.compile(
    r"(?:valid from|in force|effective|as of|version|edition|revision|written by|prepared by|published|issued|updated"
    r"|last updated|gültig ab|stand|verfasst|herausgegeben|có hiệu lực từ|ban hành|phiên bản)\b.{0,80}$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:version|edition|revision|fassung|ausgabe|phiên bản)\s\d|\d[.,] (?:auflage|edition)", re.IGNORECASE
)
MAX_LABEL_WORDS = 3

# What metadata is of, its labels, and words of questions that ask for it.
_METADATA = {
    "author": (
        "author authors by editor prepared written owner verfasser autor autoren herausgeber auteur autore tác giả"
        " người soạn minutes protokoll 作者 著者",
        "author authors wrote write written writes editor edited prepared drew verfasst verfasser geschrieben autor"
        " schrieb écrit auteur escribió escrito tác giả viết soạn 作者 著者",
    ),
    "date": (
        "date dated valid effective updated created issued published last modified as datum stand gültig erstellt"
        " ngày hiệu lực cập nhật fecha data date 日期 日付",
        "valid effective force date dated updated created issued published modified gilt gültig kraft datum"
        " hiệu lực ban hành cập nhật vigueur vigor 日期 日付",
    ),
    "version": (
        "version revision release edition fassung phiên bản versión",
        "version revision edition fassung phiên bản",
    ),
    "place": (
        "place location venue ort địa điểm lieu lugar luogo",
        "where place location venue held wo ort đâu où dónde dove",
    ),
    "people": (
        "present absent apologies excused attendees participants anwesend abwesend entschuldigt",
        "present absent apologies excused missing attended attend attendees participants anwesend abwesend"
        " entschuldigt",
    ),
}
_ASKING_STOP_WORDS = frozenset({"where"})
_ASKED = {name: frozenset(map(stem, asked.split())) for name, (_, asked) in _METADATA.items()}
_LABELS = {name: frozenset(map(stem, labels.split())) for name, (labels, _) in _METADATA.items()}

_DOCUMENT_WORDS = (
    "document documents file files paper report reports guide manual handbook policy letter minutes notice text doc"
    " pdf dokument datei bericht handbuch protokoll brief tài liệu văn bản báo cáo rapport documento"
)
_DOCUMENTS = frozenset(map(stem, _DOCUMENT_WORDS.split()))
"""Words for a document that need not stand in it: a file named `inspection.md` is `the report`."""

_ABOUT_BOILERPLATE = re.compile(
    r"forward|certif|exhibit|web ?site|copyright|rights|sarbanes|reference|check ?mark|bản quyền|urheber|vorbehalt",
    re.IGNORECASE,
)


def is_noise(unit: str) -> bool:
    """Whether a unit says nothing at all: the rule under a table's head, a page's number."""
    return bool(_RULE.fullmatch(unit) or _PAGE.fullmatch(unit.strip("#* ")))


def is_caption(unit: str) -> bool:
    """Whether a unit names a table or figure and says nothing of its content."""
    return len(unit) <= 130 and unit[-1] not in ".!?" and bool(_CAPTION.match(unit))


def is_metadata(unit: str) -> bool:
    """Whether a unit near the top of a document says a thing about the document: `Author: …`, `Valid from …`."""
    label = _label(unit)
    known = label is not None and any(set(map(stem, words(label))) & labels for labels in _LABELS.values())
    return known or bool(_UNLABELLED.match(unit))


def is_stamp(unit: str) -> bool:
    """Whether a short line has a document's number of version: `Report 7, version 1.2, 9 August 2024`."""
    return len(unit) <= 80 and bool(_STAMP.search(unit))


def asks_for_metadata(question: str, unit: str) -> bool:
    """Whether a question asks for what a line of metadata says."""
    asked = frozenset(map(stem, content_words(question, STOP_WORDS["en"] - _ASKING_STOP_WORDS)))
    label = _label(unit) or " ".join(words(unit)[:2])
    own = frozenset(map(stem, words(f"version {label if is_metadata(unit) else ''}" if is_stamp(unit) else label)))
    return any(_ASKED[name] & asked for name, labels in _LABELS.items() if own & labels) or bool(own & asked)


def metadata_words(question: str) -> frozenset[str]:
    """The words of a question that ask for metadata."""
    return frozenset(map(stem, words(question))) & frozenset[str]().union(*_ASKED.values())


def names_document(term: str) -> bool:
    """Whether a stem is a word for a document, whatever it is about."""
    return term in _DOCUMENTS


def asks_for_boilerplate(question: str) -> bool:
    return bool(_ABOUT_BOILERPLATE.search(question))


def _label(unit: str) -> str | None:
    match = _LABELLED.match(unit)
    return match[1] if match and len(match[1].split()) <= MAX_LABEL_WORDS else None
