"""The profile of a document, by rules."""

from copy import replace

import pytest

from chalicelib.models import Chunk, DocumentKind, Extent, ExtractedSlice, Heading, Metadata, PageSpan, Profile
from chalicelib.rag.documents.chunking import about, stated_names
from chalicelib.rag.documents.kinds import kind_of
from chalicelib.rag.documents.periods import period_of
from chalicelib.rag.documents.profile import OUTLINE_SHOWN, begin, extend, finish
from chalicelib.rag.documents.stated_dates import iso_date


def slice_of(text: str, metadata: Metadata, *headings: Heading) -> ExtractedSlice:
    return ExtractedSlice(text, 0, (PageSpan(1, 0, len(text)),), headings, 1, 1, metadata=metadata)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("D:20230504103000+02'00'", "2023-05-04T08:30:00Z"),
        ("D:20230504103000Z", "2023-05-04T10:30:00Z"),
        ("D:20230504103000", "2023-05-04"),
        ("D:202305", "2023-05"),
        ("2023-05-04T10:30:00.123+0200", "2023-05-04T08:30:00Z"),
        ("2023-05-04 10:30", "2023-05-04"),
        ("2023/05/04", "2023-05-04"),
        ("2023", "2023"),
        ("Thu, 04 May 2023 10:30:00 +0200", "2023-05-04T08:30:00Z"),
        ("4 May 2023", "2023-05-04"),
        ("ngày 4 tháng 5 năm 2023", "2023-05-04"),
        ("04/05/2023", "2023"),
        ("2023-13-40", "2023"),
        ("0000-00-00", None),
        ("next week", None),
        ("", None),
        (None, None),
    ],
)
def test_stated_dates_become_iso(text: str | None, date: str | None) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("texts", "label", "year", "start", "end"),
    [
        (["2022_Q3_AAPL.pdf", "For the quarterly period ended June 25, 2022"], "2022 Q3", 2022, None, "2022-06-25"),
        (["Q1 2024 results"], "Q1 2024", 2024, None, None),
        (["third quarter of fiscal 2023"], "third quarter of fiscal 2023", 2023, None, None),
        (["Báo cáo quý II năm 2023"], "quý II năm 2023", 2023, None, None),
        (["Annual Report 2021"], "2021", 2021, None, None),
        (["2021 Annual Report"], "2021", 2021, None, None),
        (["Báo cáo thường niên năm 2020"], "2020", 2020, None, None),
        (["fiscal year 2019 budget"], "fiscal year 2019", 2019, None, None),
        (["For the year ended December 31, 2023"], "year ended December 31, 2023", 2023, None, "2023-12-31"),
        (["kỳ kết thúc ngày 31 tháng 12 năm 2022"], "kỳ kết thúc ngày 31 tháng 12 năm 2022", 2022, None, "2022-12-31"),
        (["1 January 2023 to 30 June 2023"], "1 January 2023 to 30 June 2023", 2023, "2023-01-01", "2023-06-30"),
    ],
)
def test_periods_are_those_that_texts_name(
    texts: list[str], label: str, year: int, start: str | None, end: str | None
) -> None:
    period = period_of(texts)
    assert period is not None
    assert (period.label, period.year, period.start, period.end) == (label, year, start, end)


@pytest.mark.parametrize("text", ["", "Minutes of 4 May 2023", "Q5 2024", "Room 2023", "the year 2023 was wet"])
def test_a_text_without_period_has_none(text: str) -> None:
    assert period_of([text]) is None


@pytest.mark.parametrize(
    ("kind", "format_", "opening"),
    [
        ("letter", "pdf", "Harbour office\n\nDear Ms Holt,\n\nthe berth is free.\n\nYours sincerely,\nJan Roth"),
        ("letter", "docx", "Kính gửi ông An,\n\nBến đã trống.\n\nTrân trọng,\nHolt"),
        ("invoice", "pdf", "Invoice 4711\n\nTotal 30"),
        ("contract", "pdf", "LEASE\n\nbetween Holt and Roth"),
        ("report", "pdf", "Báo cáo về bến cảng"),
        ("article", "pdf", "Otters\n\nAbstract\nWe count otters."),
        ("document", "txt", "Notes on otters"),
        ("slides", "pptx", "Invoice"),
        ("spreadsheet", "csv", "a | b"),
        ("email", "eml", "Report"),
        ("web_page", "html", "Report"),
        ("code", "py", "report = 1"),
        ("data", "json", "{}"),
        ("book", "epub", "x"),
    ],
)
def test_kind_follows_format_and_words(kind: DocumentKind, format_: str, opening: str) -> None:
    assert kind_of(Metadata(format=format_), opening, None) == kind


