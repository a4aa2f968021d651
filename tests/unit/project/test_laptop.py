"""The laptop cloud's choices, and what it says when it cannot start."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from chalicelib import config
from chalicelib.config import VARIABLES
from cloud.laptop import ministack, resources
from cloud.laptop.options import CHOSEN, MEASURABLE, Options
from cloud.laptop.page import security_headers
from cloud.laptop.processes import Processes, StartError, check_ports
from measure.running import run_tool


def test_the_local_models_are_the_default() -> None:
    options = Options.from_env({})
    environment = options.aws_environment()
    assert (options.embedding_model, options.chat_models) == ("local.multilingual-e5-small", "local.quoting")
    assert environment["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] == "http://127.0.0.1:4567"
    assert (options.web_port, options.api_port, options.aws_port) == (8080, 8000, 4566)


def test_the_real_bedrock_is_reached_by_a_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEDROCK_REGION", "eu-central-1")
    monkeypatch.setenv("BEDROCK_PROFILE", "work")
    options = Options.from_env({"BEDROCK": "aws"})
    environment = options.aws_environment()
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] == "https://bedrock-runtime.eu-central-1.amazonaws.com"
    assert (environment["BEDROCK_PROFILE"], environment["BEDROCK_REGION"]) == ("work", "eu-central-1")
    assert options.embedding_model == "amazon.titan-embed-text-v2:0"


def test_settings_of_a_stage_reach_the_functions_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options.from_env(
        {"COPIES_BYTES": "7", "DAILY_QUESTIONS": "0", "JWKS_URL": "x", "OTHER": "x", "EDGE_TABLE": "x"}
    )
    assert options.settings == {**MEASURABLE, "COPIES_BYTES": "7", "DAILY_QUESTIONS": "0"}
    assert set(VARIABLES) > CHOSEN
    monkeypatch.setenv("COPIES_BYTES", "7")
    monkeypatch.setenv("DAILY_QUESTIONS", "9")
    processes = Processes(tmp_path)
    processes.start("env", [sys.executable, "-c", "import os; print(*os.environ)"], {"DAILY_QUESTIONS": "0"}, tmp_path)
    while not processes.ended():
        pass
    names = (tmp_path / "env.log").read_text().split()
    assert {"PATH", "DAILY_QUESTIONS"} <= set(names)
    assert "COPIES_BYTES" not in names


PORT = "must be a port, a number from 1 to 65535, not"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        *((name, "many", f"{name} {PORT} 'many'.") for name in ("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT")),
        ("API_PORT", "0", f"API_PORT {PORT} '0'."),
        ("API_PORT", "65536", f"API_PORT {PORT} '65536'."),
        ("API_PORT", "9" * 5000, None),
        ("MODEL_SERVER_PORTS", "11434,x", f"MODEL_SERVER_PORTS {PORT} 'x'."),
        ("BEDROCK", "real", "BEDROCK must be aws or stand-ins, or left out, not 'real'."),
        ("MODELS", "{", "Grail cannot start: MODELS is not a JSON object."),
        ("DAILY_QUESTIONS", "much", "Grail cannot start: DAILY_QUESTIONS must be a whole number of at least 0."),
    ],
)
def test_a_wrong_setting_is_named_in_a_sentence(name: str, value: str, sentence: str | None) -> None:
    with pytest.raises(StartError, match=name) as raised:
        Options.from_env({name: value})
    assert sentence in (None, str(raised.value))


def test_an_empty_setting_is_one_that_is_not_set() -> None:
    text = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()
    names = set(re.findall(r"`([A-Z][A-Z_]+)`", text))
    assert {"API_PORT", "GRAIL_HOME", "CHAT_MODELS", "BEDROCK"} <= names
    assert (
        Options.from_env(dict.fromkeys(names, ""))
        == Options.from_env(dict.fromkeys(names, " "))
        == Options.from_env({})
    )


@pytest.mark.parametrize("command", ["cloud.laptop", "cloud.laptop.doctor", "cloud.laptop.account"])
def test_a_command_ends_with_the_sentence_alone(command: str) -> None:
    arguments = [sys.executable, "-m", command]
    ended = subprocess.run(arguments, env=os.environ | {"API_PORT": "x"}, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert (ended.stdout + ended.stderr).strip().splitlines()[-1].endswith(f"API_PORT {PORT} 'x'.")
    assert "Traceback" not in ended.stderr


def test_an_own_model_server_answers_first() -> None:
    options = Options.from_env({"LOCAL_LLM_URL": "http://localhost:11434/v1"})
    assert options.chat_models.split(",")[0] == "local.openai"


def test_a_taken_port_is_named_with_its_variable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(StartError) as raised:
            check_ports({"AWS_PORT": port})
    assert f"port {port} (AWS_PORT)" in str(raised.value)


def test_what_was_started_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    code = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"
    processes.start("parent", [sys.executable, "-c", code], {}, tmp_path)
    while not (said := (tmp_path / "parent.log").read_text()).endswith("\n"):
        assert processes.ended() is None
    processes.stop_all()
    until = time.monotonic() + 30
    while alive(said.strip()):
        assert time.monotonic() < until


def test_a_part_that_ends_at_once_is_shown_with_its_log(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    processes.start("broken", [sys.executable, "-c", "raise SystemExit('no such model')"], {}, tmp_path)
    with pytest.raises(StartError, match=r"broken ended at once \(exit code 1\)") as raised:
        processes.wait_for("broken", "http://127.0.0.1:9/")
    assert str(raised.value).endswith("no such model")
    processes.stop_all()


def test_a_part_that_does_not_answer_is_shown_with_the_reason(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    processes.start("silent", ["sleep", "600"], {}, tmp_path)
    with pytest.raises(StartError) as raised:
        processes.wait_for("silent", "http://127.0.0.1:9/health", seconds=0.3)
    assert "silent runs but did not answer http://127.0.0.1:9/health" in str(raised.value)
    assert "Connection refused" in str(raised.value)
    assert "Its log is empty" in str(raised.value)
    processes.stop_all()


def test_a_program_on_ipv6_alone_takes_a_port_too() -> None:
    """Browsers may look there first for `localhost`."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port}"):
            check_ports({"WEB_PORT": port})


