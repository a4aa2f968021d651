"""Model servers of this machine are found by what they say, and their models answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from chalicelib.errors import ModelMemoryError
from cloud.bedrock.catalogue import Options as BedrockOptions
from cloud.bedrock.server import BedrockServer
from cloud.models.kinds import LLAMA_CPP, LM_STUDIO, OLLAMA, OTHER, PORTS, VLLM, Server
from cloud.models.offer import NONE_FOUND, Offer, offer
from cloud.models.served import Served, read, write
from cloud.models.servers import find, look_at
from measure.running import free_ports
from tests.bedrock.asking import TOWER, grounded, request, text_of
from tests.bedrock.conftest import client, serve
from tests.bedrock.fake_servers import ANSWER, FakeServer, jan, listed, llama_cpp, lm_studio, ollama, vllm

pytestmark = pytest.mark.usefixtures("patient_discovery")

KINDS = {OLLAMA: ollama, LM_STUDIO: lm_studio, LLAMA_CPP: llama_cpp, VLLM: vllm, "Jan": jan}
CHATTING = {
    OLLAMA: [("qwen3:8b", 16_384), ("old:7b", 8_192), ("tiny:latest", 2_048)],
    LM_STUDIO: [("mistral-small", 20_000), ("qwen/qwen3-4b", 4_096)],
    LLAMA_CPP: [("/home/me/models/Qwen2.5-7B-Instruct-Q4_K_M.gguf", 4_096)],
    VLLM: [("Qwen/Qwen3-8B", 32_768)],
    "Jan": [("jan-nano", None)],
}


@contextmanager
def running(servers: Mapping[str, FakeServer]) -> Iterator[dict[int, str]]:
    """The servers on ports of their own, with the kind that is usual there."""
    with ExitStack() as stack:
        addresses = {kind: stack.enter_context(serve(server.app())) for kind, server in servers.items()}
        yield {int(address.rsplit(":", 1)[1]): kind for kind, address in addresses.items()}


def found(server: Server) -> list[tuple[str, int | None]]:
    return [(model.name, model.context) for model in server.models]


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_is_found_with_its_chat_models(kind: str) -> None:
    with running({kind: KINDS[kind]()}) as ports:
        [server] = find(ports)
    assert (server.kind, found(server)) == (kind, CHATTING[kind])


def test_servers_beside_each_other_are_found_together() -> None:
    with running({kind: make() for kind, make in KINDS.items()}) as ports:
        servers = find({**ports, free_ports(1)[0]: OTHER})
    assert {server.kind: found(server) for server in servers} == CHATTING


@pytest.mark.parametrize("kind", [OLLAMA, LM_STUDIO, LLAMA_CPP, VLLM])
def test_a_server_on_the_port_of_another_kind_is_told_apart(kind: str) -> None:
    with running({"Jan": KINDS[kind]()}) as ports:
        assert [server.kind for server in find(ports)] == [kind]


def test_a_server_of_an_unknown_kind_is_offered_without_a_kind() -> None:
    with running({OLLAMA: jan()}) as ports:
        assert [server.kind for server in find(ports)] == [OTHER]


NO_SERVERS: dict[str, Any] = {
    "a page for every address": lambda _: HTMLResponse("<html>Welcome</html>"),
    "nothing there": lambda _: PlainTextResponse("404 page not found", 404),
    "another API": {"data": [{"id": "user-1"}]},
    "numbers for names": {"object": "list", "data": [{"id": 7}], "x": 1},
    "a list": [{"id": "x"}],
    "no JSON": lambda _: PlainTextResponse('{"data": ['),
    "a login": lambda _: JSONResponse({"detail": "Sign in."}, 401),
    "a redirect elsewhere": lambda _: RedirectResponse("http://models.example/v1/models"),
    "too much": lambda _: PlainTextResponse(" " * 5_000_000 + '{"object": "list", "data": []}'),
}


@pytest.mark.parametrize("name", NO_SERVERS)
def test_what_is_no_model_server_is_passed_over(name: str) -> None:
    with running({OLLAMA: FakeServer({"/v1/models": NO_SERVERS[name]})}) as ports:
        assert [found(server) for server in find(ports)] in ([], [[]])
        assert offer(find(ports)).models == ()


def test_a_program_that_says_nothing_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud.models.servers.ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, running({"Jan": jan()}) as ports:
        servers = find({silent.getsockname()[1]: OLLAMA, **ports})
    assert [server.kind for server in servers] == ["Jan"]


def test_a_program_that_speaks_without_end_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the whole never does."""
    monkeypatch.setattr("cloud.models.servers.SERVER_SECONDS", 0.5)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def dribble() -> None:
            peer, _ = listening.accept()
            with peer, suppress(OSError):
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
                while not ended.wait(0.05):
                    peer.sendall(b" ")

        thread = threading.Thread(target=dribble)
        thread.start()
        assert find({listening.getsockname()[1]: OLLAMA}) == []
        ended.set()
        thread.join()


