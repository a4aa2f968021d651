"""Which program asked how much: counted with the day, for so many programs apart, told by `GET /usage`."""

import json
from typing import Any

import pytest

from chalicelib.adapters.dynamo.client_usage import MOST_CLIENTS
from chalicelib.api.frames import Frames
from chalicelib.config import Settings
from chalicelib.models import Connection, DayUsage, Usage, timestamp
from chalicelib.wiring import Services
from tests.contracts.test_programs import ALICE, BOB, Programs, end
from tests.support.rows import REST

DAY = timestamp()[:10]


@pytest.fixture
def programs(aws: dict[str, str]) -> Programs:
    made = Programs(Services(Settings.from_env({**aws, **REST, "DAILY_QUESTIONS": "3"})))
    queue: Any = made.services.adapters.answer_queue
    queue.warm = lambda owner_id: None
    return made


def id_of(token: str) -> str:
    return token.split("_")[2]


def report(programs: Programs, owner: str = ALICE) -> list[dict[str, Any]]:
    return list(programs.rest.get(owner, "/usage").json_body["clients"])


def test_what_each_program_asked_is_told_by_name(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the endpoint, by REST, and by a socket that was opened with a program's ticket."""
    programs.document()
    assert report(programs) == []
    one, two = programs.token(), programs.token()
    monkeypatch.setattr("chalicelib.api.programs.asking.wait", lambda call, message_id: ended(programs, message_id))
    assert "vault" in programs.tool(one, "ask", question="When does the vault open?")["answer"]
    ticket = programs.rest.call("POST", two, "/socket-tickets").json_body["ticket"]
    frames = Frames(programs.services)
    context = {"requestContext": {"connectionId": "c1"}, "queryStringParameters": {"ticket": ticket}}
    assert frames.connect(context) == {"statusCode": 200}
    sockets: Any = programs.services.adapters.sockets
    sockets.send = sockets.tell_owner = lambda *_: None
    asked = {"action": "ask", "request_id": "r1", "text": "Who keeps it?"}
    frames.receive("c1", json.dumps(asked))
    frames.receive("c1", json.dumps(asked))
    assert programs.rest.call("POST", two, "/search", {"query": "vault"}).status_code == 200
    programs.services.asking.ask(ALICE, None, question("r2"))
    page, first, second = report(programs)
    assert (page["kind"], page["questions"]) == ("page", 1)
    names = {"kind": "token", "name": "A program", "questions": 1}
    assert first == names | {"id": id_of(one), "price_usd": pytest.approx(0.5)}
    assert second == names | {"id": id_of(two), "price_usd": pytest.approx(0, abs=1e-4)}
    assert report(programs, BOB) == []
    (day,) = programs.rest.get(ALICE, "/usage").json_body["days"]
    assert day["questions"] == 3


def question(request_id: str) -> Any:
    from chalicelib.models import Question

    return Question(request_id, "And the page?")


def ended(programs: Programs, message_id: str) -> Any:
    """The answer, as the function that makes it ends and counts it."""
    end(programs, message_id, half=False)
    message = programs.services.adapters.conversations.message(ALICE, message_id)
    programs.services.adapters.usage.add_answer(ALICE, Usage(1, 2, 0.5), message.client)
    return message


def test_the_day_of_the_person_bounds_programs_too(programs: Programs) -> None:
    token = programs.token()
    programs.document()
    for _ in range(3):
        programs.services.asking.ask(ALICE, None, question(timestamp() + str(_)))
    assert "day" in programs.tool(token, "ask", question="One more?")
    assert report(programs) == []


def test_programs_beyond_a_number_are_counted_together(programs: Programs) -> None:
    usage = programs.services.adapters.usage
    for number in range(MOST_CLIENTS + 5):
        usage.count_question(ALICE, f"token_{number}")
        usage.add_answer(ALICE, Usage(1, 1, 0.01), f"token_{number}")
    usage.add_answer(ALICE, Usage(1, 1, 1.0))
    days, clients = usage.report(ALICE, DAY, DAY)
    assert len(clients) == MOST_CLIENTS + 1
    other = next(client for client in clients if client.client == "other")
    assert other.questions == 5
    assert other.price_usd == pytest.approx(0.05)
    assert sum(client.questions for client in clients) == MOST_CLIENTS + 5
    assert days == [DayUsage(DAY, 0, 36, 36, 0, days[0].price_usd)]
    assert days[0].price_usd == pytest.approx(1.35)
    assert report(programs)[0]["price_usd"] == pytest.approx(1.0)
    assert report(programs)[-1]["kind"] == "other"


def test_a_row_of_before_names_no_program(programs: Programs) -> None:
    adapters = programs.services.adapters
    ticket, _ = adapters.tickets.issue(ALICE, 2**31)
    assert adapters.tickets.spend(ticket).client is None
    adapters.connections.add(Connection("c", ALICE, 2**31))
    connection = adapters.connections.count_frame("c")
    assert connection is not None
    assert connection.client is None
