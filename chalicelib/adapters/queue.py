"""The queues: documents to ingest (SQS) and answers to make (an asynchronous Lambda call)."""

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from chalicelib.adapters.errors import REFUSALS, translate
from chalicelib.errors import StoreBusyError, StoreRefusedError
from chalicelib.models import AnswerJob, IngestJob, Job, WarmJob

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient
    from mypy_boto3_sqs.client import SQSClient


queue_errors = partial(
    translate,
    (REFUSALS, StoreRefusedError),
    (Exception, lambda: StoreBusyError("The queue did not answer. Please try again.")),
)


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
                MessageBody=_text(job),
                DelaySeconds=delay_seconds,
                MessageGroupId=job.owner_id,
            )

    def lengths(self) -> dict[str, int]:
        """About how many messages wait, are being worked on, and rest in the dead-letter queue."""
        own, dead = (self._numbers(url) for url in (self._url, self._dead_letter_url))
        return {"waiting": own["waiting"], "working": own["working"], "dead": dead["waiting"]}

    def _numbers(self, url: str) -> dict[str, int]:
        with queue_errors():
            attributes = self._sqs.get_queue_attributes(
                QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            )["Attributes"]
        return {
            "waiting": int(attributes["ApproximateNumberOfMessages"]),
            "working": int(attributes["ApproximateNumberOfMessagesNotVisible"]),
        }

    def dead_letter(self, job: IngestJob) -> None:
        """Lay a job that failed for good into the dead-letter queue, from where it can be sent again."""
        with queue_errors():
            self._sqs.send_message(QueueUrl=self._dead_letter_url, MessageBody=_text(job))


def _text(job: Job) -> str:
    return msgspec.json.encode(job).decode()


class AnswerQueue:
    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def send(self, owner_id: str, message_id: str) -> None:
        """Start making an answer; returns at once."""
        self._invoke(AnswerJob(owner_id, message_id))

    def warm(self, owner_id: str) -> None:
        """Have a function fetch the owner's passages, before there is a question."""
        self._invoke(WarmJob(owner_id))

    def _invoke(self, job: AnswerJob | WarmJob) -> None:
        with queue_errors():
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=msgspec.json.encode(job))
