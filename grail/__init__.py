"""Grail for Python programs: a typed client, and the command line `grail` on it (docs/command-line.md).

from grail import Client
with Client() as grail:
    print(grail.ask("When does the office open?").text)
"""

from grail.asynchronous import AsyncClient
from grail.client import Client
from grail.errors import AnswerError, GrailError, LimitError, NotSignedInError, ServiceError, UnreachableError
from grail.streaming import Accepted, End, Question, Sources, Stage, Text

__version__ = "0.1.0"
__all__ = [
    "Accepted",
    "AnswerError",
    "AsyncClient",
    "Client",
    "End",
    "GrailError",
    "LimitError",
    "NotSignedInError",
    "Question",
    "ServiceError",
    "Sources",
    "Stage",
    "Text",
    "UnreachableError",
]