def test_a_pdf_of_slides_is_slides_and_a_long_one_a_book() -> None:
    assert kind_of(Metadata("pdf", wide=True, extent=Extent(9, "page")), "Report", None) == "slides"
    assert kind_of(Metadata("pdf", program="Microsoft PowerPoint 2019"), "Report", None) == "slides"
    assert kind_of(Metadata("pdf", wide=True, extent=Extent(1, "page")), "", None) == "document"
    assert kind_of(Metadata("pdf", extent=Extent(300, "page")), "Contents\n1 The weir", None) == "book"


@pytest.mark.parametrize(
    ("stated", "heading", "title"),
    [
        ("Tides of the Tay", "Chapter one", "Tides of the Tay"),
        ("Microsoft Word - Tides of the Tay", "Chapter one", "Tides of the Tay"),
        ("Microsoft Word - tides.doc", "The tides", "The tides"),
        ("untitled", "The tides", "The tides"),
        ("0001045810-22-000166", "The tides", "The tides"),
        (None, "1 Introduction to tides", None),
        (None, "Washington, D.C. 20549", None),
        (None, "会議の議事録", "会議の議事録"),
        (None, "Fee | Berth number", None),
    ],
)
def test_title_is_the_files_own_or_its_first_heading(stated: str | None, heading: str, title: str | None) -> None:
    text = f"{heading}\n\nword"
    slice_ = slice_of(text, Metadata("pdf", title=stated), Heading(0, 1, heading))
    assert begin(slice_, "a.pdf").title == title


@pytest.mark.parametrize(
    ("stated", "text", "authors"),
    [
        (("Ines Holt and Jan Roth",), "", ("Ines Holt", "Jan Roth")),
        (("Holt, Ines",), "", ("Holt, Ines",)),
        (("EDGAR Online, a division of Roth",), "", ("EDGAR Online, a division of Roth",)),
        (("python-docx",), "Tides\nBy Ines Holt, Jan Roth\n", ("Ines Holt", "Jan Roth")),
        ((), "Tides\nby the weir it stood\n", ()),
        ((), "Tác giả: Nguyễn Văn An\n", ("Nguyễn Văn An",)),
        (("user1", "Ines Holt"), "", ("Ines Holt",)),
    ],
)
def test_authors_are_people(stated: tuple[str, ...], text: str, authors: tuple[str, ...]) -> None:
    assert begin(slice_of(text, Metadata("pdf", authors=stated)), "a.pdf").authors == authors


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("a.pdf", "Rules, version 2.1", "2.1"),
        ("a.pdf", "Phiên bản: 3", "3"),
        ("rules_v7.pdf", "Rules", "7"),
        ("a v1.2.pdf", "", "1.2"),
        ("a.pdf", "Rules " * 200 + "version 2", None),
        ("a.pdf", "conversion 5, IPv4", None),
    ],
)
def test_version_is_the_one_that_the_document_names(name: str, text: str, version: str | None) -> None:
    assert begin(slice_of(text, Metadata("pdf")), name).version == version


def test_outline_grows_with_slices_and_stays_short() -> None:
    headings = tuple(Heading(number * 10, 1 + number % 2, f"Heading {number}") for number in range(30))
    text = "x" * 300
    first = slice_of(text, Metadata("pdf"), *headings)
    second = replace(
        first, offset=300, headings=tuple(replace(heading, start=heading.start + 300) for heading in headings)
    )
    outline = finish(extend(begin(first, "a.pdf"), replace(second, pages=(PageSpan(2, 300, 600),))), "en").outline
    assert len(outline) == 30 <= OUTLINE_SHOWN
    assert {entry.level for entry in outline} == {1}, "Where there are too many, the deepest go first."
    assert [(entry.page, entry.start) for entry in outline][:1] == [(1, 0)]
    assert outline[-1].page == 2
    many = replace(first, headings=tuple(Heading(number, 1, "a" * 500) for number in range(300)))
    shown = finish(begin(many, "a.pdf"), None).outline
    assert len(shown) == OUTLINE_SHOWN
    assert all(len(entry.title) <= 80 for entry in shown)


def test_language_of_the_text_goes_before_the_stated_one() -> None:
    begun = begin(slice_of("", Metadata("html", language="en-GB")), "a.html")
    assert (finish(begun, "vi").language, finish(begun, None).language) == ("vi", "en")
    assert begin(slice_of("", Metadata("html", language="x-klingon")), "a.html").language is None


def test_title_and_authors_are_said_once() -> None:
    said = about("a.pdf", [Chunk(0, 0, 5, "Tides of the Tay, by Ines Holt", 1, (), "", 1)])
    profile = Profile(title="Tides of the Tay", authors=("Ines Holt", "Jan Roth"))
    assert stated_names(profile, said) == "Jan Roth"
    assert stated_names(profile, "") == "Tides of the Tay\nInes Holt\nJan Roth"
    assert stated_names(None, said) == ""
