"""Every version of objects on S3, in buckets with and without versions.

In a bucket without versions each object has the one version `null`, and deleting that version deletes the object. So
a purge always lists versions, whatever the bucket's setting is or was.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


def versions(s3: "S3Client", bucket: str, prefix: str) -> "Iterator[ObjectIdentifierTypeDef]":
    """Key and version of what lies below a prefix: objects, older versions and the marks of deleted ones."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for version in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            yield {"Key": version["Key"], "VersionId": version["VersionId"]}


def uploads(s3: "S3Client", bucket: str, prefix: str) -> "Iterator[tuple[str, str]]":
    """Key and id of uploads below a prefix that have begun and not ended: their parts lie in no object yet."""
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix):
        for upload in page.get("Uploads", []):
            yield upload["Key"], upload["UploadId"]


def abort_uploads(s3: "S3Client", bucket: str, prefix: str) -> None:
    """With all their parts."""
    for key, upload in list(uploads(s3, bucket, prefix)):
        with suppress(s3.exceptions.NoSuchUpload):  # It has just ended.
            s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
