"""An account that answers what a test says.

boto3's real clients ask it, so parameters are checked by botocore's models.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError

from cloud.stack.target import Target

Json = dict[str, Any]
Answer = Json | ClientError | Callable[[Json], Json]
ACCOUNT = "111122223333"


def refusal(code: str, message: str = "No.") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


class FakeAws:
    """`answers` by service and operation, such as "lambda.GetAccountSettings"; `calls` is what was asked, in order.

    An answer that is a list gives one entry a call, and its last for ever after.
    """

    def __init__(self, answers: Mapping[str, Answer | list[Answer]]) -> None:
        self.answers = dict(answers)
        self.calls: list[tuple[str, Json]] = []

    def target(self, stage: str = "dev", region: str = "eu-west-1", **chosen: str) -> Target:
        session = boto3.Session("test", "test", region_name=region)
        session.events.register("provide-client-params.*.*", self._note)
        session.events.register("before-call.*.*", self._answer)  # type: ignore[arg-type]  # Its answer counts.
        target = Target(stage, chosen)
        target.__dict__["session"] = session  # A cached property, which would read the environment.
        return target

    def asked(self, operation: str) -> list[Json]:
        return [params for name, params in self.calls if name == operation]

    def _note(self, params: Json, model: Any, event_name: str, **_: Any) -> None:
        self.calls.append((event_name.removeprefix("provide-client-params."), params))

    def _answer(self, event_name: str, **_: Any) -> tuple[Any, Json]:
        operation = event_name.removeprefix("before-call.")
        answer = self.answers[operation]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, ClientError):
            return SimpleNamespace(status_code=400), {**answer.response, "ResponseMetadata": {}}
        parsed = answer(self.calls[-1][1]) if callable(answer) else answer
        return SimpleNamespace(status_code=200, raw=None), {**parsed, "ResponseMetadata": {"HTTPStatusCode": 200}}
