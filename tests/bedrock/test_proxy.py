"""A model server on this machine is reached directly, another one by the proxy that the environment names."""

from __future__ import annotations

import pytest

from cloud.bedrock.catalogue import LOCAL_OPENAI, Options
from cloud.bedrock.server import BedrockServer
from measure.running import free_ports
from tests.bedrock.asking import TOWER, answer, grounded, request
from tests.bedrock.conftest import client, serve
from tests.bedrock.fake_openai import WORDS, FakeOpenAi

ASKED = request(grounded("Who built the tower?", TOWER), model=LOCAL_OPENAI)
AT_ONCE = "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"


@pytest.fixture(params=["http", "socks5h", "gopher"])
def proxy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A proxy at which nobody answers, named in every spelling."""
    address = f"{request.param}://127.0.0.1:{free_ports(1)[0]}"
    for name in AT_ONCE:
        monkeypatch.setenv(name, address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return address


@pytest.mark.parametrize("model", ["big", None])
def test_a_model_server_on_this_machine_needs_no_proxy(model: str | None, proxy: str) -> None:
    fake = FakeOpenAi()
    with serve(fake.app()) as upstream:
        for address in (upstream, upstream.replace("127.0.0.1", "localhost")):
            with serve(BedrockServer(Options(llm_url=address, llm_model=model)).app()) as bedrock:
                assert answer(client(bedrock), ASKED) == "".join(WORDS)


def test_a_proxy_that_fails_is_named(proxy: str) -> None:
    options = Options(llm_url="http://models.example", llm_model="big")
    with serve(BedrockServer(options).app()) as address:
        bedrock = client(address)
        with pytest.raises(bedrock.exceptions.ModelErrorException) as refused:
            bedrock.converse(**ASKED)
    assert "proxy" in str(refused.value)
    assert "NO_PROXY" in str(refused.value)
