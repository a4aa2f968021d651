"""Sign in, sign out, and what has been used."""

import sys

import click

from grail import calls, credentials
from grail.commands.output import is_terminal, note, say, say_json, table
from grail.commands.session import Session
from grail.connection import checked_address
from grail.errors import GrailError, ServiceError
from grail.values import UsageReport

PREFIX = "grail_"  # What tokens of the page begin with.
MEGABYTE = 1_000_000


@click.command()
@click.pass_obj
def login(session: Session) -> None:
    """Sign in with a token of the page.

    You make one on the page: your account's menu, Programs, New token. It is asked for without being shown; where
    nobody can type, it is read from standard input: grail --url ADDRESS login < file
    """
    known = credentials.find(session.url).url
    url = checked_address(click.prompt("Address of Grail", default=known, err=True) if is_terminal() else known)
    token = _asked().strip()
    if not token.startswith(PREFIX) or not token.isascii() or not token.isprintable() or " " in token:
        raise GrailError(
            f"This is not a token. It begins with {PREFIX} and is shown once, when you make it on the page."
        )
    session.url = url
    with session.client(token) as client:
        try:
            client.send(calls.usage())
        except ServiceError as error:
            if error.code != "not_allowed":  # A token that may only ask is good, too.
                raise
    note(f"Signed in at {url}. The token is in {credentials.save(credentials.Account(url, token))}.")


def _asked() -> str:
    if is_terminal():
        return str(click.prompt("Token", hide_input=True, err=True))
    return sys.stdin.readline(10_000)


@click.command()
@click.pass_obj
def logout(session: Session) -> None:
    """Forget the token on this machine. Take it back on the page to make it good for nothing."""
    url = credentials.find(session.url).url
    note(f"Forgot the token for {url}." if credentials.forget(url) else f"There was no token for {url}.")


@click.command()
@click.option("--from", "first", metavar="DAY", help="The first day, as 2026-07-28. Without it: 30 days ago.")
@click.option("--to", "last", metavar="DAY", help="The last day. Without it: today.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.pass_obj
def usage(session: Session, first: str | None, last: str | None, as_json: bool) -> None:
    """What you have used, day by day, and how much is left."""
    with session.client() as client:
        report = client.usage(first, last)
    if as_json:
        say_json(report)
        return
    _tell(report)


def _tell(report: UsageReport) -> None:
    rows = [
        (day.day, day.questions, day.input_tokens + day.output_tokens, day.embedded_tokens, f"{day.price_usd:.4f}")
        for day in report.days
    ]
    table([("day", "questions", "tokens", "embedded", "USD"), *(map(str, row) for row in rows)])
    caps, stored = report.caps, report.stored
    say()
    say(f"Documents: {stored.get('documents', 0)} of {_most(caps.get('documents'))}")
    kept, most = stored.get("bytes", 0) / MEGABYTE, caps.get("bytes")
    say(f"Kept: {kept:.1f} MB of {_most(None if most is None else round(most / MEGABYTE))} MB")
    say(f"A day: {_most(caps.get('daily_questions'))} questions, {_most(caps.get('daily_price_usd'))} USD")


def _most(cap: float | None) -> str:
    return "any number of" if cap is None else f"{cap:g}"
