"""Texts in any encoding are read."""

import unicodedata
from pathlib import Path

import pytest

from tests.extraction.reading import written

VIETNAMESE_TONES = "\u0300\u0301\u0303\u0309\u0323"
ENCODED = {
    "utf-8": "Größe und Maß: l’été, đường, 数据",
    "utf-8-sig": "Größe und Maß",
    "utf-16": "Größe und Maß, 数据",
    "utf-16-le": "A text without any mark, in plain English, of some length.",
    "utf-32": "Größe und Maß",
    "cp1252": "Die Größe der Straße “überrascht” die Bürger von München. " * 5,
    "cp1251": "Москва является столицей России и крупнейшим городом страны. " * 5,
    "koi8_r": "Москва является столицей России и крупнейшим городом страны. " * 5,
    "cp1254": "İstanbul, Türkiye'de yer alan şehir ve ülkenin 81 ilinden biridir. Nüfusu çok kalabalıktır. " * 3,
    "iso8859_2": "Warszawa jest stolicą Polski, największym miastem kraju, położonym nad Wisłą. " * 3,
    "euc_jp": "日本国憲法は、日本国の現在の憲法であり、国家形態および統治の組織を規定している。" * 2,
    "shift_jis": "日本国憲法は、日本国の現在の憲法であり、国家形態および統治の組織を規定している。" * 5,
    "gb18030": "人工智能是计算机科学的一个分支，它企图了解智能的实质，并生产出新的智能机器。" * 5,
    "big5": "臺灣是位於東亞的島嶼，北接東海，南臨巴士海峽，人口約二千三百萬。" * 5,
    "euc_kr": "대한민국은 동아시아의 한반도 남부에 자리한 민주공화국이다. " * 5,
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("kind", ["txt", "csv", "md", "html"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str, kind: str) -> None:
    text = ENCODED[encoding]
    found = written(tmp_path / f"a.{kind}", (text + "\n").encode(encoding)).text
    assert text.strip() in found.replace(" | ", ", ")  # a CSV file is cut at its commas


def in_windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: letters that the code has no place for are a letter and a tone after it."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        tone = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in VIETNAMESE_TONES)
        bare = unicodedata.normalize("NFD", letter).replace(tone, "") if tone else letter
        parts.append(unicodedata.normalize("NFC", bare) + tone)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize("kind", ["txt", "csv", "md", "html"])
def test_vietnamese_of_windows_is_read(tmp_path: Path, kind: str) -> None:
    text = "Hà Nội là thủ đô của nước Cộng hòa xã hội chủ nghĩa Việt Nam và là thành phố lớn thứ hai của đất nước."
    assert text in written(tmp_path / f"a.{kind}", in_windows_1258(text + "\n")).text


def test_old_newlines_and_unseen_characters_are_made_plain(tmp_path: Path) -> None:
    assert written(tmp_path / "a.txt", "a\rb\rc\u00ad\u00a0d\x00").text == "a\nb\nc d"
    assert written(tmp_path / "b.txt", "e\u0301\r\n\ufeffx").text == "\u00e9\nx"