def test_a_low_limit_of_open_files_is_raised() -> None:
    """As macOS has it: 256."""
    code = (
        "import resource as r; from cloud.laptop.processes import raise_open_files;"
        "hard = r.getrlimit(r.RLIMIT_NOFILE)[1];"
        "r.setrlimit(r.RLIMIT_NOFILE, (256, hard)); raise_open_files(); print(r.getrlimit(r.RLIMIT_NOFILE)[0], hard)"
    )
    soft, hard = map(int, run_tool(sys.executable, "-c", code).stdout.split())
    assert soft == (10_240 if hard == -1 else min(10_240, hard))


def test_the_page_may_speak_to_its_own_services_alone() -> None:
    headers = security_headers(Options.from_env({"API_PORT": "1234", "AWS_PORT": "2345"}))
    policy = headers["Content-Security-Policy"]
    assert "{connect}" not in policy
    for origin in ("http://localhost:1234", "http://127.0.0.1:2345", "ws://127.0.0.1:2345"):
        assert origin in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    ("command", "taken"),
    [(["chalice", "local"], True), (["chalice", "deploy", "--stage", "local"], False), (["python", "x.py"], False)],
)
def test_the_laptop_cloud_is_taken_by_one_command_alone(
    command: list[str], taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "environment").write_text("PROBE=laptop\n")
    monkeypatch.setenv("GRAIL_HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CHALICE_CLI_MODE", "true")
    monkeypatch.setattr(sys, "argv", command)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(config.SettingsError):
        config.Settings.from_env()
    assert (os.environ.get("PROBE") == "laptop") is taken


def alive(process_id: str) -> bool:
    """Whether a process is there and is more than an entry that nobody has read yet."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", process_id], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.strip().startswith("Z")


def test_calls_of_a_function_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of sockets, which go another way through MiniStack, together with all others."""
    entered, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def execute(*_: object) -> dict[str, str]:
        entered.release()
        go_on.acquire()
        return {}

    monkeypatch.setattr(ministack, "_execute", execute)
    monkeypatch.setattr(lambda_runtime, "acquire_worker", lambda *_: (SimpleNamespace(invoke=execute), "reused"))
    monkeypatch.setattr(lambda_runtime, "release_worker", lambda _: None)
    config = {"FunctionName": uuid4().hex}
    of_socket = lambda_runtime.get_or_create_worker(config["FunctionName"], config, b"")
    calls = [lambda: lambda_svc._execute_function_warm({"config": config}, {}, "request")] * ministack.PROCESSES
    calls += [lambda: of_socket.invoke({}, "request")] * ministack.PROCESSES
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for _ in range(ministack.PROCESSES):
        assert entered.acquire(timeout=30)
    assert not entered.acquire(timeout=0.2)
    for _ in range(ministack.PROCESSES):
        go_on.release()
        assert entered.acquire(timeout=30)
    for _ in range(ministack.PROCESSES):
        go_on.release()
    for thread in threads:
        thread.join()


def test_accounts_of_an_older_copy_are_explained(tmp_path: Path) -> None:
    fault = "UserPool: AWS::Cognito::UserPool UsernameConfiguration is set at CreateUserPool"
    assert "GRAIL_HOME" in resources.sentence(fault, tmp_path)
    assert resources.sentence("no room", tmp_path) == "no room"
