"""Statements of two documents that contradict each other, and which document is newer."""

import time
from dataclasses import replace

import pytest

from chalicelib.models import Document, Passage, Period, Profile
from chalicelib.rag.citations.contradiction_note import LONGEST_QUOTE, note_of_contradictions
from chalicelib.rag.citations.contradictions import Contradiction, contradictions

OLD, NEW = "The hall closes at 13:00.", "The hall closes at 15:00."
QUESTION = "When does the hall close?"


def passage(text: str, name: str, heading: tuple[str, ...] = ()) -> Passage:
    return Passage(f"{name}.0", name, f"{name}.md", 0, None, heading, 0, len(text), text, 1.0)


def document(name: str, profile: Profile | None = None, created: str = "") -> Document:
    return Document("o", name, f"{name}.md", "text/markdown", 1, "ready", created, created, profile=profile)


def found(question: str, one: str, other: str) -> tuple[Contradiction, ...]:
    return contradictions(question, [passage(one, "a"), passage(other, "b")], {})


@pytest.mark.parametrize(
    ("question", "one", "other", "kind"),
    [
        ("What is the late fee?", "The late fee is 0.20 euros a day.", "The late fee is 0.30 euros a day.", "number"),
        ("How many guests?", "A member may bring two guests.", "A member may bring at most 4 guests.", "number"),
        (QUESTION, OLD, NEW, "time"),
        ("When is the ferry due?", "The ferry is due on 5 May 2026.", "The ferry is due on 6 June 2027.", "date"),
        ("Who is the keeper?", "The keeper of the mill is Anna Berg.", "The keeper of the mill is Tom Falk.", "name"),
        ("Are dogs allowed on deck?", "Dogs are allowed on deck.", "Dogs are not allowed on deck.", "negation"),
        ("Giờ làm việc bắt đầu lúc nào?", "Giờ làm việc bắt đầu từ 8 giờ.", "Giờ làm việc bắt đầu từ 7:30.", "time"),
        ("Phí trả muộn là bao nhiêu?", "Phí trả muộn là 5.000 đồng.", "Phí trả muộn là 7.000 đồng.", "number"),
        (
            "What is the late fee?",
            "The late fee is 2 euros.",
            "The late fee is 3 euros, because it is.",
            "number",
        ),
    ],
)
def test_contradiction_is_found(question: str, one: str, other: str, kind: str) -> None:
    (contradiction,) = found(question, one, other)
    assert (contradiction.kind, contradiction.sources) == (kind, (1, 2))
    assert contradiction.newer is None
    assert contradiction.reason is None


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (QUESTION, "The hall closes at 3 pm.", "The hall closes at 15:00."),
        ("How many guests?", "A member may bring two guests.", "Members may each bring 2 guests."),
        (
            "What does a C3 cost a week?",
            "In Ghent a C3 costs 139 euros a week.",
            "In Bonn a C3 costs 155 euros a week.",
        ),
        ("What does a ticket cost?", "Adults pay 12 euros for a ticket.", "Children pay 6 euros for a ticket."),
        ("How many workers had the mill?", "In 2024 the mill had 40 workers.", "In 2025 the mill had 44 workers."),
        ("Who joined the club?", "Anna Berg joined the club.", "Tom Falk joined the club."),
        ("What does a C3 cost?", "C3 | day | 30 euros", "C3 | day | 34 euros"),
        (
            "From when are the rules valid?",
            "The rules are valid from 1 May 2024.",
            "The rules are valid from 1 May 2026.",
        ),
        ("Who painted the hall?", OLD, NEW),
        ("", OLD, NEW),
    ],
)
def test_what_does_not_contradict_is_not_found(question: str, one: str, other: str) -> None:
    assert found(question, one, other) == ()


def test_one_document_does_not_contradict_itself() -> None:
    both = [passage(OLD, "a"), replace(passage(NEW, "a"), id="a.1")]
    assert contradictions(QUESTION, both, {}) == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Rules of 2024.", "These rules replace those of 2024.", "replaces"),
        ("These rules are no longer valid.", "Rules.", "replaces"),
        ("Valid from 1 January 2024.", "Valid from 1 March 2026.", "valid"),
        ("Có hiệu lực từ ngày 3/11/2023.", "Áp dụng từ ngày 27/5/2025.", "valid"),
        ("Version 1.9", "Version 1.10", "version"),
        ("Issued on 4 May 2023.", "State of June 2025.", "dated"),
        ("Made in 2030.", "Made by hand.", None),
        ("The offer ends on 4 May 2023.", "We met on 5 May 2024.", None),
    ],
)
def test_newer_document_is_named_by_what_it_says(old: str, new: str, reason: str | None) -> None:
    for order in ((0, 1), (1, 0)):
        texts = [f"{old}\n\n{OLD}", f"{new}\n\n{NEW}"]
        sources = [passage(texts[at], f"rules-{at}") for at in order]
        (contradiction,) = contradictions(QUESTION, sources, {})
        assert contradiction.reason == reason
        assert contradiction.newer == (None if reason is None else order.index(1) + 1)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (Profile(written="2023-05"), Profile(written="2024-05"), "dated"),
        (Profile(version="2"), Profile(version="3"), "version"),
        (Profile(changed="2023-01-01"), Profile(changed="2024-01-01"), "changed"),
        (None, None, "uploaded"),
    ],
)
def test_newer_document_is_named_by_its_record(old: Profile | None, new: Profile | None, reason: str) -> None:
    names = ("rules v2", "rules v3")
    documents = {
        name: document(name, profile, f"2026-0{at}-01T00:00:00Z")
        for at, (name, profile) in enumerate(zip(names, (old, new), strict=True), 1)
    }
    sources = [passage(text, name) for text, name in zip((OLD, NEW), names, strict=True)]
    (contradiction,) = contradictions(QUESTION, sources, documents)
    assert (contradiction.newer, contradiction.reason) == (2, reason)


