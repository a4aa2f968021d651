"""Mails are read whole: every text, forwarded messages, attachments; whatever form the program gave them."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.extraction.hostile import SAMPLE
from tests.extraction.reading import written
from tests.extraction.samples import as_bytes, markdown_of
from tests.extraction.test_locations import slices

HEAD = "Subject: Weir\nFrom: eva@example.org\nMIME-Version: 1.0\n"


def part(type_: str, text: str, *more: str) -> str:
    return "--B\n" + "\n".join([f"Content-Type: {type_}", *more]) + f"\n\n{text}\n"


def mixed(*parts: str, kind: str = "mixed") -> str:
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="B"\n\n' + "".join(parts) + "--B--\n"


def test_texts_around_a_picture_are_read_in_order(tmp_path: Path) -> None:
    picture = part(
        "image/png",
        "iVBORw0KGgo=",
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: inline; filename="gate.png"',
    )
    html = part("text/html", "<p>It was <b>mended</b>.</p>")
    text = written(tmp_path / "a.eml", mixed(part("text/plain", "The gate broke."), picture, html)).text
    assert text.endswith("The gate broke.\n\nIt was mended.\n\nAttachments: gate.png\n\n")


@pytest.mark.parametrize("plain", ["", " \n\n", "See the web form."])
def test_the_fuller_alternative_is_read(tmp_path: Path, plain: str) -> None:
    html = "<p>" + "The sluice is shut from May to August. " * 3 + "</p>"
    text = written(
        tmp_path / "a.eml", mixed(part("text/plain", plain), part("text/html", html), kind="alternative")
    ).text
    assert text.count("The sluice") == 3
    assert "web form" not in text


def test_two_forms_of_one_text_are_read_once(tmp_path: Path) -> None:
    forms = part("text/plain", "The sluice is shut."), part("text/html", "<p>The sluice is <i>shut</i>.</p>")
    assert written(tmp_path / "a.eml", mixed(*forms, kind="alternative")).text.count("sluice") == 1


def test_attachments_within_an_alternative_are_named(tmp_path: Path) -> None:
    inner = mixed(
        part("text/html", "<p>The sluice is shut.</p>"),
        part("image/png", "x", 'Content-Disposition: inline; filename="map.png"'),
    )
    inner = inner.removeprefix(HEAD).replace('"B"', '"C"').replace("--B", "--C")
    text = written(
        tmp_path / "a.eml", mixed(part("text/plain", "The sluice is shut."), "--B\n" + inner, kind="alternative")
    ).text
    assert text.count("sluice") == 1
    assert "Attachments: map.png" in text


def forwarded(subject: str) -> str:
    head = "From: Noor <noor@example.org>\nDate: Tue, 4 Mar 2031 09:00:00 +0000"
    return f"{head}\nSubject: {subject}\n\nThe text of {subject}."


@pytest.mark.parametrize("how", ["mixed", "digest"])
def test_forwarded_messages_are_read_with_their_heads(tmp_path: Path, how: str) -> None:
    type_ = "" if how == "digest" else "Content-Type: message/rfc822\n"
    parts = "".join(f"--B\n{type_}\n{forwarded(subject)}\n" for subject in ("Rope", "Hull"))
    slice_ = written(tmp_path / "a.eml", mixed(parts, kind=how))
    assert [(heading.level, heading.title) for heading in slice_.headings] == [(1, "Weir"), (2, "Rope"), (2, "Hull")]
    assert slice_.text.count("From: Noor <noor@example.org>\nDate: Tue, 4 Mar 2031") == 2
    assert "The text of Rope." in slice_.text
    assert "The text of Hull." in slice_.text


def test_a_body_marked_as_attachment_is_the_body(tmp_path: Path) -> None:
    mail = f'{HEAD}Content-Type: text/plain\nContent-Disposition: attachment; filename="x.dat"\n\nThe gate broke.\n'
    assert "The gate broke." in written(tmp_path / "a.eml", mail).text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_mail_in_wide_letters_is_read(tmp_path: Path, encoding: str) -> None:
    mail = f"{HEAD}Content-Type: text/plain; charset=utf-16\n\nDie Größe der Schleuse.\n".encode(encoding)
    slice_ = written(tmp_path / "a.eml", mail)
    assert slice_.headings[0].title == "Weir"
    assert slice_.text.endswith("\n\nDie Größe der Schleuse.\n\n")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?iso-8859-1?Q?=80_12_=96_caf=E9?=", "€ 12 – café"),
        ("=?gb2312?B?uNu/2g==?= =?gb2312?B?udy0pg==?=", "港口管处"),
        ("=?utf-8?Q?Gr=C3?=\n =?utf-8?Q?=BC=C3=9Fe?= an Eva", "Grüße an Eva"),
        ("=?utf-8?B?w7xiZXI?=", "über"),
        ("Grüße =?none?Q?an_alle?=", "Grüße an alle"),
    ],
)
def test_subjects_are_decoded(tmp_path: Path, raw: str, shown: str) -> None:
    assert written(tmp_path / "a.eml", f"Subject: {raw}\n\nText.\n").headings[0].title == shown


def with_attachments(tmp_path: Path) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Files"
    message.set_content("All is attached.")
    for kind in ("docx", "xlsx", "pdf", "csv", "eml"):
        data = as_bytes(kind, SAMPLE, tmp_path)
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"grain.{kind}")
    message.add_attachment(markdown_of(SAMPLE), filename="grain.md")
    message.add_attachment(b"PK broken", maintype="application", subtype="zip", filename="grain.docx")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="grain.bin")
    return message.as_bytes()


def test_attachments_that_can_be_read_are_sections(tmp_path: Path) -> None:
    slice_ = written(tmp_path / "a.eml", with_attachments(tmp_path))
    names = [f"grain.{kind}" for kind in ("docx", "xlsx", "pdf", "csv", "eml", "md", "docx")]
    assert [heading.title for heading in slice_.headings if heading.title.startswith("grain.")] == names
    assert f"Attachments: {', '.join(names)}, grain.bin\n" in slice_.text
    assert slice_.text.count("Nantes") >= 6
    assert "(This attachment could not be read. " in slice_.text
    assert {heading.level for heading in slice_.headings if heading.title.startswith("Chapter")} == {3}
    assert slice_.pages == ()


def test_attachments_are_read_slice_by_slice(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(with_attachments(tmp_path))
    (whole,) = slices(path, "eml", 10_000_000)
    parts = slices(path, "eml", 700)
    assert "".join(part.text for part in parts) == whole.text
    assert [heading for part in parts for heading in part.headings] == list(whole.headings)
    within = [at for part in parts if part.cursor and (at := json.loads(part.cursor)[1]) and at[1] is not None]
    assert within, "no slice begins within an attachment"
