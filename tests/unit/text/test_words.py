"""The words of a text, as searches and as claims compare them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rag.text.languages import content_words
from chalicelib.rag.text.numbers import NUMBER, number_key
from chalicelib.rag.text.words import without_diacritics, words, written_words

PIECES = [
    "end.",
    "1,200",
    "1.5.",
    "12abc",
    "a_b",
    "don't",
    "(x)",
    "3,4,5",
    "ü̈",
    "É,2",
    "½",
    "e.g.",
    "v1.2-rc",
    "٣,٤",
    "\x1f",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4)).map(" ".join) | st.lists(st.sampled_from(PIECES)).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 1,200 Häusern, 3.5 %", ["in", "1200", "häusern", "3.5"]),
        ("東京都庁", ["東京", "京都", "都庁"]),
        ("Grailは犬が好き。", ["grail", "は犬", "犬が", "が好", "好き"]),
        ("한국어 문서", ["한국", "국어", "문서"]),
        ("ปลา", ["ปล", "ลา"]),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", ["full", "width"]),
        ("犬", ["犬"]),
        ("…!", []),
    ],
)
def test_words_are_split_in_any_script(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


@given(TEXTS)
def test_words_of_spaced_text_are_those_of_one_pattern(text: str) -> None:
    """The pattern is asked about few of a text's pieces, and must not be missed."""
    text = re.sub(r"[^\x00-\u0dff\u2000-\u2fff]", " ", unicodedata.normalize("NFKC", text))
    found = re.findall(rf"{NUMBER}|\w+", unicodedata.normalize("NFKC", text).casefold())
    assert list(words(text)) == [number_key(piece, thousands=",") if "," in piece else piece for piece in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the capital of Norway?", "capital Norway?"),
        ("Who was it?", "Who was it?"),
        ("frame guarantee in years", "frame guarantee in years"),
        ("Do ai xây dựng và an toàn ở đâu?", "Do ai xây dựng và an toàn ở đâu?"),
        ("Was kostet die Miete in Wien?", "Was kostet die Miete in Wien?"),
        ("日本の首都は", "日本の首都は"),
    ],
)
def test_content_words_leave_out_english_stop_words(question: str, expected: str) -> None:
    assert content_words(question) == expected


def test_written_words_keep_capitals_and_spellings() -> None:
    assert written_words("John’s 1,200 m² in 東京都") == ["John's", "1,200", "m", "2", "in", "東京", "京都"]


def test_without_diacritics_keeps_the_letters() -> None:
    assert without_diacritics("Đường phố ở hà nội") == "Duong pho o ha noi"
