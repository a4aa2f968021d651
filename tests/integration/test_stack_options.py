"""What a stage may choose, made by the template's stack in the laptop cloud: older versions of files, mail by SES."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.files import S3Files
from chalicelib.adapters.object_versions import versions
from chalicelib.models import Document
from cloud.aws.deploy import suspend_versions
from cloud.stack import stack
from measure.running import RunningGrail

STAGE = "options"
MODELS = {"EmbeddingModel": "EMBEDDING_MODEL", "ChatModels": "CHAT_MODELS"}
IDENTITY = "arn:aws:ses:us-east-1:000000000000:identity/example.org"
SENDER = "Grail <no-reply@example.org>"
DOCUMENT = Document("owner", "d1", "a.txt", "text/plain", 1, "queued", "", "", version=2)


class Options:
    """The stage's stack, as the deploy command makes it with what is chosen."""

    def __init__(self, running: RunningGrail) -> None:
        self.running = running
        self.outputs: dict[str, str] = {}

    def choose(self, **chosen: str) -> None:
        models = {name: self.running.function_environment[variable] for name, variable in MODELS.items()}
        parameters = {"Cloud": "laptop", "KeepDeletedFilesDays": "0", **models, **chosen}
        self.outputs = stack.apply(self.running.aws, STAGE, parameters)
        suspend_versions(self.s3, self.bucket, parameters)

    @property
    def s3(self) -> Any:
        return self.running.aws("s3")

    @property
    def bucket(self) -> str:
        return self.outputs["DocumentsBucket"]

    @property
    def versioning(self) -> str | None:
        return self.s3.get_bucket_versioning(Bucket=self.bucket).get("Status")  # type: ignore[no-any-return]

    def put(self, version: int, body: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"files/owner/{DOCUMENT.id}/{version}", Body=body)


@pytest.fixture(scope="module")
def options(running: RunningGrail) -> Iterator[Options]:
    made = Options(running)
    yield made
    for version in list(versions(made.s3, made.bucket, "")):
        made.s3.delete_object(Bucket=made.bucket, **version)
    stack.delete(running.aws("cloudformation"), STAGE)


def test_versions_are_off_on_and_off_again(options: Options) -> None:
    options.choose()
    assert options.versioning is None
    options.choose(KeepDeletedFilesDays="3")
    assert options.versioning == "Enabled"
    options.choose()
    assert options.versioning == "Suspended"


def test_a_person_who_deletes_leaves_no_version(options: Options) -> None:
    """While versions are kept, and after they were."""
    for days in ("3", "0"):
        options.choose(KeepDeletedFilesDays=days)
        files = S3Files(options.s3, options.bucket)
        for version, body in ((1, b"first"), (2, b"second"), (2, b"third")):
            options.put(version, body)
        files.delete_outdated(DOCUMENT)
        left = list(versions(options.s3, options.bucket, f"files/owner/{DOCUMENT.id}/1"))
        assert (len(left) == 2) == (days == "3"), "the replaced file and the mark of its deletion"
        files.delete_all("owner", DOCUMENT.id)
        assert list(versions(options.s3, options.bucket, f"files/owner/{DOCUMENT.id}/")) == []


def test_mail_comes_from_the_named_identity(options: Options) -> None:
    options.choose(MailFromArn=IDENTITY, MailFrom=SENDER)
    cognito = options.running.aws("cognito-idp")
    pool = cognito.describe_user_pool(UserPoolId=options.outputs["UserPoolId"])["UserPool"]
    assert pool["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER", "SourceArn": IDENTITY, "From": SENDER
    }  # fmt: skip
