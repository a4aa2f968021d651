"""Model servers that `make dev` finds become models of the page; one that a person names is the only one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from cloud.laptop.model_servers import with_model_servers
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError
from cloud.laptop.start import check_own_ports
from cloud.models.kinds import OTHER, PORTS
from tests.bedrock.conftest import serve
from tests.bedrock.fake_servers import FakeServer, jan, listed, llama_cpp, ollama

pytestmark = pytest.mark.usefixtures("patient_discovery")


@contextmanager
def port_of(server: FakeServer) -> Iterator[str]:
    with serve(server.app()) as address:
        yield address.rsplit(":", 1)[1]


def chosen(**env: str) -> tuple[Options, list[str]]:
    options, lines = with_model_servers(Options.from_env(env), env)
    return options, list(lines)


def test_a_server_that_runs_becomes_a_choice_of_the_page() -> None:
    with port_of(llama_cpp()) as port:
        options, lines = chosen(MODEL_SERVER_PORTS=port)
    model = "local.llama-cpp.Qwen2.5-7B-Instruct-Q4_K_M"
    assert options.chat_models == f"{model},local.quoting"
    entry = catalogue(json.loads(options.settings["MODELS"])).chat_model(model)
    assert (entry.label, entry.context_tokens, entry.max_tokens) == (
        "Qwen2.5-7B-Instruct-Q4_K_M (llama.cpp)", 4_096, 1_024
    )  # fmt: skip
    assert [served.id for served in options.served] == [model]
    assert port in lines[0]


def test_models_of_a_persons_own_description_stay() -> None:
    described = {"x.y": {"input_usd_per_million": 1, "output_usd_per_million": 2}}
    with port_of(jan()) as port:
        options, _ = chosen(MODEL_SERVER_PORTS=port, MODELS=json.dumps(described))
    assert set(json.loads(options.settings["MODELS"])) == {"x.y", "local.model-server.jan-nano"}


def test_chat_models_that_a_person_chooses_stay_chosen() -> None:
    with port_of(jan()) as port:
        options, _ = chosen(MODEL_SERVER_PORTS=port, CHAT_MODELS="local.quoting-strict")
    assert options.chat_models == "local.quoting-strict"
    assert len(options.served) == 1


@pytest.mark.parametrize("path", ["", "/v1", "/v1/"])
def test_a_server_that_a_person_names_is_the_only_one(path: str) -> None:
    other = jan()
    with port_of(ollama()) as port, port_of(other) as other_port:
        address = f"http://127.0.0.1:{port}{path}"
        options, lines = chosen(LOCAL_LLM_URL=address, LOCAL_LLM_MODEL="tiny", MODEL_SERVER_PORTS=other_port)
    [model] = options.served
    assert (model.id, model.name, model.api, model.context) == ("local.openai", "tiny:latest", "ollama", 2_048)
    assert options.chat_models == "local.openai,local.quoting"
    assert (lines, other.asked) == ([], [])
    assert json.loads(options.settings["MODELS"])["local.openai"]["label"] == "tiny (Ollama)"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1beta/openai", "nonsense", "http://" + "user:key@127.0.0.1:9"],
)
def test_a_silent_named_server_is_asked_by_openais_api(address: str) -> None:
    options, _ = chosen(LOCAL_LLM_URL=address)
    assert (options.served, options.chat_models) == ((), "local.openai,local.quoting")


def test_a_model_that_the_named_server_lacks_is_left_to_the_server() -> None:
    with port_of(FakeServer({"/v1/models": listed("small")})) as port:
        options, _ = chosen(LOCAL_LLM_URL=f"http://127.0.0.1:{port}", LOCAL_LLM_MODEL="big")
    assert options.served == ()


@pytest.mark.parametrize("env", [{"BEDROCK": "aws"}, {"BEDROCK": "stand-ins"}, {"MODEL_SERVER_PORTS": "0"}])
def test_nothing_is_looked_for_where_it_is_not_wanted(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud.laptop.model_servers.find", lambda *_: pytest.fail("somebody was asked"))
    options = Options.from_env(env)
    assert with_model_servers(options, env) == (options, ())


@pytest.mark.parametrize(("text", "ports"), [("11434, 9999", {11434: "Ollama", 9999: OTHER}), ("0", {}), ("", PORTS)])
def test_the_ports_to_look_at_can_be_chosen(text: str, ports: dict[int, str]) -> None:
    assert Options.from_env({"MODEL_SERVER_PORTS": text}).model_server_ports == ports


def test_grails_own_ports_are_never_asked() -> None:
    server = jan()
    with port_of(server) as port:
        options, _ = chosen(MODEL_SERVER_PORTS=port, WEB_PORT=port)
    assert (options.served, server.asked) == ((), [])


def test_a_model_server_on_a_port_of_grails_own_is_named_with_the_way_out() -> None:
    with port_of(llama_cpp()) as port, pytest.raises(StartError) as refused:
        check_own_ports({"WEB_PORT": int(port)})
    assert f"llama.cpp is on port {port}: with WEB_PORT={int(port) + 10} make dev" in str(refused.value)
