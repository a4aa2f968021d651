"""A proxy in front of the local S3 and DynamoDB: counts requests and bytes, and makes each take as long as a real one.

`python -m measure.speed.proxy PORT UPSTREAM_PORT S3_MILLISECONDS DYNAMO_MILLISECONDS` runs it; `GET /_taken` tells and
forgets what was counted.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Mapping

TAKE = b"/_taken"
KINDS = ("_versions", "_indices", "_deletions", "_transactions", "data")
DYNAMO = "dynamo"


class Proxy:
    """Speaks HTTP/1.1 and looks at heads only. A client's connection has one of its own to the S3 behind."""

    def __init__(self, upstream: int, s3_delay: float, dynamo_delay: float) -> None:
        self._upstream = upstream
        self._s3_delay = s3_delay
        self._dynamo_delay = dynamo_delay
        self._counted: Counter[str] = Counter()

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._client, "127.0.0.1", port, limit=2**20)
        async with server:
            await server.serve_forever()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            while head := await _head(reader):
                method, target = head.split(b" ", 2)[:2]
                if target == TAKE:
                    writer.write(self._taken())
                    continue
                behind = behind or await asyncio.open_connection("127.0.0.1", self._upstream, limit=2**20)
                await self._forward(head, method, target, (reader, writer), behind)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # One of the two ends has hung up.
        finally:
            writer.close()
            if behind:
                behind[1].close()

    async def _forward(
        self,
        head: bytes,
        method: bytes,
        target: bytes,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        behind: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        headers = _headers(head)
        to_dynamo = headers.get(b"x-amz-target", b"").startswith(b"DynamoDB")
        await asyncio.sleep(self._dynamo_delay if to_dynamo else self._s3_delay)
        behind[1].write(head)
        sent = await _body(headers, client[0], behind[1])
        answer = await _answer_head(behind[0])
        while answer.split(b" ", 2)[1] == b"100":
            client[1].write(answer)
            answer = await _answer_head(behind[0])
        client[1].write(answer)
        bodiless = method == b"HEAD" or answer.split(b" ", 2)[1] in (b"204", b"304")
        received = 0 if bodiless else await _body(_headers(answer), behind[0], client[1])
        await client[1].drain()
        kind = DYNAMO if to_dynamo else kind_of(method.decode(), target.decode())
        self._counted.update({f"{kind} requests": 1, f"{kind} bytes": sent + received})

    def _taken(self) -> bytes:
        body = json.dumps(self._counted).encode()
        self._counted.clear()
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def kind_of(method: str, target: str) -> str:
    """`GET data`, `LIST _versions`, … : what was done to which kind of Lance's files."""
    path, _, query = target.partition("?")
    listed = method == "GET" and ("prefix=" in query or "list-type=" in query)
    where = query if listed else path
    return f"{'LIST' if listed else method} {next((kind for kind in KINDS if kind in where), 'other')}"


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Start line and headers; empty when the other end has closed."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return b""


async def _answer_head(reader: asyncio.StreamReader) -> bytes:
    if not (head := await _head(reader)):
        raise ConnectionError("The S3 behind has hung up.")
    return head


def _headers(head: bytes) -> Mapping[bytes, bytes]:
    lines = head.split(b"\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}


async def _body(headers: Mapping[bytes, bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """Pass a body on as it comes; returns its length."""
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        return await _chunks(reader, writer)
    return await _pass(int(headers.get(b"content-length", b"0")), reader, writer)


async def _chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    total = 0
    while True:
        line = await reader.readuntil(b"\r\n")
        writer.write(line)
        size = int(line.split(b";")[0], 16)
        await _pass(size + 2, reader, writer)  # With the line's end that follows each chunk, and the last one.
        total += size
        if size == 0:
            return total


async def _pass(length: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    left = length
    while left:
        data = await reader.read(min(left, 2**18))
        if not data:
            raise asyncio.IncompleteReadError(b"", left)
        writer.write(data)
        await writer.drain()
        left -= len(data)
    return length


if __name__ == "__main__":
    listening, upstream, s3, dynamo = sys.argv[1:]
    asyncio.run(Proxy(int(upstream), float(s3) / 1000, float(dynamo) / 1000).serve(int(listening)))
