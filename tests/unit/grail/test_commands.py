"""The command line: what each command shows, its exit codes, and where a token is kept and never shown."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from grail import Client, credentials
from grail.commands.main import cli
from grail.commands.output import shown
from tests.support.service import TOKEN, URL, Service
from tests.unit.grail.conftest import Ring, Run, typed
from tests.unit.grail.test_client import ACCEPTED, STORY, FakeSocket

pytestmark = pytest.mark.usefixtures("home")

# Signing in


@pytest.mark.parametrize("works", [True, False])
def test_login_keeps_the_token_where_nobody_else_reads_it(
    grail: Run, ring: Ring, home: Path, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    monkeypatch.delenv("GRAIL_TOKEN")
    ring.works = works
    typed(monkeypatch, f"{TOKEN}\n")
    code, _, told = grail("--url", URL, "login")
    assert (code, f"Signed in at {URL}" in told) == (0, True)
    file = home / "config" / "grail" / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (TOKEN in file.read_text()) is not works
    assert list(file.parent.iterdir()) == [file]
    assert grail("list")[0] == 0
    assert grail("logout")[0] == 0
    assert TOKEN not in file.read_text()
    assert (ring.kept, grail("list")[0]) == ({}, 3)


def test_a_kept_token_goes_to_its_own_address_alone(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAIL_TOKEN")
    credentials.save(credentials.Account("https://one.example.org", TOKEN))
    assert credentials.find().token == TOKEN
    assert credentials.find("https://other.example.org").token == ""


@pytest.mark.parametrize("text", ["", "password", "grail_a b", "grail_ä", "grail_\x1b[31m"])
def test_login_takes_nothing_but_a_token(grail: Run, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    typed(monkeypatch, text + "\n")
    assert grail("login")[0] == 1


def test_login_refuses_a_token_that_is_not_good(grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.token = "grail_another"
    typed(monkeypatch, f"{TOKEN}\n")
    assert grail("login")[0] == 3
    assert not credentials.path().exists()


def test_a_token_that_may_only_ask_signs_in(grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.refuses["GET /usage"] = (403, "not_allowed")
    typed(monkeypatch, f"{TOKEN}\n")
    assert grail("login")[0] == 0


# Exit codes


@pytest.mark.parametrize(
    ("status", "code", "exit_code"),
    [(404, "document_not_found", 1), (401, "session_expired", 3), (429, "rate_limited", 4), (409, "quota_exceeded", 4),
     (429, "stage_budget_exceeded", 4), (500, "internal", 1)],
)  # fmt: skip
def test_exit_codes_say_of_what_kind_an_error_is(
    grail: Run, service: Service, status: int, code: str, exit_code: int
) -> None:
    service.refuses["POST /search"] = (status, code)
    assert grail("search", "hours") == (exit_code, "", f"grail: Refused: {code}.\n")


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["search"], ["search", "a", "-k", "0"], ["add", "/no/such/file"], ["verify", "a"], ["--wrong"], []],
)
def test_wrong_use_is_told(grail: Run, arguments: list[str]) -> None:
    code, _, told = grail(*arguments)
    assert (code, "Usage: grail" in told) == (2, True)


def test_ctrl_c_ends_without_a_trace(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "search", stop)
    code, _, told = grail("search", "hours")
    assert (code, told.strip()) == (130, "Stopped.")


def test_every_command_has_help(grail: Run) -> None:
    for name, command in cli.commands.items():
        code, out, _ = grail(name, "--help")
        assert (code, f"Usage: grail {name}" in out) == (0, True)
        assert command.help
        assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_command(grail: Run, shell: str) -> None:
    code, out, _ = grail("completion", shell)
    assert (code, "_GRAIL_COMPLETE" in out) == (0, True)


# Documents


def test_files_and_folders_are_added_and_their_reasons_told(grail: Run, service: Service, home: Path) -> None:
    (home / "work" / "2026").mkdir(parents=True)
    (home / "work" / "2026" / "a.txt").write_text("a")
    (home / "work" / "b.bin").write_text("b")
    (home / "bad.pdf").write_text("bad")
    service.fails["bad.pdf"] = "The file is damaged."
    code, out, told = grail("add", str(home / "work"), str(home / "bad.pdf"), "--tag", "law")
    assert code == 1
    assert "work/2026/a.txt  ready, 1 passage" in out
    assert "bad.pdf  failed: The file is damaged." in out
    assert "b.bin" in told
    assert [stored.document.tags for stored in service.documents.values()] == [("law",), ("law",)]


def test_a_refused_file_is_told_and_the_next_one_added(grail: Run, service: Service, home: Path) -> None:
    (home / "a.txt").write_text("a")
    service.refuses["POST /documents"] = (415, "unsupported_type")
    code, out, told = grail("add", str(home / "a.txt"))
    assert (code, out) == (1, "")
    assert "a.txt: Refused: unsupported_type." in told


def test_documents_are_listed_described_tagged_and_deleted(grail: Run, service: Service) -> None:
    one, two = service.add("one.txt", ("law",)), service.add("two.txt")
    assert grail("list")[1].splitlines() == [f"{two}  ready  two.txt", f"{one}  ready  one.txt  #law"]
    assert grail("list", "--tag", "law", "--status", "ready")[1].split()[0] == one
    assert json.loads(grail("list", "--tag", "law", "--json")[1])["id"] == one
    assert grail("tag", one, "--add", "new", "--remove", "law")[1] == "new\n"
    assert "one.txt" in grail("get", one)[1]
    assert json.loads(grail("get", one, "--json")[1])["tags"] == ["new"]
    assert grail("delete", one, two, "--yes")[0] == 0
    assert service.documents == {}


def test_the_text_and_the_file_of_a_document_are_read(grail: Run, service: Service, home: Path) -> None:
    one = service.add("one.txt")
    assert grail("get", one, "--text")[1] == "The office opens at 9.\n\n" * 2 + "\n"
    assert grail("get", one, "--file", str(home / "copy.txt"))[0] == 0
    assert (home / "copy.txt").read_bytes() == b"the original"
    assert grail("get", one, "--file", str(home / "none" / "copy.txt"))[0] == 1


def test_nothing_is_deleted_without_a_yes(grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    one = service.add("one.txt")
    typed(monkeypatch, "")
    assert grail("delete", one)[0] == 130
    assert one in service.documents


def test_what_documents_say_does_not_steer_the_terminal(grail: Run, service: Service) -> None:
    service.add("a\x1b]0;title\x07\u202etxt.exe\x9b31m\nb.txt")
    out = grail("list")[1]
    assert out.count("\n") == 1
    assert not set("\x1b\x07\u202e\x9b") & set(out)
    as_json = grail("list", "--json")[1]
    assert not set("\x1b\x07\x9b") & set(as_json)
    assert json.loads(as_json)["filename"].startswith("a\x1b]")
    assert shown("Xin chào\n\tviệc 👩\u200d💻") == "Xin chào\n\tviệc 👩\u200d💻"


# Questions


def test_passages_are_shown_with_their_places(grail: Run, service: Service) -> None:
    one = service.add("one.txt")
    assert grail("search", "hours")[1].splitlines() == [
        "[1] one.txt, page 3",
        "    The office opens at 9.",
        f"    {one} 0",
    ]
    assert json.loads(grail("search", "hours", "--json")[1])["evidence"] == "enough"


@pytest.mark.parametrize(("claim", "code"), [("The office opens at 9.", 0), ("The office opens at 10.", 1)])
def test_a_claim_is_verified(grail: Run, service: Service, claim: str, code: int) -> None:
    told = grail("verify", claim, "--document", service.add("one.txt"))
    assert told[0] == code
    assert "[1] one.txt, page 3" in told[1]


def test_usage_is_shown(grail: Run) -> None:
    out = grail("usage", "--from", "2026-07-01")[1]
    assert "2026-07-28" in out
    assert "Kept: 1.5 MB of 2 MB" in out
    asked = [line.rsplit(maxsplit=2)[0] for line in out.splitlines() if line.endswith(" 0.5000")]
    assert asked == ["the page", "Script", "a token that is gone", "signed in with the browser"]


CITATION = {
    "n": 1, "passage_id": "p", "document_id": "d", "filename": "one.txt", "page": 3, "quote_start": 0, "quote_end": 9,
    "quote": "opens at 9", "answer_start": 0, "answer_end": 9, "verified": True,
}  # fmt: skip


def answering(monkeypatch: pytest.MonkeyPatch, **message: Any) -> FakeSocket:
    end = STORY[3] | {"message": STORY[3]["message"] | message}
    socket = FakeSocket([ACCEPTED, *STORY[:3], end])
    monkeypatch.setattr(Client, "_socket", lambda _: socket)
    return socket


def test_an_answer_is_shown_with_its_sources(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    socket = answering(monkeypatch, citations=[CITATION, CITATION | {"n": 2, "page": None, "verified": False}])
    code, out, told = grail("ask", "When?", "--tag", "law")
    assert code == 0
    assert out.splitlines() == [
        "At 9 [1].",
        "",
        "[1] one.txt, page 3",
        "    “opens at 9”",
        "[2] one.txt  (the quote does not hold all of the sentence)",
        "    “opens at 9”",
    ]
    assert told == "Searching …\n"
    assert (socket.sent[0]["text"], socket.sent[0]["tags"]) == ("When?", ["law"])


def test_an_answer_is_shown_as_json(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, citations=[CITATION])
    code, out, told = grail("ask", "When?", "--json")
    assert (code, told) == (0, "")
    assert json.loads(out)["citations"][0]["quote"] == "opens at 9"


def test_a_question_is_read_from_standard_input(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    socket = answering(monkeypatch)
    typed(monkeypatch, "When does\nit open?\n")
    assert grail("ask", "-")[0] == 0
    assert socket.sent[0]["text"] == "When does\nit open?"


def test_a_dear_answer_is_not_paid_for_unasked(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = {"code": "price_to_confirm", "message": "It costs about 2 USD."}
    socket = answering(monkeypatch, notice=notice, estimate={"price_usd": 2.0, "passages": 9, "documents": 1})
    code, _, told = grail("ask", "Sum up all")
    assert (code, "--accept-price" in told) == (1, True)
    assert len(socket.sent) == 1


@pytest.mark.parametrize(("failure", "code"), [("budget_exceeded", 4), ("model_busy", 1)])
def test_a_failed_answer_has_an_exit_code(grail: Run, monkeypatch: pytest.MonkeyPatch, failure: str, code: int) -> None:
    error = {"code": failure, "message": "It is so.", "retryable": False}
    socket = FakeSocket([ACCEPTED, {"type": "failed", "message_id": "m", "seq": 1, "error": error}])
    monkeypatch.setattr(Client, "_socket", lambda _: socket)
    assert grail("ask", "When?") == (code, "", "grail: It is so.\n")


# Sync


def test_sync_says_what_it_would_do_and_does_it(grail: Run, service: Service, home: Path) -> None:
    folder = home / "papers"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(str(number))
    assert grail("sync", str(folder), "--dry-run")[1].splitlines() == [f"+ {number}.txt" for number in range(6)]
    assert service.documents == {}
    assert grail("sync", str(folder), "--tag", "law")[0] == 0
    assert len(service.uploads) == 6
    (folder / "0.txt").unlink()
    (folder / "1.txt").write_text("other")
    (folder / "2.txt").rename(folder / "two.txt")
    assert sorted(grail("sync", str(folder))[1].splitlines()) == ["- 0.txt", "> two.txt", "~ 1.txt"]
    assert len(service.uploads) == 7


def test_sync_deletes_no_mass_unasked(grail: Run, service: Service, home: Path) -> None:
    folder = home / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    assert grail("sync", str(folder))[0] == 0
    (folder / "a.txt").unlink()
    code, out, told = grail("sync", str(folder))
    assert (code, out, "Is the drive there?" in told, len(service.documents)) == (1, "", True, 1)
    assert grail("sync", str(folder), "--yes")[0] == 0
    assert service.documents == {}


def test_sync_tells_which_files_failed(grail: Run, service: Service, home: Path) -> None:
    (home / "papers").mkdir()
    (home / "papers" / "a.txt").write_text("a")
    service.fails["a.txt"] = "The file is damaged."
    code, _, told = grail("sync", str(home / "papers"))
    assert (code, "papers/a.txt: failed: The file is damaged." in told) == (1, True)
    assert grail("sync", str(home / "papers"))[0] == 0
    assert len(service.uploads) == 1


def test_a_watch_follows_changes_until_it_is_stopped(
    grail: Run, service: Service, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "papers"
    folder.mkdir()
    contents = iter(["a", "ab", None])  # None: nothing has changed since.

    def slept(_: float) -> None:
        try:
            content = next(contents)
        except StopIteration:
            raise KeyboardInterrupt from None
        if content is not None:
            (folder / "a.txt").write_text(content)

    monkeypatch.setattr("grail.commands.syncing.time.sleep", slept)
    code, out, _ = grail("sync", str(folder), "--watch")
    assert (code, out, len(service.uploads)) == (130, "+ a.txt\n", 1)


def test_a_watch_outlives_a_service_that_is_away(
    grail: Run, service: Service, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "papers").mkdir()
    (home / "papers" / "a.txt").write_text("a")
    service.refuses["GET /documents"] = (503, "store_busy")
    slept = 0

    def sleep(_: float) -> None:
        nonlocal slept
        slept += 1
        if slept == 31:  # A minute later.
            service.refuses.clear()
        if slept > 70:
            raise KeyboardInterrupt

    monkeypatch.setattr("grail.commands.syncing.time.sleep", sleep)
    code, out, told = grail("sync", str(home / "papers"), "--watch")
    assert (code, out, "It is tried again." in told) == (130, "+ a.txt\n", True)


@pytest.mark.parametrize("content", ["{", "[]", '{"tokens": 1}', "\xff"])
def test_a_damaged_file_of_settings_is_told(grail: Run, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.delenv("GRAIL_TOKEN")
    credentials.path().parent.mkdir(parents=True)
    credentials.path().write_text(content, encoding="latin-1")
    code, _, told = grail("list")
    assert (code, "Please delete it" in told) == (1, True)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), UnicodeEncodeError("utf-8", "a", 0, 1, "x")])
def test_what_the_system_refuses_is_told(grail: Run, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Client, "search", refuse)
    code, _, told = grail("search", "hours")
    assert (code, told.startswith("grail: ")) == (2 if isinstance(error, UnicodeError) else 1, True)


def test_letters_of_no_encoding_are_told(grail: Run) -> None:
    assert grail("search", "a\udcffb")[0] == 1


# A person at a terminal


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Somebody who types these lines."""

    def types(text: str) -> None:
        typed(monkeypatch, text)
        for module in ("adding", "asking", "signing", "syncing"):
            monkeypatch.setattr(f"grail.commands.{module}.is_terminal", lambda: True)

    return types


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 0), ("n\n", 130, 1)])
def test_a_person_is_asked_before_a_mass_deletion(
    grail: Run, service: Service, home: Path, person: Callable[[str], None], answer: str, code: int, left: int
) -> None:
    (home / "papers").mkdir()
    (home / "papers" / "a.txt").write_text("a")
    assert grail("sync", str(home / "papers"))[0] == 0
    (home / "papers" / "a.txt").unlink()
    person(answer)
    told = grail("sync", str(home / "papers"))
    assert (told[0], "Go ahead?" in told[2], len(service.documents)) == (code, True, left)


