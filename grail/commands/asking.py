"""Ask, search, and have a claim checked."""

import sys

import click

from grail.client import Client
from grail.commands.collections import ids_of, only_collections
from grail.commands.output import citations, cut, is_terminal, note, place, say, say_json
from grail.commands.session import Session
from grail.errors import GrailError
from grail.streaming import End, Question, Stage, Text

STAGES = {"searching": "Searching …", "reading": "Reading …"}
PRICE = "price_to_confirm"

only_documents = click.option("--document", "document_ids", multiple=True, metavar="ID", help="Only in this document.")
only_tags = click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only in documents with this tag.")
as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON.")


@click.command()
@click.argument("question")
@only_documents
@only_tags
@only_collections
@click.option("--conversation", "conversation_id", metavar="ID", help="Go on in this conversation.")
@click.option("--model", metavar="NAME", help="One of the models of the page.")
@click.option("--accept-price", type=click.FloatRange(0), metavar="USD", help="What a dear answer may cost.")
@as_json
@click.pass_obj
def ask(
    session: Session,
    question: str,
    document_ids: tuple[str, ...],
    tags: tuple[str, ...],
    collections: tuple[str, ...],
    conversation_id: str | None,
    model: str | None,
    accept_price: float | None,
    as_json: bool,
) -> None:
    """Ask QUESTION (- reads it from standard input). The answer is told as it is made; its sources follow it.

    Ctrl-C stops the answer.
    """
    text = _text(question)
    with session.client() as client:
        within = ids_of(client, collections)
        asked = Question(
            text, conversation_id, document_ids or None, tags or None, model, accept_price, collection_ids=within
        )
        end = _told(client, asked, as_json)
        estimate = end.message.estimate
        if _is_dear(end) and estimate is not None and not as_json and is_terminal():
            click.confirm("Go ahead?", abort=True, err=True)
            end = _told(client, asked.again(end.message.conversation_id, estimate.price_usd), as_json)
    if as_json:
        say_json(end.message)
    else:
        _sources(end)
    if _is_dear(end):
        raise GrailError("Nothing was answered yet. Say --accept-price with what it may cost.")


def _text(question: str) -> str:
    return sys.stdin.read().strip() if question == "-" else question


def _told(client: Client, question: Question, quiet: bool) -> End:
    """The end of an answer; until then its text is shown as it comes."""
    before = ""
    for event in client.stream(question):
        match event:
            case Stage() if not quiet and event.stage in STAGES and STAGES[event.stage] != before:
                before = STAGES[event.stage]
                note(before)
            case Text() if not quiet:
                say(event.text, end="")
            case End():
                if not quiet:
                    say()
                return event
    raise GrailError("The answer has no end.")


def _is_dear(end: End) -> bool:
    return end.message.notice is not None and end.message.notice.code == PRICE


def _sources(end: End) -> None:
    message = end.message
    if message.citations:
        say()
        citations(message.citations)
    if message.notice is not None and not _is_dear(end):
        note(message.notice.message)


@click.command()
@click.argument("query")
@click.option("-k", "--number", type=click.IntRange(1, 50), default=8, show_default=True, help="How many passages.")
@only_documents
@only_tags
@only_collections
@as_json
@click.pass_obj
def search(
    session: Session,
    query: str,
    number: int,
    document_ids: tuple[str, ...],
    tags: tuple[str, ...],
    collections: tuple[str, ...],
    as_json: bool,
) -> None:
    """Find the passages that bear on QUERY. Words in quotation marks are a phrase."""
    with session.client() as client:
        found = client.search(query, number, document_ids or None, tags or None, ids_of(client, collections))
    if as_json:
        say_json(found)
        return
    for number_of, passage in enumerate(found.passages, start=1):
        say(f"[{number_of}] {place(passage.filename, passage.page)}")
        say(f"    {cut(passage.text)}")
        say(f"    {passage.document_id} {passage.ordinal}")
    if not found.passages:
        note("Nothing was found.")


@click.command()
@click.argument("claim")
@click.option(
    "--document", "document_id", required=True, metavar="ID", help="The document, as `grail search` names it."
)
@click.option("--ordinal", type=click.IntRange(0), default=0, show_default=True, help="The passage, from 0.")
@click.option("--passages", type=click.IntRange(1, 8), default=1, show_default=True, help="How many from there on.")
@as_json
@click.pass_obj
def verify(session: Session, claim: str, document_id: str, ordinal: int, passages: int, as_json: bool) -> int:
    """Whether the words of a document hold CLAIM, by rules: without a model, without a price.

    The exit code is 0 if they do, and 1 if they do not.
    """
    with session.client() as client:
        verdict = client.verify(claim, document_id, ordinal, passages)
    if as_json:
        say_json(verdict)
    else:
        say("The words hold the claim." if verdict.verified else "The words do not hold the claim.")
        citations([verdict.citation] if verdict.citation else [])
    return 0 if verdict.verified else 1
