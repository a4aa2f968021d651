"""XML is read as what it says: fields with their names, sentences without marks; nothing of it is lost."""

from pathlib import Path

import pytest

from tests.extraction.reading import written
from tests.extraction.test_locations import slices

DATA = """<?xml version="1.0"?><!-- no --><fleet xmlns:x="urn:x">
<boat id="7" x:flag="no"><name>Ada</name><fee>40</fee></boat>
<boat id="8"><name>Leo</name><berth quay="North"/></boat></fleet>"""
ARTICLE = """<article><front><article-title>Locks</article-title></front><body><sec><title>Keys</title>
<p>The <b>keeper</b> has <xref rid="k1">one<sup>2</sup></xref> of them.</p><p>Short.</p></sec></body></article>"""


def test_fields_are_told_with_their_names(tmp_path: Path) -> None:
    text = written(tmp_path / "a.xml", DATA).text
    assert text == "boat: id=7, flag=no\nname: Ada\nfee: 40\nboat: id=8\nname: Leo\nberth: quay=North\n"


def test_sentences_are_read_without_marks(tmp_path: Path) -> None:
    text = written(tmp_path / "a.xml", ARTICLE).text
    assert text == "article-title: Locks\nKeys\nThe keeper has one2 of them.\nShort.\n"


@pytest.mark.parametrize("encoding", ["iso-8859-2", "utf-16", "utf-8"])
def test_xml_is_read_as_it_is_encoded(tmp_path: Path, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a><miasto>Łódź</miasto></a>'.encode(encoding)
    assert written(tmp_path / "a.xml", data).text == "miasto: Łódź\n"


@pytest.mark.parametrize(
    "broken", ["<a><b>text</a>", "<a>text", "text & more", "<a>" * 600 + "text", "<a>&no;text</a>"]
)
def test_broken_xml_is_read_as_it_is(tmp_path: Path, broken: str) -> None:
    assert written(tmp_path / "a.xml", broken).text == broken


def test_long_xml_is_read_in_slices(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>" + "".join(f"<row><num>{n}</num><note>about {n}</note></row>" for n in range(3_000)) + "</a>")
    (whole,) = slices(path, "xml", 10_000_000)
    assert whole.text == "".join(f"num: {n}\nnote: about {n}\n" for n in range(3_000))
    assert "".join(part.text for part in slices(path, "xml", 30_000)) == whole.text
