"""One rule for the encodings of all formats: mark, fitting declaration, UTF-8, then what the bytes look like."""

import base64
import json
from pathlib import Path

import pytest

from tests.extraction.reading import written

LANGUAGES = {
    "English": ("The fee is €250 for 2019–2024; she didn’t agree to “Annex B”, said the clerk of the court.", "cp1252"),
    "German": ("Die Größe der Flächen über München beträgt fünf Hektar, schätzt Frau Müller aus Köln.", "cp1252"),
    "French": ("L’été dernier, la forêt brûlée près de Béziers a été replantée grâce à des élèves.", "cp1252"),
    "Polish": ("Szczegółowa umowa z Łodzi obowiązuje do końca roku, także w święta i niedziele.", "cp1250 iso8859_2"),
    "Hungarian": (
        "Az őszi vásár megnyitója után a küldöttség Győrbe és Szűcsházára utazott tovább.",
        "cp1250 iso8859_2",
    ),
    "Russian": ("Москва является столицей страны и крупнейшим её городом.", "cp1251 koi8_r iso8859_5"),
    "Greek": ("Η Αθήνα είναι η πρωτεύουσα της χώρας και η μεγαλύτερη πόλη της.", "cp1253 iso8859_7"),
    "Turkish": ("İstanbul, ülkenin en kalabalık şehridir ve Boğaziçi'nin iki yakasına yayılmıştır.", "cp1254"),
    "Hebrew": ("ירושלים היא עיר הבירה של המדינה והעיר הגדולה ביותר בה.", "cp1255"),
    "Japanese": ("会議は金曜日の午後三時に始まります。場所は港の管理事務所です。", "cp932 euc_jp iso2022_jp"),
    "Chinese": ("港口管理处保存所有船只的登记册，并在十个工作日内答复来信。", "gb18030"),
    "Korean": ("회의는 금요일 오후 세 시에 항구 관리 사무소에서 시작됩니다.", "cp949"),
}
NAMES = {
    "cp1252": "iso-8859-1",
    "cp932": "shift_jis",
    "gb18030": "gb2312",
    "cp949": "ks_c_5601-1987",
    "iso2022_jp": "iso-2022-jp",
    "euc_jp": "euc-jp",
    "koi8_r": "koi8-r",
    "iso8859_2": "iso-8859-2",
    "iso8859_5": "iso-8859-5",
    "iso8859_7": "iso-8859-7",
}
CASES = [
    (language, encoding)
    for language, (_, usual) in LANGUAGES.items()
    for encoding in (*usual.split(), "utf-8", "utf-8-sig", "utf-16")
]
MARKED = ("utf-8-sig", "utf-16")


def name_of(encoding: str) -> str:
    return NAMES.get(encoding, encoding.replace("cp125", "windows-125").replace("-sig", ""))


def page(text: str, declared: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


def mail(data: bytes, declared: str) -> bytes:
    type_ = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    head = f"Subject: Visit\nMIME-Version: 1.0\n{type_}Content-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(data)


def declarations(encoding: str) -> dict[str, str]:
    """Right, none, and a wrong one: what does not fit the bytes."""
    wrong = "us-ascii" if encoding in ("utf-8", *MARKED) else "utf-8"
    return {"right": name_of(encoding), "none": "", "wrong": wrong}


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("kind", ["txt", "md", "csv", "json", "xml"])
def test_a_text_file_is_read_as_it_is_encoded(tmp_path: Path, language: str, encoding: str, kind: str) -> None:
    text = LANGUAGES[language][0]
    contents = {
        "csv": f'place;note\nport;"{text}"\n',
        "json": json.dumps({"note": text}, ensure_ascii=False),
        "xml": f'<?xml version="1.0" encoding="{name_of(encoding)}"?>\n<note>{text}</note>\n',
    }
    content = contents.get(kind, text + "\n")
    assert text in written(tmp_path / f"a.{kind}", content.encode(encoding)).text


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("declared", ["right", "none", "wrong"])
def test_a_page_is_read_as_its_bytes_fit(tmp_path: Path, language: str, encoding: str, declared: str) -> None:
    text = LANGUAGES[language][0]
    data = page(text, declarations(encoding)[declared]).encode(encoding)
    assert text in written(tmp_path / "a.html", data).text


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("declared", ["right", "none", "wrong"])
def test_a_mail_is_read_as_its_bytes_fit(tmp_path: Path, language: str, encoding: str, declared: str) -> None:
    text = LANGUAGES[language][0]
    data = mail((text + "\n").encode(encoding), declarations(encoding)[declared])
    assert text in written(tmp_path / "a.eml", data).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["English", "Polish", "Russian", "Greek", "Hebrew", "Japanese", "Korean"])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_utf_16_needs_no_mark(tmp_path: Path, language: str, encoding: str, kind: str) -> None:
    text = LANGUAGES[language][0]
    content = page(text, "") if kind == "html" else f"{text}\n{text}\n"
    assert text in written(tmp_path / f"a.{kind}", content.encode(encoding)).text


def test_one_wrong_letter_in_a_long_text_is_no_utf_8(tmp_path: Path) -> None:
    """Of a text without any UTF-8 character one in a thousand bytes may be a letter of Windows."""
    text = "The buyer checks every delivery and tells the seller of faults. " * 90 + "The clerk is Frau Jörgens."
    assert "Frau Jörgens" in written(tmp_path / "a.txt", text.encode("cp1252")).text


def test_a_spoilt_character_does_not_unmake_utf_8(tmp_path: Path) -> None:
    data = "Die Größe der Fläche über München. ".encode() * 20 + b"\xff Ende"
    assert "Fläche über München. \ufffd Ende" in written(tmp_path / "a.txt", data).text


def test_letters_that_come_late_are_told(tmp_path: Path) -> None:
    text = "plain words of a log\n" * 100_000 + LANGUAGES["Russian"][0]
    assert text.endswith(written(tmp_path / "a.log", text.encode("koi8_r")).text[-50:])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("cp850", "cp850"), ("utf-7", "utf-7"), ("iso-2022-kr", "iso2022_kr"), ("none", "cp1252")],
)
def test_names_that_browsers_do_not_know_are_read(tmp_path: Path, declared: str, encoding: str) -> None:
    text = LANGUAGES["Korean" if encoding == "iso2022_kr" else "German"][0]
    assert text in written(tmp_path / "a.eml", mail((text + "\n").encode(encoding), declared)).text