def test_grails_own_ports_are_not_asked() -> None:
    server = jan()
    with running({"Jan": server}) as ports:
        assert find(ports, own=ports) == []
    assert server.asked == []


def test_servers_are_found_whatever_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"socks5h://127.0.0.1:{free_ports(1)[0]}")
    with running({LLAMA_CPP: llama_cpp()}) as ports:
        assert [server.kind for server in find(ports)] == [LLAMA_CPP]


def test_a_server_that_listens_to_ipv6_alone_is_found() -> None:
    with running({"Jan": jan()}) as ports, socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        inner = next(iter(ports))
        threading.Thread(target=_pass_on, args=(listening, inner), daemon=True).start()
        [server] = find({listening.getsockname()[1]: "Jan"})
    assert server.url.startswith("http://[::1]:")


def _pass_on(listening: socket.socket, port: int) -> None:
    while True:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        with peer, socket.create_connection(("127.0.0.1", port)) as inner:
            asked = peer.recv(65_536).replace(b"Connection: keep-alive", b"Connection: close")
            inner.sendall(asked)
            while piece := inner.recv(65_536):
                peer.sendall(piece)


def test_a_server_that_wants_a_key_is_named() -> None:
    refuses = FakeServer({"/v1/models": lambda _: JSONResponse({"error": "Unauthorized"}, 401)})
    with running({"Jan": refuses}) as ports:
        made = offer(find(ports))
    assert made.models == ()
    assert "Jan" in made.lines[0]
    assert "LOCAL_LLM_KEY=… make dev" in made.lines[0]


# What is offered


def offered(**servers: FakeServer) -> Offer:
    with running({KIND_NAMES[name]: server for name, server in servers.items()}) as ports:
        return offer(find(ports))


KIND_NAMES = {"ollama": OLLAMA, "studio": LM_STUDIO, "llama": LLAMA_CPP, "vllm": VLLM, "jan": "Jan"}


def test_each_model_has_an_id_and_a_name_that_people_read() -> None:
    made = offered(ollama=ollama(), studio=lm_studio(), llama=llama_cpp(), vllm=vllm(), jan=jan())
    assert {model.id: model.label for model in made.models} == {
        "local.ollama.qwen3:8b": "qwen3:8b (Ollama)",
        "local.ollama.old:7b": "old:7b (Ollama)",
        "local.ollama.tiny": "tiny (Ollama)",
        "local.lm-studio.mistral-small": "mistral-small (LM Studio)",
        "local.lm-studio.qwen3-4b": "qwen3-4b (LM Studio)",
        "local.llama-cpp.Qwen2.5-7B-Instruct-Q4_K_M": "Qwen2.5-7B-Instruct-Q4_K_M (llama.cpp)",
        "local.vllm.Qwen3-8B": "Qwen3-8B (vLLM)",
        "local.jan.jan-nano": "jan-nano (Jan)",
    }


def test_quotes_come_before_models_that_answer_worse() -> None:
    assert offered(ollama=ollama()).chat_models == (
        "local.ollama.qwen3:8b", "local.ollama.old:7b", "local.quoting", "local.ollama.tiny"
    )  # fmt: skip


def test_two_models_of_one_name_have_two_ids() -> None:
    server = FakeServer({"/v1/models": listed("a/model.gguf", "b/model.gguf", "c,d e")})
    ids = [model.id for model in offered(jan=server).models]
    assert ids == ["local.jan.model", "local.jan.model-2", "local.jan.c-d-e"]