def test_a_dear_answer_is_made_once_its_price_is_accepted(
    grail: Run, monkeypatch: pytest.MonkeyPatch, person: Callable[[str], None]
) -> None:
    notice = {"code": "price_to_confirm", "message": "It costs about 2 USD."}
    dear = {"notice": notice, "estimate": {"price_usd": 2.0, "passages": 9, "documents": 1}}
    asking = FakeSocket([ACCEPTED, *STORY[:3], STORY[3] | {"message": STORY[3]["message"] | dear}])
    again = FakeSocket([ACCEPTED, *STORY])
    sockets = iter([asking, again])
    monkeypatch.setattr(Client, "_socket", lambda _: next(sockets))
    person("y\n")
    assert grail("ask", "Sum up all")[0] == 0
    assert (again.sent[0]["accept_price"], again.sent[0]["conversation_id"]) == (2.0, "c")


def test_a_person_types_the_token_unseen(
    grail: Run, ring: Ring, monkeypatch: pytest.MonkeyPatch, person: Callable[[str], None]
) -> None:
    monkeypatch.delenv("GRAIL_TOKEN")
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: TOKEN)
    person(f"{URL}/\n")
    code, _, told = grail("login")
    assert (code, "the system's keyring" in told) == (0, True)
    assert ring.kept == {("grail", URL): TOKEN}


def test_progress_is_shown_to_a_person(grail: Run, home: Path, person: Callable[[str], None]) -> None:
    (home / "a.txt").write_text("a")
    person("")
    assert grail("add", str(home / "a.txt"))[0] == 0
