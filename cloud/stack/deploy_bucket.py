"""A stage's bucket of what deploying needs: the template, Chalice's record, the sources of images, lists of packages.

It is no part of the stack, since CloudFormation reads the template from it: a request takes 51,200 bytes of template
and no more, an object 1,000,000 (AWS CloudFormation user guide, "Quotas"). It holds nothing that people stored.
"""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

KEPT_DAYS = 30
# By prefix: what one deploy needs once.
OF_ONE_DEPLOY = ("images/", "templates/")


def name(stage: str, account: str = "") -> str:
    """Without an account what the name begins with."""
    return f"grail-{stage}-deploy-{account}"


def put_template(s3: "S3Client", stage: str, account: str, template: Any, *, tls: bool = True) -> str:
    """Make the bucket unless it is there, and put the template into it; returns the address CloudFormation reads it at.

    It is put as JSON, the short forms of YAML such as `!Condition` written out, which stand-ins do not all read.

    `tls` has the bucket refuse what comes without TLS, which the laptop cloud does not speak. Raises ClientError, also
    where the bucket of this name is another account's.
    """
    bucket, body = name(stage, account), json.dumps(template).encode()
    _ensure(s3, bucket)
    key = f"templates/{hashlib.sha256(body).hexdigest()}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=body, ExpectedBucketOwner=account)
    if tls:
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(_only_over_tls(s3.meta.partition, bucket)))
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def _ensure(s3: "S3Client", bucket: str) -> None:
    """The bucket with its settings, which are set each time: a run may have been broken off between them."""
    region = s3.meta.region_name
    where: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        s3.create_bucket(Bucket=bucket, **where)
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
    )
    encryption: Any = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": _lifecycle()})


def _lifecycle() -> list[Any]:
    old: Any = {"ID": "old-versions", "NoncurrentVersionExpiration": {"NoncurrentDays": 90}, "Filter": {"Prefix": ""}}
    once = [
        {"ID": prefix.rstrip("/"), "Expiration": {"Days": KEPT_DAYS}, "Filter": {"Prefix": prefix}}
        for prefix in OF_ONE_DEPLOY
    ]
    return [{"Status": "Enabled", **rule} for rule in (old, *once)]


def _only_over_tls(partition: str, bucket: str) -> dict[str, Any]:
    arn = f"arn:{partition}:s3:::{bucket}"
    statement = {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
