"""How a named folder is read: by the function's own role, or by a role of another account that trusts the stage."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.buckets.named import NamedFolder
from chalicelib.adapters.buckets.reading import bucket_errors

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

SESSION_SECONDS = 900  # The shortest that AWS gives, and longer than a slice of a run.


@dataclass(frozen=True)
class BucketAccess:
    """`client` makes boto3's clients, for S3 also with `credentials`. `stage` is what other accounts' roles trust."""

    client: Callable[..., Any]
    stage: str

    @property
    def external_id(self) -> str:
        """What the trust policy of a role asks for: so no other stage of the account gets in by it."""
        return f"grail-{self.stage}"

    def open(self, folder: NamedFolder) -> "tuple[S3Client, str]":
        """A client that reads the folder, and the account that has to own the bucket. Raises FetchError.

        A bucket that was deleted may be made anew by anybody: its name alone says nothing of who fills it.
        """
        with bucket_errors():
            if folder.role is None:
                return self.client("s3"), self.client("sts").get_caller_identity()["Account"]
            session = self.client("sts").assume_role(
                RoleArn=folder.role,
                RoleSessionName=self.external_id,
                ExternalId=self.external_id,
                DurationSeconds=SESSION_SECONDS,
                Policy=json.dumps(session_policy(folder)),
            )
        keys = session["Credentials"]
        credentials = {
            "aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"],
        }
        return self.client("s3", credentials=credentials), folder.role.split(":")[4]


def session_policy(folder: NamedFolder) -> dict[str, Any]:
    """Whatever the role may do, a session may do no more than read the folder."""
    arn = f"arn:{folder.role.split(':')[1] if folder.role else 'aws'}:s3:::{folder.bucket}"
    names = {"StringLike": {"s3:prefix": f"{folder.prefix}*"}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": arn, "Condition": names},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{arn}/{folder.prefix}*"},
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"},  # Of keys that the role may use.
        ],
    }
