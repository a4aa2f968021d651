"""The body of an answer, unpacked within bounds: of its length, of its ratio, of its time."""

import http.client
import time
import zlib
from collections.abc import Iterator

from chalicelib.errors import FetchError

BLOCK = 64 * 1024
MOST_RATIO = 100  # A page packs to a twentieth at most; what is said in so few bytes is no text.
RATIO_FROM = 1024 * 1024  # Bytes below which no ratio is suspicious.
GZIP = zlib.MAX_WBITS | 16  # zlib's number for a stream with the head of gzip.
PACKED = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}
PLAIN = ("", "identity")


def read_body(response: http.client.HTTPResponse, most_bytes: int, until: float) -> bytes:
    """All of the body, unpacked. Raises FetchError, OSError, http.client.HTTPException.

    An answer that breaks off before its stated length, or in the middle of its packing, is no page.
    """
    encoding = (response.headers.get("Content-Encoding") or "").strip().lower()
    blocks = _bounded(_blocks(response, until), most_bytes)
    if encoding in PACKED:
        blocks = _bounded(_unpacked(blocks, PACKED[encoding]), most_bytes)
    elif encoding not in PLAIN:
        raise FetchError("bad_answer", "The page is packed in a way that was not asked for.")
    return b"".join(blocks)


def _blocks(response: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
    while True:
        block = response.read(BLOCK)
        if time.monotonic() > until:
            raise FetchError("too_slow", "The page comes too slowly.", retryable=True)
        if not block:
            break
        yield block
    if response.length:
        raise FetchError("bad_answer", "The page broke off before its end.", retryable=True)


def _bounded(blocks: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > most_bytes:
            raise FetchError("too_large", f"The page is too large: at most {most_bytes // 2**20} MB are read.")
        yield block


def _unpacked(blocks: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    packed = unpacked = 0
    unpacker = None
    for block in blocks:
        packed += len(block)
        unpacker = unpacker or zlib.decompressobj(_wbits(wbits, block))
        rest, is_more = block, True
        while is_more and not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, BLOCK)
            except zlib.error as error:
                raise FetchError("bad_answer", "The page cannot be unpacked.", retryable=True) from error
            rest = unpacker.unconsumed_tail
            unpacked += len(piece)
            if unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed:
                raise FetchError("too_large", "The page unpacks to far more than it is.")
            yield piece
            is_more = bool(rest) or len(piece) == BLOCK
    if unpacker is not None and not unpacker.eof:
        raise FetchError("bad_answer", "The page broke off before its end.", retryable=True)


def _wbits(wbits: int, block: bytes) -> int:
    """Of `deflate` two forms are sent: with zlib's head, as the standard has it, and without."""
    has_head = len(block) > 1 and block[0] & 0x0F == zlib.DEFLATED and int.from_bytes(block[:2]) % 31 == 0
    return wbits if wbits == GZIP or has_head else -wbits
