"""Questions by kind: what must stand in what a model is sent, and what in the answer."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from measure.faithful.cases import Rule

WRITTEN = Path(__file__).with_name("written")


class PageRef(msgspec.Struct, frozen=True):
    """A page of a document, counted from 1."""

    document: str
    page: int


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`turns` are asked in one conversation, the last is judged.

    `needs`: regular expressions that all must stand in what the model is sent, so that a perfect reader could answer;
    `needs_some` of them are enough where it is not 0. `pages`: passages of all of these must be among the sources.
    `holds` must stand in the answer (`needs` where it is None), `none` must not. `refuse`: the documents do not say.
    `talk`: it is no question. `library` is the set of documents, `selected` the names of those that alone are asked.
    """

    id: str
    kind: str
    turns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    holds: tuple[str, ...] | None = None
    none: tuple[str, ...] = ()
    needs_some: int = 0
    pages: tuple[PageRef, ...] = ()
    refuse: bool = False
    talk: bool = False
    library: str = "office"
    selected: tuple[str, ...] = ()
    language: str = "en"
    right: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.needs or self.pages)

    @property
    def held(self) -> tuple[str, ...]:
        """What must stand in the answer."""
        return self.needs if self.holds is None else self.holds

    @property
    def rule(self) -> Rule:
        return Rule(
            all=self.held,
            none=self.none,
            refuse=self.refuse,
            talk=self.talk,
            language=self.language if self.refuse or self.talk else None,
            patterns=True,
        )


def written() -> Iterator[Question]:
    """The questions written by hand. Raises msgspec.ValidationError where a line is none."""
    for file in sorted(WRITTEN.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield msgspec.json.decode(line, type=Question)