def test_many_models_of_a_server_are_cut_to_a_choice() -> None:
    assert len(offered(jan=FakeServer({"/v1/models": listed(*map(str, range(100)))})).models) == 12


def test_the_terminal_names_servers_and_models() -> None:
    lines = offered(ollama=ollama(), llama=llama_cpp()).lines
    assert lines[0].startswith("Ollama answers on port ")
    assert lines[0].endswith("with qwen3:8b, old:7b, tiny.")
    assert "llama.cpp reads 4,096 tokens at once" in lines[2]
    assert "-c 16384" in lines[2]
    assert "the first is qwen3:8b (Ollama)" in lines[3]
    assert len(lines) == 4


def test_nothing_found_is_one_line_with_the_way_out() -> None:
    assert offer(find({free_ports(1)[0]: OLLAMA})) == Offer((), ("local.quoting",), (NONE_FOUND,))


def test_a_server_without_models_is_one_line_with_the_way_out() -> None:
    empty = ollama()
    empty.pages |= {"/v1/models": {"object": "list", "data": None}, "/api/tags": {"models": []}}
    assert "ollama pull" in offered(ollama=empty).lines[0]
    nothing = FakeServer({"/v1/models": listed("bge-m3")})
    assert "has no chat model" in offered(jan=nothing).lines[0]


def test_the_usual_ports_are_those_that_people_have() -> None:
    assert {11434: OLLAMA, 1234: LM_STUDIO, 8080: LLAMA_CPP, 8000: VLLM, 1337: "Jan"}.items() <= PORTS.items()


# Answers


@contextmanager
def bedrock_with(models: tuple[Served, ...]) -> Iterator[Any]:
    with serve(BedrockServer(BedrockOptions(served=models)).app()) as address:
        yield client(address)


def said(bedrock: Any, asked: dict[str, Any]) -> str:
    return text_of(list(bedrock.converse_stream(**asked)["stream"]))


@pytest.mark.parametrize("kind", KINDS)
def test_each_model_that_is_offered_answers(kind: str) -> None:
    with running({kind: KINDS[kind]()}) as ports:
        models = offer(find(ports)).models
        with bedrock_with(models) as bedrock:
            for model in models:
                assert said(bedrock, request(grounded("Who built it?", TOWER), model.id)) == ANSWER


def test_ollama_is_given_the_context_that_the_prompt_needs() -> None:
    server = ollama()
    with running({OLLAMA: server}) as ports, bedrock_with(offer(find(ports)).models) as bedrock:
        asked = request(grounded("Who?", TOWER), "local.ollama.qwen3:8b", "Be brief.", temperature=0.5)
        told = bedrock.converse(**asked)
        said(bedrock, request("Who?", "local.ollama.tiny"))
    first, second = (sent for path, sent in server.asked if path == "/api/chat")
    assert first["options"] == {"num_ctx": 16_384, "num_predict": 400, "temperature": 0.5}
    assert (first["model"], first["think"]) == ("qwen3:8b", False)
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert second["options"]["num_ctx"] == 2_048
    assert "think" not in second
    assert told["stopReason"] == "max_tokens"
    assert told["usage"] == {"inputTokens": 11, "outputTokens": 7, "totalTokens": 18}


def test_a_failure_of_ollama_has_its_reason() -> None:
    with running({OLLAMA: ollama()}) as ports:
        address = f"http://127.0.0.1:{next(iter(ports))}"
        model = Served("local.x", "X", "ollama", address, "broken:1b", 4_096)
        with bedrock_with((model,)) as bedrock, pytest.raises(ClientError) as failed:
            said(bedrock, request("Who?", "local.x"))
    assert failed.value.response["Error"]["Message"].startswith(ModelMemoryError.sentence)


def test_a_server_that_a_person_names_is_looked_at_with_its_key() -> None:
    with running({OLLAMA: ollama()}) as ports:
        server = look_at(f"http://127.0.0.1:{next(iter(ports))}", "secret")
    assert server is not None
    assert (server.kind, server.api) == (OLLAMA, "ollama")
    assert look_at("http://127.0.0.1:9") is None


def test_what_was_found_reaches_the_local_bedrock_by_a_file(tmp_path: Any) -> None:
    models = offered(ollama=ollama(), vllm=vllm()).models
    write(tmp_path / "models.json", models)
    assert read(tmp_path / "models.json") == models