def test_versions_of_two_things_do_not_tell_which_is_newer() -> None:
    sources = [passage(f"Version 1.4, dated February 2025.\n\n{OLD}", "hall rules")]
    sources.append(passage(f"Version 3.1, dated May 2023.\n\n{NEW}", "town guide"))
    (contradiction,) = contradictions(QUESTION, sources, {})
    assert contradiction.reason != "version"
    titled = [replace(source, heading=("Rules of the hall",)) for source in sources]
    assert contradictions(QUESTION, titled, {})[0].reason == "version"


@pytest.mark.parametrize(
    ("one", "other", "headings"),
    [
        ("winch-W20-manual", "winch-W35-manual", ((), ())),
        ("a", "b", (("Anchor winch W20: manual",), ("Anchor winch W35: manual",))),
        ("report_2025_w20", "report_2025_w35", ((), ())),
    ],
)
def test_documents_of_two_models_do_not_contradict(one: str, other: str, headings: tuple[tuple[str, ...], ...]) -> None:
    for text in ("Change the oil every {} hours.", "| Figure | Value |\n| --- | --- |\n| Oil | {} l |"):
        texts = zip((text.format(600), text.format(400)), (one, other), headings, strict=True)
        sources = [passage(text, name, heading) for text, name, heading in texts]
        assert contradictions("When is the oil changed, and what oil?", sources, {}) == ()
        editions = [replace(source, filename=f"winch-{at}.md", heading=()) for at, source in enumerate(sources)]
        assert contradictions("When is the oil changed, and what oil?", editions, {})


def test_who_was_present_differs_from_meeting_to_meeting() -> None:
    present = "Present: Helga Voss (chair), Ines Calloway, {}, Lucie Tanner."
    assert found("Was Lucie Tanner present?", present.format("Bram Okafor"), present.format("Piet Zandstra")) == ()
    (contradiction,) = found("Who is the chair?", "Chair: Helga Voss.", "Chair: Ines Calloway.")
    assert contradiction.kind == "name"


def test_figures_of_two_periods_do_not_contradict() -> None:
    years = {"a": 2023, "b": 2024}
    documents = {name: document(name, Profile(period=Period(str(year), year))) for name, year in years.items()}
    sources = [passage("Staff costs were 17.3 million.", "a"), passage("Staff costs were 18.9 million.", "b")]
    assert contradictions("What were the staff costs?", sources, documents) == ()
    assert contradictions("What were the staff costs?", sources, {})


def test_note_tells_both_values_and_the_newer_source() -> None:
    sources = [passage(f"Version 1\n\n{OLD}", "rules"), passage(f"Version 2\n\n{NEW}", "rules new")]
    note = note_of_contradictions(contradictions(QUESTION, sources, {}), "en")
    assert note == (
        f"Sources 1 and 2 disagree: 1 says “{OLD}”, 2 says “{NEW}”. Source 2 is the newer one, by its version."
    )
    assert "phiên bản" in note_of_contradictions(contradictions(QUESTION, sources, {}), "vi")
    assert note_of_contradictions((), "en") == ""


def test_note_is_short() -> None:
    long = "The hall " + "of the old and of the new town " * 10 + "closes at {}:00."
    note = note_of_contradictions(found(QUESTION, long.format(13), long.format(15)), None)
    assert "…" in note
    assert len(note) < 3 * LONGEST_QUOTE


def test_long_sources_are_compared_in_linear_time() -> None:
    def seconds(repeated: int) -> float:
        sources = [passage(f"The hall number {at} closes at {at % 12}:00. " * repeated, str(at)) for at in range(60)]
        began = time.process_time()
        contradictions(QUESTION, sources, {})
        return time.process_time() - began

    seconds(1)
    assert seconds(4_000) < 10 * seconds(400) + 1
