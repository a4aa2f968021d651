"""All registers of the documents in scope."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from chalicelib.rag.aggregates.lists import list_registers
from chalicelib.rag.aggregates.pairs import pair_registers, single_sections
from chalicelib.rag.aggregates.prose import prose_registers
from chalicelib.rag.aggregates.registers import Record, Register, merged
from chalicelib.rag.aggregates.tables import table_registers
from chalicelib.rag.aggregates.texts import DocumentText

_COVERED = 0.9  # Share of a list's items that are records of prose, so that it is told once.


def registers_of(texts: Sequence[DocumentText]) -> list[Register]:
    """Tables, repeated sections, prose and lists; documents that are one record each are a register together."""
    registers: list[Register] = []
    singles: list[Register] = []
    for text in texts:
        tables, lines = table_registers(text)
        sections, lines = pair_registers(text, lines)
        prose = prose_registers(text, lines)
        lists = list_registers(text, lines)
        registers += [*tables, *sections, *_told_once(prose, lists)]
        if not sections:
            singles += single_sections(text, lines)
    return merged(registers) + _one_each(singles)


def _told_once(prose: Sequence[Register], lists: Sequence[Register]) -> list[Register]:
    """Records of prose, and lists; a list of such records is told once, by all names that it has."""
    kept = []
    for register in prose:
        starts = {record.start for record in register.records}
        own = [
            one for one in lists if sum(record.start in starts for record in one.records) >= _COVERED * len(one.records)
        ]
        names = tuple(dict.fromkeys(label for one in own for label in (*one.labels, one.noun) if label))
        lists = [one for one in lists if one not in own]
        kept.append(
            replace(
                register, labels=tuple(dict.fromkeys((*register.labels, *names))) if len(own) == 1 else register.labels
            )
        )
    return [*kept, *lists]


def _one_each(singles: Sequence[Register]) -> list[Register]:
    """Documents whose lines have the same names."""
    ordered = sorted(singles, key=lambda register: register.columns[1:])
    groups = [list(group) for _, group in groupby(ordered, key=lambda register: register.columns[1:])]
    return [_titled(group) for group in groups if len(group) > 1]


def _titled(registers: Sequence[Register]) -> Register:
    """Their noun and their label are what the names of all of them begin with."""
    records: list[Record] = [record for register in registers for record in register.records]
    nouns = {register.noun.casefold() for register in registers}
    noun = registers[0].noun if len(nouns) == 1 else ""
    titles = [register.labels[0].split() for register in registers if register.labels]
    shared = [words[0] for words in zip(*titles, strict=False) if len({word.casefold() for word in words}) == 1]
    label = " ".join(shared)
    return Register(noun, (label,) if label else (), (noun, *registers[0].columns[1:]), records, 0)
