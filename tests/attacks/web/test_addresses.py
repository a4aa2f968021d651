"""Addresses that are meant to reach what only this machine, or this network, can reach."""

import pytest

from chalicelib.adapters.web.fetching import Fetcher
from chalicelib.adapters.web.networks import Networks
from chalicelib.errors import AddressRefusedError, FetchError
from tests.attacks.conftest import Attacks
from tests.support.raw_server import Line, RawServer, page, sends

NOTATIONS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0x7f.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.01/",
    "http://0/", "http://0.0.0.0/", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
    "http://１２７.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://2852039166/",
    "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://169.254.43518/", "http://425.510.425.510/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://100.64.0.1/", "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/",
    "http://198.18.0.1/", "http://224.0.0.251/", "http://239.255.255.250/", "http://240.0.0.1/",
    "http://255.255.255.255/", "http://192.0.2.1/", "http://192.88.99.1/", "http://1.2.3.4.5/", "http://256.1.1.1/",
]  # fmt: skip
VERSION_6 = [
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/", "http://[::127.0.0.1]/", "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a9fe:a9fe]/", "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/", "http://[2001:0:7f00:1::1]/", "http://[2001::1]/", "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    "http://[fec0::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[5f00::1]/",
    "http://[100::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::1.2.3.4]/", "http://[v1.x]/", "http://[127.0.0.1]/",
]  # fmt: skip
SPELLINGS = [
    "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "data:text/html,x", "javascript:alert(1)",
    "dict://127.0.0.1:11211/stat", "//example.org/", "http:example.org", "http:///example.org/", "http://",
    "https://?x", "http://@example.org/", "http://name@example.org/", "http://:word@example.org/",
    "http://example.org:22/", "http://example.org:9001/2018-06-01/runtime/invocation/next", "http://example.org:0/",
    "http://example.org:99999/", "http://example.org:8080/", "http://example.org:-80/", "http://example.org:x/",
    "http://example.org\\@127.0.0.1/", "http://example.org\t/", "http://exa\nmple.org/", "http://example.org/ x",
    "http://example.org/\r\nX-Injected: 1", "http://example%2eorg/", "http://127.0.0.1%23.example.org/",
    "http://example.org\x00.example.net/", "http://exam\u200bple.org/", "http://a..b/", "http://-a.example/",
    "http://" + "a" * 64 + ".example/", "http://" + "a." * 200 + "example/", "http://example.org/" + "a" * 2000,
    "http://*.example.org/", "http://exa mple.org/", "http://example.org,127.0.0.1/", "http://[::1/", "http://::1/",
]  # fmt: skip


@pytest.mark.parametrize("address", [*NOTATIONS, *VERSION_6, *SPELLINGS])
def test_an_address_that_is_no_public_page_is_refused(address: str, attacks: Attacks) -> None:
    """The resolver is a system's at its worst: it takes a host's name for whatever address it spells."""
    with RawServer(sends(page(b"secret"))).running() as server:
        line = Line(server.port, {})
        fetcher = Fetcher(Networks(resolver=line.resolve), connect=line.connect)
        refused = False
        try:
            fetcher.fetch(address)
        except AddressRefusedError:
            refused = True
        except FetchError as error:
            refused = error.code == "unreachable"
    attacks.refused("an address that is not public", refused and not line.connected, address)


NAMES = {
    "loopback": "127.0.0.1",
    "private": "10.1.2.3",
    "metadata": "169.254.169.254",
    "shared by carriers": "100.64.1.1",
    "version 6, local": "fd12::1",
    "version 6, mapped": "::ffff:10.0.0.1",
    "version 6, 6to4": "2002:a00:1::1",
    "version 6, translated": "64:ff9b::a00:1",
    "version 6, Teredo": "2001:0:a00:1::1",
}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("beside", [[], ["93.184.216.34"]], ids=["alone", "beside a public one"])
def test_a_name_that_leads_inside_is_refused(kind: str, beside: list[str], attacks: Attacks) -> None:
    with RawServer(sends(page(b"secret"))).running() as server:
        line = Line(server.port, {"inside.example": [[*beside, NAMES[kind]]]})
        with pytest.raises(AddressRefusedError):
            Fetcher(Networks(resolver=line.resolve), connect=line.connect).fetch("http://inside.example/")
    attacks.refused("a name that leads inside", not line.connected, kind)


