"""Where the address and the token are kept: the token in the system's keyring, else in a file for its owner alone."""

import contextlib
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grail.connection import checked_address
from grail.errors import GrailError

SERVICE = "grail"
LAPTOP = "http://localhost:8000"


@dataclass(frozen=True)
class Account:
    """A Grail and a token for it, "" for none, or the JSON of a Grant. Its representation has none of them."""

    url: str
    token: str = field(repr=False)
    is_kept: bool = False


class Kept(msgspec.Struct):
    """The file: the address to use, and the tokens that no keyring takes, by address."""

    url: str | None = None
    tokens: dict[str, str] = {}


def find(url: str | None = None, token: str | None = None) -> Account:
    """What is given, else GRAIL_URL and GRAIL_TOKEN, else what `save` kept, else the laptop. Raises GrailError.

    A kept token goes to the address that it was kept for, and to no other.
    """
    kept = _read()
    address = _address(url, kept)
    given = (token or os.environ.get("GRAIL_TOKEN") or "").strip()
    return Account(address, given) if given else Account(address, _kept_token(address, kept).strip(), is_kept=True)


def address_of(url: str | None = None) -> str:
    """The address as `find` chooses it. Raises GrailError."""
    return _address(url, _read())


def _address(url: str | None, kept: Kept) -> str:
    return checked_address(url or os.environ.get("GRAIL_URL") or kept.url or LAPTOP)


def save(account: Account) -> str:
    """Keep an account as the one to use; says where the token is. Raises GrailError."""
    return _save(account, account.url)


def keep(account: Account) -> None:
    """Keep an account's new token, whichever one is used. Raises GrailError."""
    _save(account, _read().url)


def _save(account: Account, used: str | None) -> str:
    kept = _read()
    tokens = {url: token for url, token in kept.tokens.items() if url != account.url}
    where = "the system's keyring"
    if not _set_in_keyring(account):
        tokens[account.url] = account.token
        where = f"{path()}, which only you can read"
    _write(Kept(used, tokens))
    return where


def forget(url: str) -> bool:
    """Forget an address's token wherever it is; whether there was one."""
    kept = _read()
    found = kept.tokens.pop(url, None) is not None
    if found:
        _write(kept)
    return _delete_from_keyring(url) or found


def path() -> Path:
    """The file of settings."""
    if sys.platform == "win32":
        home = os.environ.get("APPDATA") or Path.home()
    else:
        home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "grail" / "credentials.json"


def _read() -> Kept:
    try:
        return msgspec.json.decode(path().read_bytes(), type=Kept)
    except FileNotFoundError:
        return Kept()
    except (OSError, msgspec.MsgspecError) as error:
        raise GrailError(f"{path()} cannot be read. Please delete it and sign in again: grail login") from error


def _write(kept: Kept) -> None:
    """The file is never readable by others, not for a moment, and never half written."""
    target = path()
    partial = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(kept))
        partial.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise GrailError(f"{target} cannot be written: {error.strerror}.") from error


def _kept_token(url: str, kept: Kept) -> str:
    return kept.tokens.get(url) or _get_from_keyring(url)


# The keyring is imported where it is used: it looks for the system's stores as it loads.


def _get_from_keyring(url: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, url) or ""
    except KeyringError:
        return ""


def _set_in_keyring(account: Account) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, account.url, account.token)
    except KeyringError:
        return False
    return True


def _delete_from_keyring(url: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, url)
    except KeyringError:
        return False
    return True
