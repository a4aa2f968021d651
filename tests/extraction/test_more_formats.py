"""Formats beside the usual ones: what is read of them, and what is told of those that are not read."""

import json
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import FORMATS, Extractor, sniff
from chalicelib.adapters.extraction.formats import PACKED, SAVE_AS
from chalicelib.errors import DocumentError
from tests.extraction.hostile import SAMPLE
from tests.extraction.more_samples import open_document
from tests.extraction.reading import written
from tests.extraction.samples import MAKERS, as_bytes
from tests.extraction.test_locations import slices


def titles(path: Path, text: str | bytes) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in written(path, text).headings]


def test_subtitles_are_read_as_what_is_said(tmp_path: Path) -> None:
    first = "1\n00:00:01,000 --> 00:00:03,500\n<i>The lock</i> opens\nat {\\an8}nine.\n"
    srt = f"{first}\n2\n00:00:04,000 --> 00:00:06,000\n42\n"
    assert written(tmp_path / "a.srt", srt).text == "[00:00:01] The lock opens\nat nine.\n42\n\n"
    vtt = "WEBVTT\n\nNOTE not said\n\nintro\n" + (
        "01:01.000 --> 01:03.000 align:start\n<v Ada>Boats &amp; rafts <c.x>wait</c>.\n"
    )
    assert written(tmp_path / "a.vtt", vtt).text == "[01:01] Ada: Boats & rafts wait.\n\n"


