"""What the store of key points promises, on moto's S3."""

from dataclasses import replace
from typing import Any

import boto3
import pytest

from chalicelib.adapters.files import S3Files
from chalicelib.adapters.key_points import S3KeyPoints
from chalicelib.adapters.object_versions import versions
from chalicelib.models import Document, KeyPoint, KeyPoints, NotedPart, new_id

DOCUMENT = Document(
    "owner", new_id(), "report.pdf", "application/pdf", 3, "ready", "", "", version=2, live_version=2, live_generation=5
)
POINTS = KeyPoints(
    (NotedPart(0, 8, (KeyPoint("Doanh thu tăng “4 %”.", 10, 60),)), NotedPart(9, 12, ())),
)


@pytest.fixture
def s3(aws: dict[str, str]) -> Any:
    return boto3.client("s3", region_name="us-east-1")


@pytest.fixture
def store(s3: Any, aws: dict[str, str]) -> S3KeyPoints:
    return S3KeyPoints(s3, aws["DOCUMENTS_BUCKET"])


def test_saved_points_are_read_as_they_were(store: S3KeyPoints) -> None:
    store.save_key_points(DOCUMENT, POINTS)
    assert store.key_points(DOCUMENT) == POINTS
    store.save_key_points(DOCUMENT, KeyPoints(POINTS.parts[:1]))
    assert store.key_points(DOCUMENT).parts == POINTS.parts[:1]


def test_points_are_those_of_one_live_generation(store: S3KeyPoints) -> None:
    store.save_key_points(DOCUMENT, POINTS)
    for other in (
        replace(DOCUMENT, live_generation=6),
        replace(DOCUMENT, live_version=3),
        replace(DOCUMENT, id=new_id()),
        replace(DOCUMENT, owner_id="another"),
    ):
        assert store.key_points(other) == KeyPoints()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"parts": 3}', b'{"parts": [{"first": 0}]}', b"\xff\xfe"])
def test_points_that_cannot_be_read_are_none(store: S3KeyPoints, s3: Any, aws: dict[str, str], data: bytes) -> None:
    store.save_key_points(DOCUMENT, POINTS)
    key = f"key-points/owner/{DOCUMENT.id}/2/5"
    assert key in keys(s3, aws)
    s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key=key, Body=data)
    assert store.key_points(DOCUMENT) == KeyPoints()


def test_a_deleted_document_leaves_no_point(store: S3KeyPoints, s3: Any, aws: dict[str, str]) -> None:
    s3.put_bucket_versioning(Bucket=aws["DOCUMENTS_BUCKET"], VersioningConfiguration={"Status": "Enabled"})
    kept = replace(DOCUMENT, id=new_id())
    for document in (DOCUMENT, DOCUMENT, kept):
        store.save_key_points(document, POINTS)
    S3Files(s3, aws["DOCUMENTS_BUCKET"]).delete_all(DOCUMENT.owner_id, DOCUMENT.id)
    assert not [key for key in keys(s3, aws) if DOCUMENT.id in key]
    assert store.key_points(kept) == POINTS


def test_a_new_version_deletes_the_points_of_the_old_one(store: S3KeyPoints, s3: Any, aws: dict[str, str]) -> None:
    newer = replace(DOCUMENT, version=3, live_version=3, live_generation=6)
    store.save_key_points(DOCUMENT, POINTS)
    store.save_key_points(newer, POINTS)
    S3Files(s3, aws["DOCUMENTS_BUCKET"]).delete_outdated(newer)
    listed = s3.list_objects_v2(Bucket=aws["DOCUMENTS_BUCKET"], Prefix=f"key-points/owner/{DOCUMENT.id}/")
    assert [entry["Key"] for entry in listed["Contents"]] == [f"key-points/owner/{DOCUMENT.id}/3/6"]


def keys(s3: Any, aws: dict[str, str]) -> list[str]:
    """Keys of all versions and of the marks of deleted ones."""
    return [str(version["Key"]) for version in versions(s3, aws["DOCUMENTS_BUCKET"], "")]