def test_a_name_that_turns_is_connected_as_checked(attacks: Attacks) -> None:
    """DNS rebinding: a second answer of the resolver would be the metadata service. Nobody asks for a second one."""
    with RawServer(sends(page(b"public"))).running() as server:
        line = Line(server.port, {"turns.example": [["93.184.216.34"], ["169.254.169.254"]]})
        fetcher = Fetcher(Networks(resolver=line.resolve), connect=line.connect)
        assert fetcher.fetch("http://turns.example/").body == b"public"
        well = line.connected == ["93.184.216.34"] and len(line.resolved) == 1
        attacks.refused("rebinding", well, line.connected)
        with pytest.raises(AddressRefusedError):
            fetcher.fetch("http://turns.example/")
        attacks.refused("rebinding", line.connected == ["93.184.216.34"], line.connected)


REDIRECTS = [
    "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/iam/", "//10.0.0.1/", "http://[::1]/",
    "http://2130706433/", "http://name@public.example/", "http://public.example:6379/", "file:///etc/passwd",
    "gopher://public.example/_INFO", "http://inside.example/", "http:\\\\127.0.0.1\\", "/\\127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("location", REDIRECTS)
def test_a_redirect_inside_is_refused(location: str, attacks: Attacks) -> None:
    answer = page(b"", f"Location: {location}", status="302 Found")
    with RawServer(sends(answer)).running() as server:
        hosts = {"public.example": [["93.184.216.34"]], "inside.example": [["192.168.0.10"]]}
        line = Line(server.port, hosts)
        with pytest.raises(AddressRefusedError):
            Fetcher(Networks(resolver=line.resolve), connect=line.connect).fetch("http://public.example/")
        attacks.refused("a redirect inside", line.connected == ["93.184.216.34"], location)


def test_a_redirect_to_a_name_that_rebinds_is_refused(attacks: Attacks) -> None:
    """The first page is public; so was the name of the second one when somebody looked before."""
    answer = page(b"", "Location: /next", status="307 Temporary Redirect")
    with RawServer(sends(answer)).running() as server:
        line = Line(server.port, {"turns.example": [["93.184.216.34"], ["127.0.0.1"]]})
        with pytest.raises(AddressRefusedError):
            Fetcher(Networks(resolver=line.resolve), connect=line.connect).fetch("http://turns.example/")
        attacks.refused("rebinding", line.connected == ["93.184.216.34"], line.connected)


@pytest.mark.parametrize(
    ("allowed", "ip", "reached"),
    [
        (("10.1.0.0/16",), "10.1.2.3", True),
        (("10.1.0.0/16",), "10.2.0.1", False),
        (("intranet.example",), "10.2.0.1", True),
        (("intranet.example",), "169.254.169.254", False),
        (("intranet.example",), "::ffff:10.2.0.1", False),
        (("other.example",), "10.2.0.1", False),
        (("fd00::/8",), "fd00::5", True),
    ],
)
def test_what_an_operator_allows_may_be_asked_and_nothing_beside(allowed, ip, reached, attacks: Attacks) -> None:
    with RawServer(sends(page(b"inside"))).running() as server:
        line = Line(server.port, {"intranet.example": [[ip]]})
        fetcher = Fetcher(Networks(allowed, line.resolve), connect=line.connect)
        if reached:
            assert fetcher.fetch("http://intranet.example/").body == b"inside"
            return
        with pytest.raises(AddressRefusedError):
            fetcher.fetch("http://intranet.example/")
        attacks.refused("an address that is not allowed", not line.connected, ip)
