"""One page or file of the web, fetched by this machine because the person named its address.

Nothing is followed but redirects, and no token or cookie is sent.
"""

import mimetypes
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from grail.errors import GrailError, UnreachableError
from grail.proxies import client_options

MOST_REDIRECTS = 5
MOST_SECONDS = 300.0  # From the first byte asked for to the last one that comes.
MOST_NAME = 150  # Characters.
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
HEADERS = {"User-Agent": "grail", "Accept": "*/*", "Accept-Encoding": "identity, gzip"}
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
PAGES = {"text/html": "html", "application/xhtml+xml": "xhtml"}
ENDINGS = {**PAGES, "text/markdown": "md", "text/plain": "txt", "application/json": "json"}
_LINES = re.compile(r"[\r\n]+")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


@dataclass(frozen=True)
class Fetched:
    """A file, and where it came from in the end. `content_type` is the server's word, without parameters."""

    file: Path
    url: str
    content_type: str


@dataclass(frozen=True)
class Limits:
    """A file has at most `most_bytes` and one of `endings`, as the service takes it."""

    most_bytes: int
    endings: Collection[str]
    most_seconds: float = MOST_SECONDS


def is_address(text: str) -> bool:
    """Whether an argument is an address of the web and no path."""
    return re.match(r"https?://", text, re.I) is not None


def fetch(url: str, folder: Path, limits: Limits, transport: httpx.BaseTransport | None = None) -> Fetched:
    """Save what an address gives in `folder`, by a name that Grail can read. Raises GrailError, UnreachableError."""
    until = time.monotonic() + limits.most_seconds
    address = _checked(url)
    for _ in range(MOST_REDIRECTS + 1):
        try:
            with (
                httpx.Client(timeout=TIMEOUT, headers=HEADERS, **client_options(address, transport)) as http,
                http.stream("GET", address) as answer,
            ):
                if not answer.has_redirect_location:
                    return _saved(answer, address, folder, limits, until)
                address = _next(address, answer.headers["location"])
        except httpx.HTTPError as error:
            silent = isinstance(error, httpx.TimeoutException)
            raise UnreachableError(
                f"{_host(address)} {'gave no answer in time' if silent else 'cannot be reached'}."
            ) from error
        except (ValueError, httpx.InvalidURL) as error:
            raise UnreachableError(_wrong(address)) from error
    raise UnreachableError(f"{_host(url)} leads on and on: more than {MOST_REDIRECTS} redirects.")


def _wrong(address: str) -> str:
    return f"This is no address of a page: {address[:200]}"


def _host(address: str) -> str:
    return urlsplit(address).hostname or "The address"


def _checked(address: str) -> str:
    """Raises GrailError for anything but an address of the web without a name and a password in it."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise GrailError(_wrong(address))
    if parts.username is not None or parts.password is not None:
        raise GrailError("The address holds a name or a password. Download the file yourself, and add that.")
    return address


def _next(address: str, location: str) -> str:
    following = _checked(urljoin(address, location))
    if urlsplit(address).scheme == "https" and urlsplit(following).scheme == "http":
        raise GrailError(f"{_host(address)} leads from https to http, where anybody on the way can change what comes.")
    return following


def _saved(answer: httpx.Response, address: str, folder: Path, limits: Limits, until: float) -> Fetched:
    if not answer.is_success:
        raise UnreachableError(f"{_host(address)} answered with status {answer.status_code}.")
    if answer.headers.get("content-encoding", "").strip().lower() not in ENCODINGS:
        raise UnreachableError(f"{_host(address)} sends the file packed in a way that was not asked for.")
    content_type, charset = _type_of(answer)
    target = folder / name_of(answer, address, content_type, limits.endings)
    size = 0
    with target.open("xb") as file:
        for block in answer.iter_bytes():
            size += len(block)
            if size > limits.most_bytes:
                raise GrailError(f"{target.name} is too large: Grail takes {limits.most_bytes} bytes.")
            if time.monotonic() > until:
                raise UnreachableError(f"{_host(address)} sends too slowly.")
            file.write(block)
    if size == 0:
        raise GrailError(f"{_host(address)} sent an empty file.")
    if charset and content_type in ("text/plain", *PAGES):
        _in_unicode(target, charset)
    return Fetched(target, address, content_type)


def _type_of(answer: httpx.Response) -> tuple[str, str]:
    """The type, and the encoding that the server says the text is in, "" for none and for UTF-8."""
    header = EmailMessage()
    header["content-type"] = _LINES.sub(" ", answer.headers.get("content-type", ""))
    content_type = header.get_content_type() if answer.headers.get("content-type") else ""
    charset = str(header.get_content_charset() or "")
    return content_type, "" if charset.replace("-", "") == "utf8" else charset


def _in_unicode(file: Path, charset: str) -> None:
    """The server's word on a text's encoding is in no file: so the text is kept in one that says what it is."""
    try:
        text = file.read_bytes().decode(charset)
    except (LookupError, UnicodeError):
        return  # A wrong word; the service finds out by itself.
    file.write_text(text, encoding="utf-8-sig", newline="")


def name_of(answer: httpx.Response, address: str, content_type: str, endings: Collection[str]) -> str:
    """A file name that ends as what it is. Raises GrailError where Grail cannot read the type.

    The server's type goes before the name's ending where it says more: what is called a PDF and is a page is a page.
    """
    stated = _stated_name(answer) or unquote(urlsplit(address).path.rsplit("/", 1)[-1]) or _host(address)
    name = _FORBIDDEN.sub("-", stated).strip(" .-") or _host(address)
    stem, dot, ending = name.rpartition(".")
    is_known = bool(dot) and ending.lower() in endings
    by_type = _ending(content_type, endings)
    if is_known and (content_type not in PAGES or ending.lower() in ("html", "htm", "xhtml")):
        return f"{stem[:MOST_NAME]}.{ending}"
    if by_type is None:
        raise GrailError(f"{_host(address)} sent a file of a type that Grail cannot read: {content_type or 'none'}.")
    return f"{(stem if is_known else name)[:MOST_NAME]}.{by_type}"


def _ending(content_type: str, endings: Collection[str]) -> str | None:
    known = ENDINGS.get(content_type) or (mimetypes.guess_extension(content_type) or "").removeprefix(".")
    return known if known and known in endings else None


def _stated_name(answer: httpx.Response) -> str:
    """The name that the server gives the file, without any folder."""
    header = EmailMessage()
    header["content-disposition"] = _LINES.sub(" ", answer.headers.get("content-disposition", ""))
    return (header.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
