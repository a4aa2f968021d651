"""The life of an answer: its states, every change that is allowed, and how long each thing may take.

All that decides about an answer's state is in this file, and nothing in it reads a clock or a store. A transition is a
value. The store applies it in one conditional write, or refuses it: then the answer has moved on meanwhile. The table
of docs/architecture.md is made of this file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from chalicelib.models import Message, MessageStatus
from chalicelib.rag.change import TIMER, AnyOf, Change, Check

# Times, in seconds.

LEASE_SECONDS = 60  # A lease's length. A function without a heartbeat for so long was killed.
HEARTBEAT_SECONDS = LEASE_SECONDS / 3  # Time between two heartbeats. Two of them may fail before the lease ends.
START_SECONDS = 2 * LEASE_SECONDS  # An answer that no function has begun by then never will be.
SPARE_SECONDS = 10.0  # Time of a function that is kept for ending its answer.
WRITING_SECONDS = 60.0  # Time of a function that is kept for writing, where a model looks things up before.
# Time without any of its listeners after which an answer ends with its text so far; one that never had any goes on.
LISTENER_SECONDS = 60.0
FLUSH_SECONDS = 0.08  # Time between the first flushes: text is sent by time, not by token.
FLUSH_CHARACTERS = 300  # Text with which that time grows by as much: a flush writes all of it, a unit for each KB.
LONG_FLUSH_SECONDS = 0.24  # The longest such time for the sake of cost: a person sees text come in lines, not in leaps.
SLOWEST_FLUSH_SECONDS = 1.3  # The longest such time, reached while a socket is too busy.
STOP_CHECK_SECONDS = 0.5  # While the model is silent, check this often whether the user pressed stop.
REQUEST_SECONDS = 24 * 3600  # Time in which the same request_id gives the first outcome again.

Actor = Literal["person", "function", "sweeper"]
EVERY: tuple[MessageStatus, ...] = get_args(MessageStatus)
STREAMING: tuple[MessageStatus, ...] = ("streaming",)
FLUSHED = ("text", "brackets", "delta_ends", "stages", "steps", "evidence")
WHOLE = tuple(name for name in Message.__dataclass_fields__ if name not in ("id", "owner_id", "sources"))


def seconds_to_flush(pace: float, text: str, *, pending: bool) -> float:
    """Time between two flushes of an answer with this text, which follows the `pace` of its sockets."""
    if not pending:
        return STOP_CHECK_SECONDS
    return max(pace, min(FLUSH_SECONDS * (1 + len(text) // FLUSH_CHARACTERS), LONG_FLUSH_SECONDS))


type Guard = Callable[[Mapping[str, Any]], AnyOf]


def no_other_worker(values: Mapping[str, Any]) -> AnyOf:
    return Check("worker", "not_exists"), Check("worker", "eq", values["worker"])


def lease_over(values: Mapping[str, Any]) -> AnyOf:
    return (Check("check_at", "lt", values["due"]),)


def is_answer(_: Mapping[str, Any]) -> AnyOf:
    return (Check("role", "eq", "assistant"),)


def same_conversation(values: Mapping[str, Any]) -> AnyOf:
    return (Check("conversation_id", "eq", values["conversation_id"]),)


@dataclass(frozen=True)
class Transition:
    """An allowed change: who may make it, from which statuses to one of which (none: it stays), and under which guards.

    `saves` names the message's fields that are stored as they stand, `takes` the values that the actor gives, `adds`
    those that a stored set grows by, `compares` those that only guards read. `sets` are always the same, `clears` are
    removed. `wakes` is after how many seconds the sweeper looks at the answer.
    """

    name: str
    by: Actor
    sources: tuple[MessageStatus, ...]
    to: tuple[MessageStatus, ...] = ()
    guards: tuple[Guard, ...] = ()
    saves: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    compares: tuple[str, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    wakes: int | None = None

    def change(self, now: int, fields: Mapping[str, Any], values: Mapping[str, Any]) -> Change:
        """The change at `now` (Unix seconds); `fields` are the message's.

        Raises TypeError for other values than it takes, ValueError for a status that the transition does not lead to.
        """
        if values.keys() != {*self.takes, *self.adds, *self.compares}:
            raise TypeError(f"{self.name} does not take {', '.join(sorted(values)) or 'no values'}")
        if self.to and fields.get("status") not in self.to:
            raise ValueError(f"{self.name} does not lead to {fields.get('status')}")
        saved = {name: fields[name] for name in self.saves if name in fields}
        return Change(
            conditions=((Check("status", "is_in", self.sources),), *(guard(values) for guard in self.guards)),
            sets={**saved, **self.sets, **{name: values[name] for name in self.takes}},
            clears=self.clears,
            adds={name: values[name] for name in self.adds},
            wake=None if self.wakes is None else now + self.wakes,
        )


# What a person does

ASK = Transition("ask", "person", (), STREAMING, wakes=START_SECONDS)
LISTEN = Transition("listen", "person", EVERY, guards=(is_answer,), adds=("connections",))
STOP = Transition("stop", "person", EVERY, guards=(is_answer,), sets={"stop_requested": True})
RATE = Transition(
    "rate", "person", EVERY, guards=(is_answer, same_conversation), takes=("feedback",), compares=("conversation_id",)
)

# What the function that makes the answer does

BEGIN = Transition("begin", "function", STREAMING, guards=(no_other_worker,), takes=("worker",), wakes=LEASE_SECONDS)
HEARTBEAT = Transition("heartbeat", "function", STREAMING, wakes=LEASE_SECONDS)
FLUSH = Transition("flush", "function", STREAMING, saves=FLUSHED, takes=("told",))
FINISH = Transition("finish", "function", STREAMING, ("complete", "stopped", "failed"), saves=WHOLE, clears=TIMER)

# What the sweeper does to an answer that no function makes any more

ABANDON = Transition(
    "abandon", "sweeper", STREAMING, ("failed",), guards=(lease_over,), saves=WHOLE, compares=("due",), clears=TIMER
)

TRANSITIONS = tuple(value for value in globals().values() if isinstance(value, Transition))
