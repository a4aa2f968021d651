"""A command line on a service in memory, with a home and a keyring of its own."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError, PasswordDeleteError

from grail.commands.main import run
from tests.support.service import TOKEN, Service

Run = Callable[..., tuple[int, str, str]]


class Ring(KeyringBackend):
    """A keyring in memory, or one that does not work."""

    priority = 1

    def __init__(self, works: bool = True) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.works = works

    def get_password(self, service: str, username: str) -> str | None:
        return self._use().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._use()[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self._use().pop((service, username), None) is None:
            raise PasswordDeleteError

    def _use(self) -> dict[tuple[str, str], str]:
        if not self.works:
            raise NoKeyringError
        return self.kept


@pytest.fixture
def ring() -> Any:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("GRAIL_TOKEN", TOKEN)
    monkeypatch.delenv("GRAIL_URL", raising=False)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return tmp_path


@pytest.fixture
def grail(service: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its exit code, output and errors. No token is in any of them."""

    def made(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments, service.transport())
        told = capsys.readouterr()
        assert TOKEN not in told.out + told.err
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return made


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
