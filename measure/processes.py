"""The processes of a running Grail: their memory and the processor's time, by part. From Linux's /proc (proc(5))."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
KILOBYTE = 1 << 10
_PARTS = {
    "cloud.laptop.ministack": "aws",
    "cloud.bedrock": "bedrock",
    "cloud.laptop.rest": "rest",
    "cloud.laptop.page": "page",
    "cloud.laptop": "start",
}
"""A word of the command line that names the part; the first that is found counts."""


@dataclass(frozen=True)
class Part:
    """All processes of one part: their `memory` in bytes, `seconds` of the processor."""

    processes: int = 0
    memory: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Part") -> "Part":
        return Part(self.processes + other.processes, self.memory + other.memory, self.seconds + other.seconds)


@dataclass
class _Memory:
    """Of one process in kilobytes: what is its own, and what it has of each file that is mapped into memory."""

    own: float = 0.0
    files: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def parts(root: int) -> dict[str, Part]:
    """The process `root` and all below it, by part; a function of Lambda has the first 15 characters of its name.

    Memory is what they have together and would have if nothing else ran on the machine: what several of them share is
    shared out among them, what others share with them is not taken off.
    """
    found: defaultdict[str, Part] = defaultdict(Part)
    memories: list[tuple[str, _Memory]] = []
    for process in _tree(root):
        try:
            name, memory, seconds = _name(process), _memory(process), _seconds(process)
        except OSError:  # It has ended meanwhile.
            continue
        memories.append((name, memory))
        found[name] += Part(1, 0, seconds)
    in_memory, in_all = _of_files(memories)
    for name, memory in memories:
        share = sum(size * in_memory[path] / in_all[path] for path, size in memory.files.items() if size)
        found[name] += Part(0, round((memory.own + share) * KILOBYTE))
    return dict(found)


def _of_files(memories: list[tuple[str, _Memory]]) -> tuple[dict[str, float], dict[str, float]]:
    """Of each file, how much is in memory for all of them, taken to be the most that one has; and the sum of all."""
    most, in_all = defaultdict[str, float](float), defaultdict[str, float](float)
    for _, memory in memories:
        for path, size in memory.files.items():
            most[path] = max(most[path], size)
            in_all[path] += size
    return most, in_all


def total(of: dict[str, Part]) -> Part:
    return sum(of.values(), Part())


def niceness(root: int) -> dict[str, int]:
    """Of each part how little it asks for of the processors: 0 usual, 19 the least."""
    found: dict[str, int] = {}
    for process in _tree(root):
        try:
            found[_name(process)] = int(_stat(process)[16])
        except OSError:  # It has ended meanwhile.
            continue
    return found


def _tree(root: int) -> Iterator[Path]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                children[int(_stat(entry)[1])].append(int(entry.name))
            except OSError:
                continue
    waiting = [root]
    while waiting:
        process = waiting.pop()
        waiting += children[process]
        yield PROC / str(process)


def _stat(process: Path) -> list[str]:
    """The fields of `stat` behind the name, which may hold blanks itself: state, parent, … (proc(5))."""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _seconds(process: Path) -> float:
    """In user mode and in the kernel, with those of its children that have ended."""
    return sum(map(int, _stat(process)[11:15])) / os.sysconf("SC_CLK_TCK")


def _memory(process: Path) -> _Memory:
    """Of memory without a file the share of this process, of files all that it has of them."""
    memory, path = _Memory(), ""
    for line in (process / "smaps").read_text().splitlines():
        head, _, rest = line.partition(" ")
        if not head.endswith(":"):
            path = line.split(maxsplit=5)[5] if len(line.split(maxsplit=5)) > 5 else ""
        elif head == "Pss:" and not path.startswith("/"):
            memory.own += int(rest.split()[0])
        elif head == "Rss:" and path.startswith("/"):
            memory.files[path] += int(rest.split()[0])
        elif head == "Anonymous:" and path.startswith("/"):  # Pages of a file that this process has written to.
            memory.files[path] -= int(rest.split()[0])
            memory.own += int(rest.split()[0])
    return memory


def _name(process: Path) -> str:
    command = (process / "cmdline").read_bytes().decode(errors="replace")
    if "multiprocessing.forkserver" in command:
        return (process / "comm").read_text().strip()
    return next((name for word, name in _PARTS.items() if word in command), "other")
