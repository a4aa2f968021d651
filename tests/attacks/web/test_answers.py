"""Servers that answer to harm: for ever, too much, packed tight, or with words that are meant for somebody else."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from chalicelib.adapters.web.bodies import BLOCK
from chalicelib.adapters.web.fetching import Fetcher, Limits, Page, Validators
from chalicelib.adapters.web.networks import Networks
from chalicelib.errors import FetchError
from tests.attacks.conftest import Attacks
from tests.support.raw_server import Line, RawServer, Reply, page, sends

SMALL = Limits(most_bytes=2 * 1024 * 1024, seconds=1.0)
PATIENCE = 20.0  # Seconds after which an answer counts as one without an end, on a machine as busy as can be.


def fetched(reply: Reply, limits: Limits = SMALL, validators: Validators | None = None) -> tuple[Page, RawServer]:
    with RawServer(reply).running() as server:
        line = Line(server.port, {"public.example": [["93.184.216.34"]]})
        fetcher = Fetcher(Networks(resolver=line.resolve), connect=line.connect)
        return fetcher.fetch("http://public.example/", validators, limits), server


def again(part: bytes, first: bytes = b"", pause: float = 0.0) -> Reply:
    """The same bytes over and over."""

    def reply(_: bytes, connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return reply


def packed(body: bytes, encoding: str = "gzip") -> bytes:
    return page(body, f"Content-Encoding: {encoding}")


OPEN = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(64 * 2**20))
RAW = zlib.compressobj(wbits=-15)

HARMFUL: dict[str, Reply] = {
    "a body without end": again(bytes(65536), OPEN),
    "chunks without end": again(b"10000\r\n" + bytes(65536) + b"\r\n", CHUNKED),
    "a body above its length": sends(page(bytes(3 * 2**20))),
    "a body of one byte now and then": again(b"x", OPEN, 0.05),
    "a status of one byte now and then": again(b"H", b"", 0.05),
    "headers without end": again(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
    "headers of one byte now and then": again(b"x", b"HTTP/1.1 200 OK\r\nX-", 0.05),
    "a header line without end": again(bytes(65536).replace(b"\0", b"a"), b"HTTP/1.1 200 OK\r\nX: "),
    "ninety large headers": sends(b"HTTP/1.1 200 OK\r\n" + (b"X-A: " + b"a" * 9_000 + b"\r\n") * 90 + b"\r\nx"),
    "a thousand headers": sends(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000 + b"\r\nx"),
    "interim answers without end": again(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a chunk's head without end": again(b"1" * 65536, CHUNKED),
    "a chunk's remark without end": again(b"a" * 65536, CHUNKED + b"1;"),
    "trailers without end": again(b"X: y\r\n", CHUNKED + b"1\r\nx\r\n0\r\n"),
    "a chunk of a length that is none": sends(CHUNKED + b"-1\r\nx\r\n0\r\n\r\n"),
    "a chunk that is not there": sends(CHUNKED + b"ffffff\r\nx"),
    "a bomb": sends(packed(BOMB)),
    "a bomb in a bomb": sends(packed(gzip.compress(BOMB), "gzip, gzip")),
    "a bomb without zlib's head": sends(packed(RAW.compress(bytes(64 * 2**20)) + RAW.flush(), "deflate")),
    "a bomb below the limit of bytes": sends(packed(gzip.compress(bytes(2**20 + 2**19)))),
    "packing that is none": sends(packed(b"no gzip at all")),
    "packing that breaks off": sends(packed(gzip.compress(b"words " * 5000)[:60])),
    "packing that nobody asked for": sends(packed(b"x", "br")),
    "packing of a name that is none": sends(packed(b"x", "gzip\x0b")),
    "a length that is not kept": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort"),
    "no answer": sends(b""),
    "silence": again(b"", b"", 0.05),
    "no HTTP": sends(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a status that is none": sends(b"HTTP/1.1 9999 What\r\n\r\n"),
    "redirects in a ring": sends(page(b"", "Location: /again", status="301 Moved")),
    "a redirect to itself": sends(page(b"", "Location: http://public.example/", status="308 Moved")),
    "a redirect of a long way": sends(page(b"", "Location: /" + "a" * 3000, status="302 Found")),
    "another protocol": sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "a part of the body": sends(page(b"part", "Content-Range: bytes 0-3/9", status="206 Partial Content")),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_harmful_answer_is_no_page(harm: str, attacks: Attacks) -> None:
    began = time.monotonic()
    try:
        fetched(HARMFUL[harm])
        refused = False
    except FetchError:
        refused = True
    attacks.refused("an answer that harms", refused and time.monotonic() - began < PATIENCE, harm)


def test_a_bomb_is_not_unpacked_in_memory(attacks: Attacks) -> None:
    """64 MB of zeros: no more than the limit and a block is ever made of them."""
    made = []
    make = zlib.decompressobj

    def unpack(wbits: int) -> object:
        real = make(wbits)

        class Counted:
            eof = property(lambda self: real.eof)
            unconsumed_tail = property(lambda self: real.unconsumed_tail)

            def decompress(self, data: bytes, most: int) -> bytes:
                made.append(len(piece := real.decompress(data, most)))
                return piece

        return Counted()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chalicelib.adapters.web.bodies.zlib.decompressobj", unpack)
        with pytest.raises(FetchError, match="too large"):
            fetched(sends(packed(BOMB)))
    attacks.refused("an answer that harms", sum(made) <= 2 * 2**20 + BLOCK, sum(made))


HEADERS: dict[str, tuple[str, Callable[[Page], bool]]] = {
    "an ETag with a break": ('ETag: "a\rX-Injected: 1"', lambda page: page.validators.etag == '"a'),
    "a long ETag": (f'ETag: "{"a" * 5000}"', lambda page: page.validators.etag is None),
    "an ETag beyond ASCII": ('ETag: "\xfc"', lambda page: page.validators.etag is None),
    "a date with a tab": ("Last-Modified: Mon\t1", lambda page: page.validators.modified is None),
    "a type with a break": ("Content-Type: text/html\r X: y", lambda page: "\r" not in page.content_type),
    "a name with folders": (
        'Content-Disposition: attachment; filename="../../etc/passwd"',
        lambda page: page.filename == "passwd",
    ),
    "a name of another system's folders": (
        'Content-Disposition: attachment; filename="..\\\\..\\\\boot.ini"',
        lambda page: page.filename == "boot.ini",
    ),
    "a cookie": ("Set-Cookie: session=1", lambda page: page.body == b"words"),
}


@pytest.mark.parametrize("trick", HEADERS)
def test_a_header_is_taken_for_no_more_than_it_is(trick: str, attacks: Attacks) -> None:
    header, holds = HEADERS[trick]
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n{header}\r\n\r\nwords".encode("latin-1")
    made, server = fetched(sends(answer))
    attacks.refused("a header that tricks", holds(made), made)
    _, later = fetched(sends(answer), validators=made.validators)
    for head in (*server.requests, *later.requests):
        attacks.refused("a header that tricks", b"X-Injected" not in head and b"Cookie" not in head, head)


def test_what_another_address_said_is_not_told_to_this_one(attacks: Attacks) -> None:
    theirs = Validators("http://other.example/", '"a-mark-to-know-you-by"')
    _, server = fetched(sends(page(b"words")), validators=theirs)
    attacks.refused("a header that tricks", b"a-mark" not in server.requests[0], server.requests)


def test_a_guest_says_who_it_is_and_nothing_of_its_person() -> None:
    _, server = fetched(sends(page(b"words")))
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    assert {line.split(":")[0] for line in lines[1:] if line} == {
        "Host", "User-Agent", "Accept", "Accept-Encoding", "Connection",
    }  # fmt: skip
    assert "User-Agent: grail/1.0" in lines
