"""Summaries of documents longer than a prompt: a scripted model notes their points, which stay and cite the text."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from chalicelib.errors import StoreBusyError
from chalicelib.models import Document, KeyPoints, Turn
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.routes.gathered import Asked, Gathered
from chalicelib.rag.routes.noting import points_of_each
from chalicelib.rag.routes.work import Permission, Work
from tests.unit.routes.making import Shelf, Texts, document

FILLING = "The committee met again, and nothing was decided on that day either. " * 20
PARTS = 20
DECIDED = re.compile(r"In year (\d+) it was decided to build bridge (\w+)\.")
SUMMARIZE = "Summarise chronicle.txt"


def chapter(number: int) -> tuple[str, str]:
    return f"Year {number}", f"{FILLING}In year {number} it was decided to build bridge B{number}. {FILLING}"


def noting(turns: Sequence[Turn]) -> str:
    """What a model replies that notes each decision of a part."""
    passages = re.findall(r'<passage-(\w{8}) n="(\d+)">\n(.*?)\n</passage-\1>', turns[-1].text, re.DOTALL)
    points = [
        {"passage": int(number), "point": f"Bridge {match[2]} was decided on.", "quote": match[0]}
        for _, number, text in passages
        for match in DECIDED.finditer(text)
    ]
    return json.dumps({"points": points})


@dataclass
class Noter:
    script: Callable[[Sequence[Turn]], str | None] = noting
    permission: Permission = "go"
    works: list[Work] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    def permits(self, work: Work) -> Permission:
        self.works.append(work)
        return self.permission

    def read(
        self, system: str, prompts: Sequence[Sequence[Turn]], heard: Callable[[int], None]
    ) -> Sequence[str | None]:
        assert system.startswith("Task: key points")
        self.prompts += [turns[-1].text for turns in prompts]
        replies = [self.script(turns) for turns in prompts]
        for number in range(len(prompts)):
            heard(number + 1)
        return replies


@dataclass
class Kept:
    points: dict[tuple[str, int], KeyPoints] = field(default_factory=dict)
    is_busy: bool = False

    def key_points(self, document: Document) -> KeyPoints:
        return self.points.get((document.id, document.live_generation), KeyPoints())

    def save_key_points(self, document: Document, points: KeyPoints) -> None:
        if self.is_busy:
            raise StoreBusyError("busy")
        self.points[document.id, document.live_generation] = points


@dataclass
class Desk:
    shelf: Shelf
    kept: Kept = field(default_factory=Kept)
    told: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, noter: Noter | None, text: str = SUMMARIZE, tokens: int = 3_000, **asked: object) -> Gathered:
        self.told = []
        given = Asked("o", text, wide_tokens=tokens, **asked)  # type: ignore[arg-type]
        gathering = Gathering(self.shelf, self.shelf, self.shelf, self.kept)
        return gathering.gather(given, lambda *step: self.told.append(step), None, noter)


@pytest.fixture
def desk() -> Desk:
    texts: Texts = {
        "chronicle.txt": [chapter(number) for number in range(PARTS)],
        "note.txt": ["A short note on bridges."],
    }
    return Desk(Shelf([document(name) for name in texts], texts))


def text_of(desk: Desk, name: str) -> str:
    return "".join(chunk.text for chunk in desk.shelf.read("o", name, 1, 0, 1_000))


def test_each_part_is_noted_and_each_point_is_a_source(desk: Desk) -> None:
    noter = Noter()
    gathered = desk.ask(noter)
    assert (gathered.route, gathered.evidence, len(gathered.passages)) == ("summary", "enough", PARTS)
    text = text_of(desk, "chronicle.txt")
    for number, passage in enumerate(gathered.passages):
        assert passage.text == text[passage.start : passage.end]
        assert f"it was decided to build bridge B{number}." in passage.text
        assert passage.gist == f"Bridge B{number} was decided on."
    assert len({passage.id for passage in gathered.passages}) == PARTS
    assert "noted from 20 of its 20 passages" in gathered.note
    [work] = noter.works
    assert (work.documents, work.passages, work.calls) == (1, PARTS, len(noter.prompts))
    assert desk.told[0] == ("summary", "chronicle.txt")
    assert all(re.fullmatch(r"\d+ / 20", detail) for _, detail in desk.told[1:])


def test_the_next_question_notes_nothing_again(desk: Desk) -> None:
    first, noter = desk.ask(Noter()), Noter()
    again = desk.ask(noter)
    assert (again.passages, noter.prompts, noter.works) == (first.passages, [], [])


def test_another_generation_is_noted_anew(desk: Desk) -> None:
    desk.ask(Noter())
    newer = [document("chronicle.txt", live_generation=2), desk.shelf.documents[1]]
    noter = Noter()
    Desk(Shelf(newer, desk.shelf.texts), desk.kept).ask(noter)
    assert noter.prompts


def test_parts_that_were_not_noted_are_noted_next_time(desk: Desk) -> None:
    broken = Noter(lambda turns: None if "bridge B7." in turns[-1].text else noting(turns))
    gathered = desk.ask(broken)
    assert 0 < len(gathered.passages) < PARTS
    assert "Say that it is a part." in gathered.note
    noter = Noter()
    assert len(desk.ask(noter).passages) == PARTS
    assert len(noter.prompts) == 1


def test_a_point_that_rests_on_no_words_is_dropped(desk: Desk) -> None:
    def inventing(turns: Sequence[Turn]) -> str:
        points = json.loads(noting(turns))["points"]
        invented = {"passage": 1, "point": "All bridges fell.", "quote": "all the bridges fell down"}
        return json.dumps({"points": [invented, {"passage": 99}, "x", {**invented, "quote": ""}, *points]})

    gathered = desk.ask(Noter(inventing))
    assert len(gathered.passages) == PARTS
    assert all("fell" not in passage.gist for passage in gathered.passages)


def test_points_that_are_too_many_leave_some_of_each_part(desk: Desk) -> None:
    gathered = desk.ask(Noter(), tokens=400)
    assert 0 < len(gathered.passages) < PARTS
    assert gathered.passages[0].start < gathered.passages[-1].start


@pytest.mark.parametrize("noter", [None, Noter(permission="too_much")])
def test_what_may_not_be_noted_is_given_in_part(desk: Desk, noter: Noter | None) -> None:
    gathered = desk.ask(noter)
    assert "of the 20 parts of chronicle.txt" in gathered.note
    assert all(not passage.gist for passage in gathered.passages)


def test_replies_that_are_no_json_leave_it_in_part(desk: Desk) -> None:
    assert "of the 20 parts of chronicle.txt" in desk.ask(Noter(lambda _: "I cannot do that.")).note


def test_a_short_document_is_given_whole(desk: Desk) -> None:
    noter = Noter()
    assert desk.ask(noter, "Summarise note.txt").note.startswith("Overview: the sources are all of note.txt")
    assert noter.works == []


def test_a_long_and_a_short_document_are_summarized_together(desk: Desk) -> None:
    gathered = desk.ask(Noter(), "Please summarise this.", 8_000, document_ids=("chronicle.txt", "note.txt"))
    assert {passage.document_id for passage in gathered.passages} == {"chronicle.txt", "note.txt"}
    assert "They are all of note.txt." in gathered.note


def test_a_busy_store_keeps_nothing_and_fails_nothing(desk: Desk) -> None:
    desk.kept.is_busy = True
    assert len(desk.ask(Noter()).passages) == PARTS
    assert desk.kept.points == {}


def test_a_longer_document_has_fewer_points_of_each_part() -> None:
    assert [points_of_each(parts) for parts in (1, 20, 30, 60, 1_000)] == [12, 12, 8, 4, 4]
