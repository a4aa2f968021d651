"""A client of Grail's contract (docs/protocol.md) and of nothing else: for the demo, the tests and the measurements."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import boto3
import httpx
from botocore import UNSIGNED
from botocore.config import Config
from websockets.sync.client import ClientConnection, connect

from cloud.loopback import is_loopback, proxy_for

Json = dict[str, Any]


class ClientError(Exception):
    """An answer that is an error of the contract."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(f"{status} {error.get('code')}: {error.get('message')}")
        self.status = status
        self.code = error.get("code")


@dataclass
class Answer:
    """All frames of one answer, in order of arrival. Times are in seconds from `ask`."""

    accepted: Json
    frames: list[Json] = field(default_factory=list)
    accepted_after: float = 0.0
    begun_after: float | None = None
    first_delta_after: float | None = None

    @property
    def text(self) -> str:
        deltas = sorted((frame for frame in self.frames if frame["type"] == "delta"), key=lambda frame: frame["seq"])
        return "".join(frame["text"] for frame in deltas)

    @property
    def markers(self) -> list[int]:
        """Where the markers `[n]` stand in the text that the deltas give."""
        return sorted({at for frame in self.frames if frame["type"] == "delta" for at in frame["markers"]})

    @property
    def cited(self) -> list[int]:
        """The numbers of the sources that the markers cite, in order."""
        return [int(self.text[at + 1 : self.text.index("]", at)]) for at in self.markers]

    @property
    def end(self) -> Json:
        return self.frames[-1]

    def take(self, frame: Json) -> None:
        """A frame may come twice, if the function that makes the answer is killed."""
        if frame not in self.frames:
            self.frames.append(frame)

    @property
    def sources(self) -> list[Json]:
        return [passage for frame in self.frames if frame["type"] == "sources" for passage in frame["passages"]]


