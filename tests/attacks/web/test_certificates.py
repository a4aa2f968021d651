"""A page by https comes from the host that its address names, although a checked number is connected to."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.adapters.web.fetching import Fetcher, Limits
from chalicelib.adapters.web.networks import Networks
from chalicelib.errors import AddressRefusedError, FetchError
from tests.attacks.conftest import Attacks
from tests.support.raw_server import Line, RawServer, Reply, page, sends

NAME = "public.example"
HOSTS = {NAME: [["93.184.216.34"]], "other.example": [["93.184.216.34"]]}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of NAME, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificates") / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class TLSServer(RawServer):
    def __init__(self, reply: Reply, certificate: Path) -> None:
        super().__init__(reply)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.asked_for: list[str | None] = []
        context.sni_callback = lambda _, name, __: self.asked_for.append(name)
        self._socket = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)


def fetcher(line: Line, trusted: Path | None) -> Fetcher:
    context = ssl.create_default_context(cafile=trusted) if trusted else None
    return Fetcher(Networks(resolver=line.resolve), connect=line.connect, context=context)


def test_a_page_comes_from_the_host_of_its_name(certificate: Path) -> None:
    server = TLSServer(sends(page(b"words")), certificate)
    with server.running():
        line = Line(server.port, HOSTS)
        assert fetcher(line, certificate).fetch(f"https://{NAME}/a").body == b"words"
    assert (line.connected, server.asked_for) == (["93.184.216.34"], [NAME])
    assert f"Host: {NAME}\r\n".encode() in server.requests[0]


@pytest.mark.parametrize(("host", "is_trusted"), [("other.example", True), (NAME, False), ("93.184.216.34", True)])
def test_a_certificate_of_another_is_refused(certificate: Path, host: str, is_trusted: bool, attacks: Attacks) -> None:
    with TLSServer(sends(page(b"secret")), certificate).running() as server:
        line = Line(server.port, HOSTS)
        with pytest.raises(FetchError, match="no valid certificate"):
            fetcher(line, certificate if is_trusted else None).fetch(f"https://{host}/")
    attacks.refused("a certificate of another", not server.requests, host)


def test_a_handshake_without_end_is_ended(attacks: Attacks) -> None:
    """A server that takes the connection and says nothing: TLS would wait for it."""
    with RawServer(lambda _, __: None).running() as server:
        line = Line(server.port, HOSTS)
        with pytest.raises(FetchError) as caught:
            fetcher(line, None).fetch(f"https://{NAME}/", limits=Limits(seconds=0.5))
    attacks.refused("an answer that harms", caught.value.code == "too_slow", caught.value.code)


def test_a_redirect_from_https_to_http_is_refused(certificate: Path, attacks: Attacks) -> None:
    answer = page(b"", f"Location: http://{NAME}/", status="301 Moved")
    with TLSServer(sends(answer), certificate).running() as server:
        line = Line(server.port, HOSTS)
        with pytest.raises(AddressRefusedError, match="from https to http"):
            partial(fetcher(line, certificate).fetch, f"https://{NAME}/")()
    attacks.refused("a redirect inside", len(line.connected) == 1, line.connected)
