"""The rule on who may make an account: the code that the template gives to Cognito, for the laptop and for tests."""

import textwrap

from cloud.stack import stack

START = "        ZipFile: |\n"


def rule() -> str:
    """The source of the function that refuses addresses outside `DOMAINS`."""
    lines = stack.TEMPLATE.read_text().split(START, 1)[1].splitlines()
    indent = len(START) - len(START.lstrip()) + 2
    end = next(at for at, line in enumerate(lines) if line.strip() and not line.startswith(" " * indent))
    return textwrap.dedent("\n".join(lines[:end])).strip() + "\n"