class Client:
    """One account's view of Grail at `api_url`."""

    def __init__(self, api_url: str, timeout: float = 30.0) -> None:
        self._http = httpx.Client(base_url=api_url, timeout=timeout, **_way(api_url))
        self._timeout = timeout
        self.id_token = ""
        self._refresh_token, self._renew_at = "", math.inf
        self.config: Json = self.call("GET", "/config")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._http.close()

    def sign_up(self, email: str, password: str) -> None:
        self._cognito().sign_up(ClientId=self.config["auth"]["client_id"], Username=email, Password=password)

    def sign_in(self, email: str, password: str) -> None:
        tokens = self._tokens("USER_PASSWORD_AUTH", USERNAME=email, PASSWORD=password)
        self._refresh_token = tokens["RefreshToken"]

    def _tokens(self, flow: str, **parameters: str) -> Json:
        """New tokens; the ID token is renewed a minute before it runs out."""
        answer = self._cognito().initiate_auth(
            ClientId=self.config["auth"]["client_id"], AuthFlow=flow, AuthParameters=parameters
        )
        tokens: Json = answer["AuthenticationResult"]
        self.id_token = tokens["IdToken"]
        self._renew_at = time.monotonic() + tokens["ExpiresIn"] - 60
        return tokens

    def _cognito(self) -> Any:
        auth = self.config["auth"]
        direct: dict[str, str] | None = {} if is_loopback(auth["endpoint"] or "") else None
        return boto3.client(
            "cognito-idp",
            region_name=auth["region"],
            endpoint_url=auth["endpoint"],
            config=Config(signature_version=UNSIGNED, proxies=direct),
        )

    def call(self, method: str, path: str, body: Json | None = None, **params: Any) -> Any:
        """The answer's JSON; raises ClientError for an error of the contract."""
        if time.monotonic() > self._renew_at:
            self._tokens("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=self._refresh_token)
        headers = {"Authorization": self.id_token} if self.id_token else {}
        answer = self._http.request(method, path, json=body, params=params, headers=headers)
        content = answer.json() if answer.content else {}
        if answer.status_code >= 400:
            raise ClientError(answer.status_code, content.get("error", {}))
        return content

    # Documents

    def upload(self, filename: str, data: bytes, **more: Any) -> Json:
        """Register and upload a file; returns its document, which is still on its way."""
        made = self.call("POST", "/documents", {"filename": filename, "size": len(data), **more})
        self.send_file(made["upload"], data)
        document: Json = made["document"]
        return document

    def send_file(self, upload: Json, data: bytes) -> None:
        url = upload["url"]
        answer = httpx.post(url, data=upload["fields"], files={"file": data}, timeout=60, **_way(url))
        answer.raise_for_status()

    def wait(
        self,
        document_id: str,
        statuses: Sequence[str] = ("ready", "failed"),
        seconds: float = 120,
        every: float = 0.1,
    ) -> Json:
        """The document once it has one of the statuses, asked for `every` so many seconds. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while True:
            document: Json = self.call("GET", f"/documents/{document_id}")
            if document["status"] in statuses:
                return document
            if time.monotonic() > until:
                raise TimeoutError(f"The document is still {document['status']} after {seconds:.0f} s.")
            time.sleep(every)

    def documents(self) -> Iterator[Json]:
        yield from self._pages("/documents")

    def conversations(self) -> Iterator[Json]:
        yield from self._pages("/conversations")

    def conversation(self, conversation_id: str) -> Json:
        """With all its messages, page after page."""
        messages: list[Json] = []
        page: Json = {"next_cursor": ""}
        while page["next_cursor"] is not None:
            page = self.call("GET", f"/conversations/{conversation_id}", cursor=page["next_cursor"])
            messages = page["messages"] + messages
        return page | {"messages": messages}

    def _pages(self, path: str) -> Iterator[Json]:
        cursor = ""
        while cursor is not None:
            page = self.call("GET", path, cursor=cursor)
            yield from page["items"]
            cursor = page["next_cursor"]

    def search(self, query: str, **more: Any) -> list[Json]:
        passages: list[Json] = self.call("POST", "/search", {"query": query, **more})["passages"]
        return passages

    # The socket

    def socket(self, origin: str | None = None) -> "Socket":
        ticket = self.call("POST", "/socket-tickets")["ticket"]
        return Socket(f"{self.config['websocket_url']}?ticket={ticket}", origin, self._timeout)


def _way(url: str) -> dict[str, Any]:
    """How httpx reaches an address. It would fail over a variable that names a SOCKS proxy, even one it needs not."""
    proxy = proxy_for(url)
    return {"proxy": proxy, "trust_env": proxy is not None}


class Socket:
    """One socket, open while its context lasts."""

    def __init__(self, url: str, origin: str | None, timeout: float = 30.0) -> None:
        self._opening = connect(url, origin=origin, proxy=proxy_for(url), open_timeout=timeout)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        self.connection: ClientConnection = self._opening.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opening.__exit__(kind, error, trace)

    def send(self, **frame: Any) -> None:
        self.send_text(json.dumps(frame, ensure_ascii=False))

    def send_text(self, text: str) -> None:
        """A frame as it stands, be it right or wrong."""
        self.connection.send(text)

    def receive(self, seconds: float = 30) -> Json:
        """The next frame of the contract; API Gateway's own notes are passed over."""
        while True:
            frame: Json = json.loads(self.connection.recv(timeout=seconds))
            if "type" in frame:
                return frame

    def until(self, *types: str, seconds: float = 60) -> Json:
        """The next frame of one of these types; others are passed over."""
        while True:
            frame = self.receive(seconds)
            if frame["type"] in types:
                return frame

    def ask(self, request_id: str, text: str, seconds: float = 60, **more: Any) -> Answer:
        """Ask and read to the end of the answer; raises ClientError if the question is not taken."""
        began = time.monotonic()
        self.send(action="ask", request_id=request_id, text=text, **more)
        frame = self.until("accepted", "error", seconds=seconds)
        if frame["type"] == "error":
            raise ClientError(400, frame["error"])
        answer = Answer(frame, accepted_after=time.monotonic() - began)
        while not answer.frames or answer.end["type"] not in ("done", "failed"):
            frame = self.receive(seconds)
            if frame.get("message_id") == answer.accepted["message_id"]:
                answer.take(frame)
                if answer.begun_after is None:
                    answer.begun_after = time.monotonic() - began
                if frame["type"] == "delta" and answer.first_delta_after is None:
                    answer.first_delta_after = time.monotonic() - began
        return answer
