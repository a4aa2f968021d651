"""A model's file is fetched once, whole and right, whatever happens on the way; or a sentence says why not."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cloud.models import fetch
from cloud.models.fetch import Fetch
from cloud.models.verified import WeightsError, is_verified
from cloud.models.weights import Weights, catalogue, chosen, provide
from measure.running import free_ports

CONTENT = b"GGUF" + os.urandom(3_000_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FILE = "x.gguf"


class Source:
    """Gives `content`; each entry of `cuts` ends one answer after so many bytes. Keeps the ranges it was asked for."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.cuts: list[int] = []
        self.ranges: list[str | None] = []
        self.etag: str | None = '"one"'
        self.takes_ranges = True
        self.statuses: list[int] = []
        self.moved_to = ""
        self.tells_length = True

    def handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                source.answer(self)

            def log_message(self, *_: object) -> None: ...

        return Handler

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        to.close_connection = True
        if self.moved_to and to.path == f"/{FILE}":
            to.send_response(302)
            to.send_header("Location", self.moved_to)
            to.send_header("Content-Length", "0")
            to.end_headers()
            return
        asked = to.headers.get("Range")
        self.ranges.append(asked)
        if self.statuses:
            to.send_error(self.statuses.pop(0))
            return
        start = 0
        if asked and self.takes_ranges and to.headers.get("If-Range") in (None, self.etag):
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        to.send_response(206 if start else 200)
        if start:
            to.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        if self.etag:
            to.send_header("ETag", self.etag)
        if self.tells_length:
            to.send_header("Content-Length", str(len(self.content) - start))
        to.end_headers()
        sent = self.content[start:]
        to.wfile.write(sent[: self.cuts.pop(0)] if self.cuts else sent)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SPARE", 0)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def url(source: Source) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), source.handler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{FILE}"
    server.shutdown()
    server.server_close()


class Person:
    """Sees the progress, and asks for the end once `until` bytes are fetched. Waits for nothing."""

    def __init__(self, until: int | None = None) -> None:
        self.until = until
        self.seen: list[tuple[str, int]] = []
        self.waited: list[float] = []

    def progress(self, what: str, done: int, total: int | None) -> None:
        assert total is None or done <= total
        self.seen.append((what, done))

    def ended(self, seconds: float) -> bool:
        self.waited += [seconds] if seconds else []
        return self.until is not None and self.seen[-1][1] >= self.until


def fetched(url: str, folder: Path, person: Person | None = None, size: int | None = len(CONTENT)) -> Path:
    person = person or Person()
    return Fetch(url, DIGEST, size, folder / FILE, person.progress, person.ended).run()


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("size", [len(CONTENT), None])
def test_a_file_is_fetched_whole(url: str, tmp_path: Path, size: int | None) -> None:
    person = Person()
    path = fetched(url, tmp_path / "new" / "models", person, size)
    assert path.read_bytes() == CONTENT
    assert is_verified(path, DIGEST)
    assert left(path.parent) == {FILE, f"{FILE}.verified.json"}
    assert person.seen[-1] == ("Fetched", len(CONTENT))
    assert person.waited == []


@pytest.mark.parametrize("etag", ['"one"', 'W/"weak"', None])
def test_a_fetch_that_breaks_off_three_times_goes_on(
    source: Source, url: str, tmp_path: Path, etag: str | None
) -> None:
    source.cuts, source.etag = [1_000_000, 500_000, 1], etag
    assert fetched(url, tmp_path).read_bytes() == CONTENT
    assert source.ranges == [None, "bytes=1000000-", "bytes=1500000-", "bytes=1500001-"]


def test_a_next_start_goes_on_where_the_person_stopped(source: Source, url: str, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="next start goes on"):
        fetched(url, tmp_path, Person(until=100_000))
    have = (tmp_path / f"{FILE}.part").stat().st_size
    assert 100_000 <= have < len(CONTENT)
    assert not (tmp_path / FILE).exists()
    person = Person()
    assert fetched(url, tmp_path, person).read_bytes() == CONTENT
    assert source.ranges == [None, f"bytes={have}-"]
    assert person.seen[0] == ("Checked", have)


