"""The queues: documents to ingest (SQS) and answers to make (an asynchronous Lambda call)."""

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.adapters.errors import translate
from chalicelib.errors import StoreBusyError
from chalicelib.models import IngestJob, Job, TidyJob

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient
    from mypy_boto3_sqs.client import SQSClient


queue_errors = partial(translate, (Exception, lambda: StoreBusyError("The queue did not answer. Please try again.")))


class IngestQueue:
    def __init__(self, sqs: "SQSClient", url: str, dead_letter_url: str) -> None:
        self._sqs = sqs
        self._url = url
        self._dead_letter_url = dead_letter_url

    def send(self, job: Job, delay_seconds: int = 0) -> None:
        """The owner is the message's group, by which SQS keeps the queue fair: others' messages pass a long backlog."""
        with queue_errors():
            self._sqs.send_message(
                QueueUrl=self._url,
                MessageBody=encode(job),
                DelaySeconds=delay_seconds,
                MessageGroupId=job.owner_id,
            )

    def bury(self, job: IngestJob) -> None:
        """Lay a job that failed for good into the dead-letter queue, whence it can be sent again."""
        with queue_errors():
            self._sqs.send_message(QueueUrl=self._dead_letter_url, MessageBody=encode(job))


def encode(job: Job) -> str:
    return json.dumps({"kind": "tidy" if isinstance(job, TidyJob) else "ingest", **asdict(job)})


class AnswerQueue:
    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def send(self, owner_id: str, message_id: str) -> None:
        """Start making an answer; returns at once."""
        self._invoke({"owner_id": owner_id, "message_id": message_id})

    def warm(self, owner_id: str) -> None:
        """Have a function fetch the owner's passages, before there is a question."""
        self._invoke({"warm": owner_id})

    def _invoke(self, event: dict[str, str]) -> None:
        with queue_errors():
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event).encode())
