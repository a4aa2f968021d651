"""Names and tags that people give, and what they may do with documents."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.errors import InvalidRequestError, StoreBusyError, TooLargeError, UnsupportedTypeError
from chalicelib.models import Document
from chalicelib.rag.documents.library import Library
from chalicelib.rag.text.cleaning import (
    MAX_FOLDER_CHARACTERS,
    MAX_NAME_CHARACTERS,
    clean_folder,
    clean_name,
    clean_tag_filter,
    clean_tags,
    clean_title,
)
from tests.support.fakes import Silent


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("  Bản đồ.pdf ", "Bản đồ.pdf"),
        ("ev\u202efdp.exe", "evfdp.exe"),
        ("nul\x00l\r\n.txt", "null.txt"),
        ("${filename}", "${filename}"),
        ("e\u0301.txt", "é.txt"),
        ("😀.md", "😀.md"),
    ],
)
def test_names_are_shown_as_text(given: str, shown: str) -> None:
    assert clean_name(given) == shown


@pytest.mark.parametrize("name", ["", "  ", "..", "/", "a/", "\u202e", "x" * (MAX_NAME_CHARACTERS + 1)])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(InvalidRequestError):
        clean_name(name)


def test_tags() -> None:
    assert clean_tags([" a ", "b", "a"]) == ("a", "b")
    for wrong in (["  "], ["x" * 51], [str(number) for number in range(21)]):
        with pytest.raises(InvalidRequestError):
            clean_tags(wrong)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("work/2026", "work/2026"),
        ("/work//2026/", "work/2026"),
        ("C:\\Users\\me", "C:/Users/me"),
        ("../../etc", "etc"),
        (" ev\u202efdp / nul\x00l ", "evfdp/null"),
        ("", ""),
    ],
)
def test_folders_are_shown_as_text(given: str, shown: str) -> None:
    assert clean_folder(given) == shown


def test_a_folder_has_an_end() -> None:
    with pytest.raises(InvalidRequestError):
        clean_folder("x" * (MAX_FOLDER_CHARACTERS + 1))


DISORDERED = "a" + "\u0323\u0307" * 50_000  # Combining marks, which Unicode's rules bring into order.


@pytest.mark.parametrize(
    "clean",
    [
        lambda: clean_name(DISORDERED),
        lambda: clean_name(f"folder/{DISORDERED}"),
        lambda: clean_folder(DISORDERED),
        lambda: clean_tags([DISORDERED]),
        lambda: clean_tags(["a"] * 100_000),
        lambda: clean_tag_filter([DISORDERED]),
        lambda: clean_tag_filter(["a"] * 100_000),
        lambda: clean_title(DISORDERED),
    ],
)
def test_a_length_is_checked_before_work(clean: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("chalicelib.rag.text.cleaning.unicodedata")  # Work would end in a NameError.
    with pytest.raises(InvalidRequestError):
        clean()


class BusyFeed:
    def tell(self, document: Document) -> None:
        raise StoreBusyError("busy")


def library(**more: Any) -> Library:
    roles: dict[str, Any] = {name: Silent() for name in ("registry", "files", "queue", "feed", "uploads")}
    ways_out: dict[str, Any] = {"save_as": {"doc": "docx"}, "packed": frozenset({"zip"})}
    return Library(**(roles | more | ways_out), content_types={"txt": "text/plain"}, max_bytes=10)


@pytest.mark.parametrize(
    ("name", "size", "error", "sentence"),
    [
        ("a.exe", 1, UnsupportedTypeError, r"^Files of the type “\.exe” cannot be read yet\.$"),
        ("a.doc", 1, UnsupportedTypeError, r"yet\. Please save it as \.docx and upload that\.$"),
        ("a.zip", 1, UnsupportedTypeError, r"yet\. Please unpack it and upload the folder: "),
        ("a", 1, UnsupportedTypeError, r"\.$"),
        ("a.txt", 0, InvalidRequestError, r"\.$"),
        ("a.txt", -1, InvalidRequestError, r"\.$"),
        ("a.txt", 11, TooLargeError, r"\.$"),
    ],
)
def test_refused_with_a_sentence(name: str, size: int, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        library().add("owner", name, size)


def test_nothing_depends_on_who_listens() -> None:
    document, _ = library(feed=BusyFeed()).add("owner", "A.TXT", 10, [" x "])
    assert (document.filename, document.content_type, document.tags) == ("A.TXT", "text/plain", ("x",))
