"""The tables of docs/documents.md, made of the product: `python -m tools.document_tables` writes them anew."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from chalicelib.rag.documents.failures import REASONS
from chalicelib.rag.documents.lifecycle import EVERY, KEPT, STATES, TRANSITIONS, WORKING
from chalicelib.rag.documents.transition import State, Transition

PAGE = Path(__file__).resolve().parent.parent / "docs" / "documents.md"
OFFERED = ("upload", "retry", "replace", "delete")  # What a person can do, in the order of the table.
ALSO: dict[State, tuple[str, ...]] = {"uploading": ("upload",), "ready": ("search", "ask")}
GROUPS: dict[tuple[State, ...], str] = {
    EVERY: "every state",
    KEPT: "every state but `deleting`",
    WORKING: "`queued`, `extracting`, `embedding`, `indexing`",
}
STATE_HEAD = ("state", "what is told", "what happens by itself", "what a person can do")
TRANSITION_HEAD = ("change", "who makes it", "from", "to", "needs the lease")


def tables() -> dict[str, str]:
    """Each table by the name in its marks on the page."""
    return {
        "states": _table(STATE_HEAD, _states()),
        "transitions": _table(TRANSITION_HEAD, map(_transition, TRANSITIONS)),
        "failures": _table(("code", "what it means", "way out"), _failures()),
    }


def filled(page: str) -> str:
    """The page with every table as the product has it."""
    for name, table in tables().items():
        before, mark, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = before + mark + table + end + after
    return page


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _states() -> Iterator[Sequence[str]]:
    for title, state, shown, happens in STATES:
        offered = [change.name for change in TRANSITIONS if change.by == "person" and state in change.sources]
        actions = [*ALSO.get(state, ()), *(name for name in OFFERED if name in offered and state != "deleting")]
        yield title, shown, happens, ", ".join(actions)


def _transition(change: Transition) -> Sequence[str]:
    sources = GROUPS.get(change.sources) or ", ".join(f"`{state}`" for state in change.sources)
    lease = "yes" if change.by == "worker" and change.name != "claim" else ""
    return f"`{change.name}`", change.by, sources, f"`{change.to}`" if change.to else "", lease


def _failures() -> Iterator[Sequence[str]]:
    for code, reason in REASONS.items():
        yield f"`{code}`", reason.meaning, reason.way_out


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text()))
