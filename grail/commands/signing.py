"""Sign in and sign out."""

import sys
import webbrowser
from typing import get_args

import click
import msgspec

from grail import calls, credentials, grants, signing_in
from grail.commands.output import is_terminal, note
from grail.commands.session import Session
from grail.connection import checked_address
from grail.credentials import Account
from grail.errors import GrailError, ServiceError
from grail.values import Config, Programs, Scope

PREFIX = "grail_"  # What tokens of the page begin with.
SCOPES: tuple[Scope, ...] = get_args(Scope)


@click.command()
@click.option("--token", "by_token", is_flag=True, help="Use a token of the page, without the browser.")
@click.option("--no-browser", is_flag=True, help="Print the address of the sign-in, and open no browser.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What it may do. Without it: all.")
@click.pass_obj
def login(session: Session, by_token: bool, no_browser: bool, scopes: tuple[Scope, ...]) -> None:
    """Sign in: in the browser, where this Grail offers that, else with a token of the page.

    You make a token on the page: your account's menu, Programs, New token. It is asked for without being shown; where
    nobody can type, it is read from standard input: grail --url ADDRESS login < file
    """
    known = credentials.find(session.url).url
    url = checked_address(click.prompt("Address of Grail", default=known, err=True) if is_terminal() else known)
    session.url = url
    config = None if by_token or not (no_browser or is_terminal()) else _config(session)
    if config is not None and config.auth.programs is not None:
        account = _by_browser(session, config.auth.programs, url, no_browser, scopes or SCOPES)
    elif no_browser:
        raise GrailError("This Grail has no sign-in in the browser. Make a token on its page, and use grail login.")
    else:
        account = Account(url, _by_token(session, config))
    note(f"Signed in at {url}. The token is in {credentials.save(account)}.")


def _config(session: Session) -> Config:
    with session.client() as client:
        return client.config


def _by_browser(session: Session, programs: Programs, url: str, no_browser: bool, scopes: tuple[Scope, ...]) -> Account:
    show = _print if no_browser else _open
    grant = signing_in.sign_in(programs, url, scopes, show, session.transport)
    _check(session, grant.access_token)
    return Account(url, msgspec.json.encode(grant).decode())


def _print(address: str) -> None:
    note(f"Sign in at this address, in a browser of this machine:\n\n{address}\n")


def _open(address: str) -> None:
    note("Sign in in the browser. Ctrl-C stops waiting.")
    if not webbrowser.open(address):
        _print(address)


def _by_token(session: Session, config: Config | None) -> str:
    if config is not None and config.page_url is not None:
        note(f"Make a token at {config.page_url}: your account's menu, Programs, New token.")
    token = _asked().strip()
    if not token.startswith(PREFIX) or not token.isascii() or not token.isprintable() or " " in token:
        raise GrailError(
            f"This is not a token. It begins with {PREFIX} and is shown once, when you make it on the page."
        )
    _check(session, token)
    return token


def _check(session: Session, token: str) -> None:
    """Raises NotSignedInError where a token is not good."""
    with session.client(token) as client:
        try:
            client.send(calls.usage())
        except ServiceError as error:
            if error.code != "not_allowed":  # A token that may only ask is good, too.
                raise


def _asked() -> str:
    if is_terminal():
        return str(click.prompt("Token", hide_input=True, err=True))
    return sys.stdin.readline(10_000)


@click.command()
@click.pass_obj
def logout(session: Session) -> None:
    """Forget the sign-in on this machine. A token of the page is good until you take it back there."""
    account = credentials.find(session.url)
    grant = grants.parsed(account.token) if account.is_kept else None
    ended = grant is not None and grants.revoke(grant, session.transport)
    was_there = credentials.forget(account.url)
    note(f"Forgot the sign-in at {account.url}." if was_there else f"There was no sign-in at {account.url}.")
    if grant is not None and not ended:
        note("It could not be ended at the sign-in itself: on the page, “Sign out everywhere” ends it.")
