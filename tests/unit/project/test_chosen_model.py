"""`make dev MODEL=…`: the model is there before anything starts, and answers first."""

import hashlib
import json
import logging
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from cloud import PROJECT
from cloud.laptop.chosen_model import SMALL_FILE, Shown, with_chosen_model
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError
from cloud.models import fetch
from tests.bedrock.conftest import serve
from tests.bedrock.fake_servers import FakeServer

CONTENT = b"GGUF" + bytes(1_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from starlette.responses import Response

    monkeypatch.setattr(fetch, "SPARE", 0)
    with serve(FakeServer({"/x.gguf": lambda _: Response(CONTENT)}).app()) as address:
        yield f"{address}/x.gguf"


def started(home: Path, word: str, **env: str) -> Options:
    env |= {"GRAIL_HOME": str(home), "GRAIL_MODEL": word}
    return with_chosen_model(Options.from_env(env), threading.Event(), env)


def test_a_small_model_is_fetched_and_offered_second(source: str, tmp_path: Path) -> None:
    options = started(tmp_path, f"{source}#sha256={DIGEST}")
    [model] = options.served
    assert (model.id, model.api, model.url) == ("local.x", "file", str(tmp_path / "models" / "x.gguf"))
    assert model.small
    assert (tmp_path / "models" / "x.gguf").read_bytes() == CONTENT
    assert options.chat_models == "local.quoting,local.x"
    entry = catalogue(json.loads(options.settings["MODELS"])).chat_model("local.x")
    assert (entry.label, entry.context_tokens) == ("x (on this machine)", 8_192)


def test_nothing_is_fetched_that_nobody_asked_for(tmp_path: Path) -> None:
    options = Options.from_env({"GRAIL_HOME": str(tmp_path / "home")})
    assert with_chosen_model(options, threading.Event(), {}) is options
    assert not (tmp_path / "home").exists()


def test_a_folder_of_ones_own_is_used_first(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "x.gguf").write_bytes(CONTENT)
    options = started(tmp_path, f"http://127.0.0.1:9/x.gguf#sha256={DIGEST}", GRAIL_MODELS=str(tmp_path / "stick"))
    assert options.served[0].url == str(tmp_path / "stick" / "x.gguf")


@pytest.mark.parametrize(
    ("word", "env", "words"),
    [
        ("tiny", {}, "There is no model tiny. There are: small"),
        ("/nowhere/x.gguf", {}, "/nowhere/x.gguf cannot be read"),
        ("small", {"BEDROCK": "aws"}, "leave out BEDROCK"),
    ],
)
def test_what_cannot_be_had_ends_the_start_with_its_sentence(
    tmp_path: Path, word: str, env: dict[str, str], words: str
) -> None:
    with pytest.raises(StartError, match=words):
        started(tmp_path, word, **env)


def test_a_person_who_stops_is_told_how_it_goes_on(source: str, tmp_path: Path) -> None:
    ending = threading.Event()
    ending.set()
    env = {"GRAIL_HOME": str(tmp_path), "GRAIL_MODEL": f"{source}#sha256={DIGEST}"}
    with pytest.raises(StartError, match="next start goes on"):
        with_chosen_model(Options.from_env(env), ending, env)


@pytest.mark.parametrize(("origin", "taken"), [(["MODEL=small"], "[small]"), ([], "[]")])
def test_a_model_is_taken_from_the_command_alone(origin: list[str], taken: str) -> None:
    """A variable of that name may stand in a shell for another program."""
    makefile = f'include {PROJECT / "Makefile"}\nshown:\n\t@echo "[$$GRAIL_MODEL]"\n'
    command = ["make", "--no-print-directory", "-f", "-", "shown", *origin]
    environment = {"PATH": "/usr/bin:/bin", "MODEL": "a computer"}
    shown = subprocess.run(
        command, input=makefile, capture_output=True, text=True, check=True, cwd=PROJECT, env=environment
    )
    assert shown.stdout.strip() == taken


def test_progress_is_a_line_that_changes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([90.0, 100.0])
    monkeypatch.setattr("cloud.laptop.chosen_model.time.monotonic", lambda: next(now))
    shown = Shown(live=True)
    shown("Fetched", 1_000_000_000, 5_000_000_000)
    shown("Fetched", 1_200_000_000, 5_000_000_000)
    shown.end()
    lines = capsys.readouterr().err.split("\r\033[K")
    assert lines[-1] == "Fetched 1.2 GB of 5.0 GB, 20.0 MB a second, 3 minutes left\n"


def test_progress_without_a_terminal_is_a_line_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    shown = Shown(live=False)
    with caplog.at_level(logging.INFO):
        for done in range(1, 101):
            shown("Checked", done * 10_000_000, 1_000_000_000)
    assert [record.getMessage() for record in caplog.records][-1] == "Checked 1.0 GB of 1.0 GB"
    assert len(caplog.records) == 2


def test_a_larger_model_has_the_whole_prompt_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF")
    with path.open("r+b") as file:
        file.truncate(SMALL_FILE)  # A file with a hole, which takes no room.
    options = started(tmp_path, str(path))
    assert not options.served[0].small
    assert options.chat_models == "local.x,local.quoting"