def test_a_part_of_another_version_is_thrown_away(source: Source, url: str, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.part").write_bytes(b"old" * 1_000)
    (tmp_path / f"{FILE}.part.json").write_text('{"etag": "\\"zero\\""}')
    assert fetched(url, tmp_path).read_bytes() == CONTENT
    assert source.ranges == ["bytes=3000-"]


def test_a_server_without_ranges_sends_all_of_it(source: Source, url: str, tmp_path: Path) -> None:
    source.takes_ranges, source.cuts = False, [1_000_000]
    assert fetched(url, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_whole_is_not_fetched_again(source: Source, url: str, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.part").write_bytes(CONTENT)
    assert fetched(url, tmp_path).read_bytes() == CONTENT
    assert source.ranges == []


@pytest.mark.parametrize("status", [500, 503, 429, 416])
def test_a_server_that_is_busy_is_asked_again(source: Source, url: str, tmp_path: Path, status: int) -> None:
    source.statuses = [status, status]
    person = Person()
    assert fetched(url, tmp_path, person).read_bytes() == CONTENT
    assert person.waited == [2.0, 4.0]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_server_that_refuses_is_told_once(source: Source, url: str, tmp_path: Path, status: int) -> None:
    source.statuses = [status]
    with pytest.raises(WeightsError, match=f"127.0.0.1 does not give x.gguf: it answered with status {status}"):
        fetched(url, tmp_path)
    assert len(source.ranges) == 1


def test_a_wrong_digest_leaves_nothing(source: Source, url: str, tmp_path: Path) -> None:
    source.content = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    with pytest.raises(WeightsError, match="its digest differs, so it was deleted"):
        fetched(url, tmp_path)
    assert left(tmp_path) == set()


@pytest.mark.parametrize("more", [-5, 5])
def test_a_file_of_another_length_is_refused_before_it_is_fetched(
    source: Source, url: str, tmp_path: Path, more: int
) -> None:
    source.content = (CONTENT + b"12345")[: len(CONTENT) + more]
    person = Person()
    with pytest.raises(WeightsError, match=r"another x\.gguf than was expected"):
        fetched(url, tmp_path, person)
    assert person.seen == []


def test_a_file_without_an_end_is_cut_off(source: Source, url: str, tmp_path: Path) -> None:
    source.content, source.tells_length = CONTENT + bytes(2_000_000), False
    with pytest.raises(WeightsError, match=r"another x\.gguf than was expected"):
        fetched(url, tmp_path)
    with pytest.raises(WeightsError, match="does not say how long"):
        fetched(url, tmp_path / "other", size=None)


def test_no_network_is_said_with_the_way_out(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}/{FILE}"
    person = Person()
    with pytest.raises(WeightsError) as failed:
        fetched(url, tmp_path, person)
    assert f"fetch {url} elsewhere and put the file into {tmp_path}" in str(failed.value)
    assert person.waited == [2.0, 4.0]


def test_a_server_that_never_sends_more_is_given_up(source: Source, url: str, tmp_path: Path) -> None:
    source.cuts = [1_000_000] + [0] * 20
    with pytest.raises(WeightsError, match="could not be fetched"):
        fetched(url, tmp_path)
    assert (tmp_path / f"{FILE}.part").stat().st_size == 1_000_000


def test_too_little_room_is_said_before_the_fetch(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SPARE", 10**18)
    person = Person()
    with pytest.raises(WeightsError, match=r"not enough room for x\.gguf"):
        fetched(url, tmp_path, person)
    assert person.seen == []


def test_a_disk_that_fills_up_on_the_way_is_said(url: str, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SPARE", -(10**9))
    with pytest.raises(WeightsError, match=r"not enough room for x\.gguf"):
        fetched(url, small_disk)
    assert FILE not in left(small_disk)


def test_a_folder_that_cannot_be_written_to_is_said(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WeightsError, match="cannot be written to"):
        fetched(url, tmp_path / "file" / "models")


def test_two_do_not_fetch_at_once(url: str, tmp_path: Path) -> None:
    with (tmp_path / f"{FILE}.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(WeightsError, match="fetched by another Grail"):
            fetched(url, tmp_path)


def test_loopback_is_fetched_from_without_a_proxy(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_ports(1)[0]}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert fetched(url, tmp_path).read_bytes() == CONTENT


def test_the_outside_is_reached_by_the_proxy(
    source: Source, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source stands for the proxy: it is asked for an address of the outside."""
    monkeypatch.setenv("http_proxy", url.removesuffix(f"/{FILE}"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert fetched(f"http://models.example/{FILE}", tmp_path).read_bytes() == CONTENT


def test_a_redirect_is_followed(source: Source, url: str, tmp_path: Path) -> None:
    source.moved_to, source.cuts = url.replace(FILE, "store/x"), [1_000_000]
    assert fetched(url, tmp_path).read_bytes() == CONTENT
    assert source.ranges == [None, "bytes=1000000-"]


# Which file


def weights(url: str) -> Weights:
    return Weights("x", "X", FILE, url, DIGEST, len(CONTENT))


def provided(url: str, *folders: Path) -> Path:
    person = Person()
    return provide(weights(url), folders, person.progress, person.ended)


def test_a_file_that_is_there_is_not_fetched(source: Source, url: str, tmp_path: Path) -> None:
    first = provided(url, tmp_path)
    assert provided(url, tmp_path) == first
    assert len(source.ranges) == 1


def test_a_file_in_a_folder_is_used_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / FILE).write_bytes(CONTENT)
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}/{FILE}"
    assert provided(nobody, tmp_path / "home", tmp_path / "stick") == tmp_path / "stick" / FILE
    assert not (tmp_path / "home").exists()


def test_a_file_in_a_folder_must_be_the_right_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(CONTENT + b"x")
    with pytest.raises(WeightsError, match="digest differs"):
        provided("http://127.0.0.1:9/x.gguf", tmp_path)
    assert (tmp_path / FILE).exists(), "what a person has put there is not deleted"


def test_a_file_that_changed_is_checked_again(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(CONTENT)
    provided("http://127.0.0.1:9/x.gguf", tmp_path)
    path.write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(WeightsError, match="digest differs"):
        provided("http://127.0.0.1:9/x.gguf", tmp_path)


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_the_catalogue_names_official_files_of_free_models(name: str) -> None:
    entry = json.loads((Path(fetch.__file__).parent / "catalogue.json").read_text())[name]
    model = catalogue()[name]
    assert entry["license"] in ("Apache-2.0", "MIT")
    assert model.url.startswith("https://huggingface.co/Qwen/")
    assert entry["revision"] in model.url
    assert len(model.sha256) == 64
    assert model.size is not None
    assert model.size / 1e9 < model.memory_gb
    assert chosen(name) == model


def test_an_address_needs_its_digest() -> None:
    model = chosen(f"https://host/a/My%20Model.Q4.gguf?download=true#sha256={DIGEST.upper()}")
    assert (model.name, model.file, model.sha256) == ("My-Model.Q4", "My Model.Q4.gguf", DIGEST)
    assert model.url == "https://host/a/My%20Model.Q4.gguf?download=true"
    for word in ("https://host/x.gguf", "https://host/x.gguf#sha256=12", f"https://host/x.gguf#md5={DIGEST}"):
        with pytest.raises(WeightsError, match="#sha256=…"):
            chosen(word)


@pytest.mark.parametrize(
    "word", ["https://host/#sha256=", "https://host/x.bin#sha256=", "https://host/..%2Fx.gguf#sha256="]
)
def test_an_address_names_a_file_of_the_right_kind(word: str) -> None:
    with pytest.raises(WeightsError, match="name of a GGUF file"):
        chosen(word + DIGEST)


def test_a_path_names_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "my model.gguf").write_bytes(CONTENT)
    model = chosen(str(tmp_path / "my model.gguf"))
    assert (model.name, model.file, model.url) == ("my-model", str(tmp_path / "my model.gguf"), "")
    assert provide(model, (), Person().progress, Person().ended) == tmp_path / "my model.gguf"


def test_what_is_no_model_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"PK\x03\x04")
    for word, words in (("tiny", "small (Qwen2.5 1.5B Instruct)"), (str(tmp_path / "a.gguf"), "is no GGUF file")):
        with pytest.raises(WeightsError) as failed:
            chosen(word)
        assert words in str(failed.value)
    with pytest.raises(WeightsError, match="cannot be read: No such file"):
        chosen(str(tmp_path / "missing.gguf"))
