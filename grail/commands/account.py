"""What has been used."""

import click

from grail.commands.output import say, say_json, table
from grail.commands.session import Session
from grail.values import ClientUsage, UsageReport

MEGABYTE = 1_000_000


@click.command()
@click.option("--from", "first", metavar="DAY", help="The first day, as 2026-07-28. Without it: 30 days ago.")
@click.option("--to", "last", metavar="DAY", help="The last day. Without it: today.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.pass_obj
def usage(session: Session, first: str | None, last: str | None, as_json: bool) -> None:
    """What you have used, day by day, which program asked for it, and how much is left."""
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
    if report.clients:
        say()
        asked = ((_name(client), client.questions, f"{client.price_usd:.4f}") for client in report.clients)
        table([("asked by", "questions", "USD"), *(map(str, row) for row in asked)])
    caps, stored = report.caps, report.stored
    say()
    say(f"Documents: {stored.get('documents', 0)} of {_most(caps.get('documents'))}")
    kept, most = stored.get("bytes", 0) / MEGABYTE, caps.get("bytes")
    say(f"Kept: {kept:.1f} MB of {_most(None if most is None else round(most / MEGABYTE))} MB")
    say(f"A day: {_most(caps.get('daily_questions'))} questions, {_most(caps.get('daily_price_usd'))} USD")


NAMES = {"page": "the page", "app": "signed in with the browser", "other": "other programs"}


def _name(client: ClientUsage) -> str:
    if client.kind == "token":
        return client.name or "a token that is gone"
    return NAMES.get(client.kind, client.kind)


def _most(cap: float | None) -> str:
    return "any number of" if cap is None else f"{cap:g}"
