"""What is on this machine, and what the environment says of proxies after a start."""

import urllib.request

import pytest

from cloud.loopback import ProxyKindError, bypass_proxies, is_loopback, proxy_for

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:4566/x", True),
        ("ws://127.8.9.1:1/api", True),
        ("http://[::1]:11434/v1", True),
        ("http://aws.localhost:1", True),
        ("https://example.org", False),
        ("http://localhost.example.org", False),
        ("http://10.0.0.7:11434/v1", False),
        ("", False),
    ],
)
def test_an_address_of_this_machine_is_known(url: str, here: bool) -> None:
    assert is_loopback(url) == here


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What Python finds of proxies, be it in the environment or in the settings of macOS."""
    found: dict[str, str] = {}
    monkeypatch.setattr(urllib.request, "getproxies", lambda: found)
    return found


def test_exceptions_are_kept_and_extended(proxies: dict[str, str]) -> None:
    proxies |= {"http": PROXY, "no": "intranet.example"}
    environment = {"HTTP_PROXY": PROXY, "NO_PROXY": "intranet.example, 127.0.0.1", "no_proxy": "other.example"}
    bypass_proxies(environment)
    wanted = "other.example,intranet.example,127.0.0.1,localhost,::1"
    assert environment == {"HTTP_PROXY": PROXY, "NO_PROXY": wanted, "no_proxy": wanted}


def test_an_environment_without_proxies_stays_as_it_is(proxies: dict[str, str]) -> None:
    environment = {"PATH": "/bin"}
    bypass_proxies(environment)
    assert environment == {"PATH": "/bin"}


def test_a_proxy_of_the_settings_is_written_down(proxies: dict[str, str]) -> None:
    proxies |= {"https": PROXY}
    environment: dict[str, str] = {}
    bypass_proxies(environment)
    assert environment["https_proxy"] == PROXY
    assert environment["no_proxy"] == environment["NO_PROXY"] == "localhost,127.0.0.1,::1"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://api.example", PROXY),
        ("wss://api.example/x", PROXY),
        ("http://api.example", "http://proxy.example:8080"),
        ("http://127.0.0.1:1", None),
        ("https://near.intranet.example", None),
    ],
)
def test_an_address_is_reached_as_the_environment_says(
    url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("HTTP_PROXY", "proxy.example:8080")
    monkeypatch.setenv("ALL_PROXY", "socks5h://proxy.example:1080")
    monkeypatch.setenv("no_proxy", ".intranet.example")
    assert proxy_for(url) == proxy


def test_a_socks_proxy_is_refused_in_a_sentence(proxies: dict[str, str]) -> None:
    password = "secret"
    proxies |= {"all": f"socks5h://user:{password}@proxy.example:1080"}
    with pytest.raises(ProxyKindError, match=r"api\.example cannot be reached through socks5h://…") as raised:
        proxy_for("https://api.example")
    assert password not in str(raised.value)
