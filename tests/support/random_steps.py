"""State machines of hypothesis: random steps, with what holds after each."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_random_steps(
    machine: type[RuleBasedStateMachine], examples: int, steps: int, *, anew: bool, **of_it: Any
) -> None:
    """So many runs of so many steps, on a machine with the attributes `of_it`; `anew` draws others each time."""
    run_state_machine_as_test(
        type(machine.__name__, (machine,), of_it),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not anew,
        ),
    )
