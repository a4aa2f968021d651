"""Counts over prose that no rule reads: a scripted model reads every passage, code counts, what is lacking is said."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from chalicelib.models import Turn
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.routes.gathered import Asked, Gathered
from chalicelib.rag.routes.records import PART
from chalicelib.rag.routes.work import Permission, Work
from tests.unit.routes.making import Shelf, document

PEOPLE = ("Anna Berg", "Ben Cole", "Cara Dunn", "Dan Egle", "Eve Fox", "Finn Gray", "Gus Hall", "Hana Ito")
CITIES = ("Lyon", "Graz")
FILLING = "The depot hums in the evening and the lamps go on one after the other. " * 12
PERSON = re.compile(r"(?P<name>[A-Z]\w+ [A-Z]\w+) joined us in (?P<group>\w+) and earns (?P<value>\d+) euros")
COUNT = "How many people joined us?"


def story(number: int) -> str:
    name, city = PEOPLE[number], CITIES[number % 2]
    return f"{name} joined us in {city} and earns {1000 + 250 * number} euros. {FILLING}"


def extracted(turns: Sequence[Turn]) -> str:
    """What a model replies that finds each person of a prompt."""
    passages = re.findall(r'<passage-(\w{8}) n="(\d+)">\n(.*?)\n</passage-\1>', turns[-1].text, re.DOTALL)
    records = [
        {"passage": int(number), "quote": person[0], **person.groupdict()}
        for _, number, text in passages
        for person in PERSON.finditer(text)
    ]
    return json.dumps({"records": records})


@dataclass
class ScriptedReader:
    """Replies by `script`; `permission` is for works of more than `calls` calls."""

    script: Callable[[Sequence[Turn]], str | None] = extracted
    calls: int = 100
    works: list[Work] = field(default_factory=list)
    prompts: list[Sequence[Turn]] = field(default_factory=list)

    def permits(self, work: Work) -> Permission:
        self.works.append(work)
        return "go" if work.calls <= self.calls else "too_much"

    def read(
        self, system: str, prompts: Sequence[Sequence[Turn]], heard: Callable[[int], None]
    ) -> Sequence[str | None]:
        assert system.startswith("Task: extract")
        replies = []
        for number, turns in enumerate(prompts, start=1):
            self.prompts.append(turns)
            replies.append(self.script(turns))
            heard(number)
        return replies


@pytest.fixture
def shelf() -> Shelf:
    texts = {
        "staff.txt": [story(number) for number in range(4)],
        "depot.txt": [story(number) for number in range(4, 8)],
    }
    return Shelf([document(name, passages=4, tokens=1_500) for name in texts], texts)


def ask(shelf: Shelf, text: str, reader: ScriptedReader | None, tokens: int = 500, **asked: object) -> Gathered:
    shelf.told = []
    given = Asked("o", text, wide_tokens=tokens, **asked)  # type: ignore[arg-type]
    return Gathering(shelf, shelf, shelf).gather(given, lambda *step: shelf.told.append(step), None, reader)


def test_every_passage_is_read_and_every_record_cited(shelf: Shelf) -> None:
    reader = ScriptedReader()
    gathered = ask(shelf, COUNT, reader)
    assert gathered.answer is not None
    assert gathered.answer.text.startswith("8 ")
    assert "Read 8 of 8 passages in 2 documents." in gathered.answer.text
    assert len(gathered.answer.markers) == 8
    assert {one.document_id for one in gathered.passages} == {"staff.txt", "depot.txt"}
    assert (gathered.route, gathered.evidence) == ("aggregate", "enough")
    [work] = reader.works
    assert (work.passages, work.documents, work.calls) == (8, 2, len(reader.prompts))
    assert 2 < work.calls <= 8


def test_steps_tell_the_documents_and_how_far_the_reading_is(shelf: Shelf) -> None:
    ask(shelf, COUNT, ScriptedReader())
    assert shelf.told[0] == ("aggregate", "depot.txt, staff.txt")
    progress = [detail for _, detail in shelf.told[1:]]
    assert progress
    assert all(re.fullmatch(r"[1-7] / 8", detail) for detail in progress)
    assert len(progress) <= 3


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("What is the total pay of all people who joined us?", "15000"),
        ("Who of all that joined us has the highest pay?", "2750"),
        ("List all people who joined us.", "8 "),
        ("How many people joined us per city?", "Lyon: 4"),
    ],
)
def test_code_computes_what_the_model_finds(shelf: Shelf, question: str, result: str) -> None:
    gathered = ask(shelf, question, ScriptedReader())
    assert gathered.answer is not None
    assert result in gathered.answer.text


def test_a_first_look_without_records_is_all_that_is_paid_for(shelf: Shelf) -> None:
    reader = ScriptedReader(lambda _: '{"records": []}')
    gathered = ask(shelf, COUNT, reader)
    assert (gathered.route, gathered.answer, len(reader.prompts)) == ("plain", None, 1)


def test_a_question_that_one_passage_answers_is_not_read_for(shelf: Shelf) -> None:
    reader = ScriptedReader()
    assert ask(shelf, "How many euros does Hana Ito earn?", reader).route == "plain"
    assert reader.works == []


def test_a_quoting_model_has_no_reader(shelf: Shelf) -> None:
    assert ask(shelf, COUNT, None, only_quotes=True).route == "plain"


def test_words_that_no_passage_holds_are_dropped(shelf: Shelf) -> None:
    def inventing(turns: Sequence[Turn]) -> str:
        records = json.loads(extracted(turns))["records"]
        return json.dumps({"records": [*records, {"passage": 1, "name": "Zoe Null", "quote": "Zoe Null joined us"}]})

    answer = ask(shelf, COUNT, ScriptedReader(inventing)).answer
    assert answer is not None
    assert answer.text.startswith("8 ")
    assert "Zoe" not in answer.text


@pytest.mark.parametrize("lost", ["Ben Cole", "Eve Fox", "Hana Ito"])
def test_batches_that_were_not_read_are_said_to_lack(shelf: Shelf, lost: str) -> None:
    def broken(turns: Sequence[Turn]) -> str | None:
        return None if lost in turns[-1].text else extracted(turns)

    answer = ask(shelf, COUNT, ScriptedReader(broken)).answer
    assert answer is not None
    text = answer.text
    assert text.startswith("Only a part of the documents could be read")
    read = re.search(r"Read (\d) of 8 passages", text)
    assert read is not None
    assert int(read[1]) < 8


def test_a_reply_that_was_cut_off_is_asked_for_in_parts(shelf: Shelf) -> None:
    def cut(turns: Sequence[Turn]) -> str:
        reply = extracted(turns)
        return reply[:-5] if reply.count('"name"') > 1 else reply

    reader = ScriptedReader(cut)
    gathered = ask(shelf, COUNT, reader, tokens=1_200)
    assert gathered.answer is not None
    assert "Read 8 of 8 passages" in gathered.answer.text
    assert len(reader.prompts) > reader.works[0].calls


def test_a_scope_that_costs_too_much_gives_way_to_what_the_search_finds(shelf: Shelf) -> None:
    others = [f"other{number}.txt" for number in range(6)]
    texts = {**shelf.texts, **{name: [FILLING] for name in others}}
    larger = Shelf([*shelf.documents, *(document(name, passages=1, tokens=300) for name in others)], texts)
    reader = ScriptedReader(calls=8)
    gathered = ask(larger, COUNT, reader)
    assert gathered.answer is not None
    assert "Read 8 of 14 passages in 8 documents." in gathered.answer.text
    assert gathered.answer.text.startswith("Only a part")
    assert len(reader.works) == 2


def test_what_may_not_be_read_is_said_to_be_a_part(shelf: Shelf) -> None:
    reader = ScriptedReader(calls=0)
    gathered = ask(shelf, COUNT, reader)
    assert (gathered.answer, reader.prompts) == (None, [])
    assert PART in gathered.note


def test_records_that_code_reads_need_no_model() -> None:
    rows = "City | Bike | Price\nUtrecht | C3 | 30\nUtrecht | T1 | 20\nGhent | C3 | 40\n"
    reader = ScriptedReader()
    prices = Shelf([document("prices.csv", passages=1)], {"prices.csv": [rows]})
    gathered = ask(prices, "How many bikes can be rented in the city Utrecht?", reader)
    assert gathered.answer is not None
    assert reader.works == []