def test_long_subtitles_tell_the_time_again(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    cues = (
        f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:09,000\nSentence {n} of the keeper's long report.\n" for n in range(60)
    )
    path.write_text("\n".join(cues))
    (whole,) = slices(path, "srt", 100_000)
    assert whole.text.count("[00:") > 3
    assert all(f"Sentence {n} of" in whole.text for n in range(60))
    assert "".join(part.text for part in slices(path, "srt", 80)) == whole.text


def test_headings_of_light_markup(tmp_path: Path) -> None:
    adoc = "= Weir\n\n----\n== no\n----\n\n== Keys\n\nText.\n"
    assert titles(tmp_path / "a.adoc", adoc) == [(1, "Weir"), (2, "Keys")]
    org = "#+TITLE: Weir\n* TODO Keys :a:b:\n#+begin_src\n* no\n#+end_src\n** Locks\nText.\n"
    assert titles(tmp_path / "a.org", org) == [(1, "Weir"), (1, "Keys"), (2, "Locks")]
    rst = "====\nWeir\n====\n\nKeys\n----\n\n* item\n\nText::\n\n  code\n\nLocks\n-----\n\nWheel\n~~~~~\n\nText.\n"
    assert titles(tmp_path / "a.rst", rst) == [(1, "Weir"), (2, "Keys"), (2, "Locks"), (3, "Wheel")]
    assert written(tmp_path / "b.rst", rst).text == rst


def test_a_notebook_is_read_cell_by_cell(tmp_path: Path) -> None:
    table = "<table><tr><th>eel</th><th>n</th></tr><tr><td>big</td><td>4</td></tr></table>"
    cells = [
        {"cell_type": "markdown", "source": ["# Catch\n", "```\n", "# no\n", "```"]},
        {
            "cell_type": "code",
            "source": "count('eel')",
            "outputs": [
                {"output_type": "stream", "text": ["four\n", "eels\n"]},
                {"output_type": "execute_result", "data": {"text/html": table, "text/plain": "no"}},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo="}},
                {"output_type": "error", "ename": "ValueError", "evalue": "no pike", "traceback": ["\x1b[31mno"]},
            ],
        },
    ]
    slice_ = written(tmp_path / "a.ipynb", json.dumps({"cells": cells, "metadata": {"kernel": "no"}}))
    assert slice_.text == (
        "# Catch\n\n```\n# no\n```\n\ncount('eel')\n\nfour\neels\n\neel | n\nbig | 4\n\nValueError: no pike\n\n"
    )
    assert [heading.title for heading in slice_.headings] == ["Catch"]
    assert "kernel" in written(tmp_path / "b.ipynb", '{"kernel": 1}').text


def test_a_mailbox_is_read_message_by_message(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    parts = (
        f"From eva@example.org Tue Mar  4 09:0{n}:00 2031\nSubject: Note {n}\n\n>From the weir.\nText {n}.\n\n"
        for n in range(4)
    )
    path.write_text("".join(parts))
    (whole,) = slices(path, "mbox", 10_000)
    assert [heading.title for heading in whole.headings] == [f"Note {n}" for n in range(4)]
    assert whole.text.startswith("Note 0\n\nFrom the weir.\nText 0.\n\nNote 1")
    assert "".join(part.text for part in slices(path, "mbox", 25)) == whole.text


def test_a_web_archive_is_the_page(tmp_path: Path) -> None:
    text = (
        "From: <Saved by a browser>\nSubject: no\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\nContent-Type: text/html\n'
        "Content-Transfer-Encoding: quoted-printable\n\n<title>Weir</title><p>The sl=\nuice, 3=E2=82=AC.</p>\n"
        "--B\nContent-Type: text/css\n\np { color: red }\n--B--\n"
    )
    assert written(tmp_path / "a.mht", text).text == "Weir\n\nThe sluice, 3€.\n\n"


RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial Cyr;}}{\info{\title no}}
{\header no}\pard\outlinelevel1 Keys\par
\pard Caf\'e9 \u8364?5 {\f1\'cc\'ee\'f1\'ea\'e2\'e0} \uc2\u-10179\'3f\'3f\u-8703\'3f\'3f{\v no}{\deleted no}{\*\odd no}.
{\pict 89504e47}{\field{\*\fldinst HYPERLINK "no"}{\fldrslt a link}}{\footnote\pard A note.\par}\par
\trowd\intbl boat\cell fee\cell\row\trowd\intbl Ada\cell 40\cell\row\pard End.\par}"""


def test_rich_text_is_read_as_shown(tmp_path: Path) -> None:
    slice_ = written(tmp_path / "a.rtf", RTF)
    assert slice_.text == "Keys\n\nCafé €5 Москва 😁.a link (A note.)\n\nboat | fee\nAda | 40\n\nEnd.\n\n"
    assert [(heading.level, heading.title) for heading in slice_.headings] == [(2, "Keys")]


def test_an_open_document_is_read_as_shown(tmp_path: Path) -> None:
    body = (
        "<office:text><text:tracked-changes><text:p>no</text:p></text:tracked-changes>"
        '<text:section><text:h text:outline-level="2">Keys</text:h></text:section>'
        '<text:p>One<text:s text:c="2"/>two<text:note><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>A note.</text:p></text:note-body></text:note><text:line-break/>three<draw:frame><draw:text-box>"
        "<text:p>Boxed.</text:p></draw:text-box></draw:frame></text:p>"
        "<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item>"
        "</text:list></text:list-item></text:list></office:text>"
    )
    slice_ = written(tmp_path / "a.odt", open_document(body))
    assert slice_.text == "Keys\n\nOne  two (A note.)\nthree\n\nBoxed.\n\n- a\n- b\n"
    assert [(heading.level, heading.title) for heading in slice_.headings] == [(2, "Keys")]


def test_slides_of_an_open_document_are_pages(tmp_path: Path) -> None:
    frame = '<draw:frame presentation:class="{}"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    box = "<draw:frame><draw:text-box><text:p>say {}</text:p></draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{box}</presentation:notes>"
    pages = "".join(
        f"<draw:page>{frame.format('title', name)}{frame.format('outline', 'about ' + name)}"
        f"{notes.format(name)}</draw:page>"
        for name in ("One", "Two")
    )
    slice_ = written(tmp_path / "a.odp", open_document(f"<office:presentation>{pages}</office:presentation>"))
    assert [span.number for span in slice_.pages] == [1, 2]
    assert slice_.text == "One\n\nabout One\n\nNotes: say One\n\nTwo\n\nabout Two\n\nNotes: say Two\n\n"
    assert [heading.title for heading in slice_.headings] == ["One", "Two"]


@pytest.mark.parametrize(
    "kind", ["pdf", "docx", "pptx", "xlsx", "epub", "odt", "rtf", "html", "mbox", "vtt", "md", "csv"]
)
def test_a_file_without_an_ending_is_read_by_its_content(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "README"
    path.write_bytes(as_bytes(kind, SAMPLE, tmp_path))
    assert FORMATS[sniff(path, path.name)].reader == (FORMATS[kind].reader if kind not in ("md", "csv") else "plain")
    assert "Nantes" in Extractor().extract(path, path.name).text


def test_a_file_of_an_unknown_kind_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(DocumentError, match=r"save it as \.docx"):
        sniff(path, path.name)


@pytest.mark.parametrize("spoilt", [b"locked", b"broken"])
def test_an_archive_that_cannot_be_opened_is_no_known_kind(tmp_path: Path, spoilt: bytes) -> None:
    data = bytearray(as_bytes("odt", SAMPLE, tmp_path))
    directory = data.index(b"PK\x01\x02")
    for at in (6, directory + 8):  # The flags of the first member say that it has a password.
        data[at] |= spoilt == b"locked"
    begin = data.index(b"mimetype") + len(b"mimetype")
    data[begin : begin + 20] = data[begin : begin + 20] if spoilt == b"locked" else b"\xff" * 20
    path = tmp_path / "report"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="has no ending"):
        sniff(path, path.name)


def test_formats_to_save_as_are_read() -> None:
    assert set(SAVE_AS.values()) <= set(FORMATS)
    assert not (set(SAVE_AS) | PACKED) & set(FORMATS)
    assert len(MAKERS) > len(set(SAVE_AS.values()))


def test_a_repeated_cell_is_not_said_without_end(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell.format(3, 'a')}{cell.format(90, 'long words ' * 90)}</table:table-row>"
    body = f"<office:text><table:table>{rows * 50}</table:table></office:text>"
    text = written(tmp_path / "a.odt", open_document(body)).text
    assert "a | a | a | long words" in text
    assert len(text) < 3 * len(body)


def test_a_long_output_of_a_notebook_is_cut_with_a_word(tmp_path: Path) -> None:
    output = {"output_type": "stream", "text": "step\n" * 90_000}
    text = written(tmp_path / "a.ipynb", json.dumps({"cells": [{"cell_type": "code", "outputs": [output]}]})).text
    assert text.endswith("step\n(The output goes on.)\n\n")
    assert len(text) < 30_000
