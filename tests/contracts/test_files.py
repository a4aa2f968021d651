"""What the file store promises, on moto's S3."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.disk import FULL, Scratch
from chalicelib.adapters.files import S3Files
from chalicelib.adapters.object_versions import versions
from chalicelib.errors import DocumentError, FileChangedError
from chalicelib.models import Document, FileKey, StoredFile, new_id
from tests.support.disks import MEGABYTE

DOCUMENT = Document(
    owner_id="owner",
    id=new_id(),
    filename="Bản đồ “A”.txt",
    content_type="text/plain",
    size=3,
    status="queued",
    created_at="",
    updated_at="",
    version=2,
)


@pytest.fixture
def s3(aws: dict[str, str]) -> Any:
    return boto3.client("s3", region_name="us-east-1")


@pytest.fixture
def files(s3: Any, aws: dict[str, str]) -> S3Files:
    return S3Files(s3, aws["DOCUMENTS_BUCKET"])


@pytest.fixture(params=[None, "Enabled", "Suspended"])
def versioning(request: pytest.FixtureRequest, s3: Any, aws: dict[str, str]) -> str | None:
    """What the bucket does with older versions; one that once kept them can only suspend that."""
    for status in ("Enabled", "Suspended")[: {None: 0, "Enabled": 1, "Suspended": 2}[request.param]]:
        if status == "Suspended":
            for body in (b"old", b"older"):
                put(s3, aws, 2, body)
        s3.put_bucket_versioning(Bucket=aws["DOCUMENTS_BUCKET"], VersioningConfiguration={"Status": status})
    return request.param  # type: ignore[no-any-return]


def everything(s3: Any, aws: dict[str, str]) -> list[str]:
    """Keys of all versions and of the marks of deleted ones."""
    return [str(version["Key"]) for version in versions(s3, aws["DOCUMENTS_BUCKET"], "")]


def put(s3: Any, aws: dict[str, str], version: int, data: bytes = b"abc") -> str:
    key = f"files/owner/{DOCUMENT.id}/{version}"
    etag: str = s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key=key, Body=data)["ETag"].strip('"')
    return etag


def keys(s3: Any, aws: dict[str, str]) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=aws["DOCUMENTS_BUCKET"])
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def test_what_was_uploaded_is_downloaded(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    assert files.stored(DOCUMENT) is None
    etag = put(s3, aws, 2)
    assert files.stored(DOCUMENT) == StoredFile(FileKey("owner", DOCUMENT.id, 2), etag, 3)
    with files.download(replace(DOCUMENT, etag=etag)) as path:
        assert path.read_bytes() == b"abc"
    assert not path.exists()


def test_a_file_too_large_for_the_disk_is_told_as_such(
    s3: Any, aws: dict[str, str], small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = S3Files(s3, aws["DOCUMENTS_BUCKET"], Scratch(small_disk / "work"))
    etag = put(s3, aws, 2, bytes(2 * MEGABYTE))
    with pytest.raises(DocumentError) as caught, files.download(replace(DOCUMENT, etag=etag)):
        pass
    assert caught.value.code == "no_room"
    assert FULL in [record.message for record in caplog.records]
    etag = put(s3, aws, 2)
    with files.download(replace(DOCUMENT, etag=etag)) as path:
        assert path.read_bytes() == b"abc"


def test_another_file_than_announced_is_not_downloaded(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    etag = put(s3, aws, 2)
    put(s3, aws, 2, b"other")
    with pytest.raises(FileChangedError), files.download(replace(DOCUMENT, etag=etag)):
        pass


def test_a_file_that_is_gone(files: S3Files) -> None:
    with pytest.raises(DocumentError) as raised, files.download(DOCUMENT):
        pass
    assert raised.value.code == "file_gone"


def test_key_of_an_upload_names_its_parts(files: S3Files) -> None:
    form = files.presign_upload(DOCUMENT)
    assert FileKey.parse(form.fields["key"]) == FileKey("owner", DOCUMENT.id, 2)
    for key in ("files/owner/id", "files/owner/id/x", "staging/owner/id/1", "files/a/b/1/2", "", "files/a/b/-1"):
        assert FileKey.parse(key) is None


def test_the_link_leads_to_what_is_live(files: S3Files) -> None:
    assert f"/{DOCUMENT.id}/2?" in files.presign_download(DOCUMENT).url
    assert f"/{DOCUMENT.id}/1?" in files.presign_download(replace(DOCUMENT, live_version=1)).url


def test_parts_are_kept_by_upload(files: S3Files) -> None:
    first, second = replace(DOCUMENT, etag="a"), replace(DOCUMENT, etag="b")
    files.write_part(first, "one", b"1")
    assert files.read_part(first, "one") == b"1"
    assert files.part_names(first) == {"one"}
    for other in (second, replace(first, version=3), replace(first, restarts=1)):
        assert files.read_part(other, "one") is None
        assert files.part_names(other) == set()


def test_a_part_written_once_stays(files: S3Files) -> None:
    assert files.write_part_once(DOCUMENT, "note", b"first")
    assert not files.write_part_once(DOCUMENT, "note", b"second")
    assert files.read_part(DOCUMENT, "note") == b"first"


def test_only_what_is_older_is_outdated(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    for version in (1, 2, 3):
        put(s3, aws, version)
        files.write_part(replace(DOCUMENT, version=version, etag="a"), "part", b"1")
    files.delete_outdated(replace(DOCUMENT, etag="a"))
    left = {key.removeprefix("files/").removeprefix("staging/").split("/")[2] for key in keys(s3, aws)}
    assert left == {"2", "3"}
    assert [key for key in keys(s3, aws) if key.startswith("staging/")] == [f"staging/owner/{DOCUMENT.id}/3/a/0/part"]


def test_everything_is_deleted_page_after_page(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    for number in range(1005):
        s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key=f"staging/owner/{DOCUMENT.id}/1/a/0/{number}", Body=b"1")
    put(s3, aws, 2)
    s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key="files/owner/another/1", Body=b"1")
    assert len(files.part_names(replace(DOCUMENT, version=1, etag="a"))) == 1005
    files.delete_all("owner", DOCUMENT.id)
    assert keys(s3, aws) == ["files/owner/another/1"]


def test_no_version_of_a_deleted_document_stays(
    files: S3Files, s3: Any, aws: dict[str, str], versioning: str | None
) -> None:
    here = replace(DOCUMENT, etag="a")
    for version in (1, 2, 2):
        put(s3, aws, version, str(version).encode())
        files.write_part(here, "part", b"1")
    files.delete_outdated(here)  # It was replaced before it was deleted.
    put(s3, aws, 2, b"again")
    s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key="files/owner/another/1", Body=b"1")
    files.delete_all("owner", DOCUMENT.id)
    assert everything(s3, aws) == ["files/owner/another/1"]
    files.delete_all("owner", DOCUMENT.id)  # A second time there is nothing to do, and no mark is left.
    assert everything(s3, aws) == ["files/owner/another/1"]


def test_no_version_of_a_late_file_stays(files: S3Files, s3: Any, aws: dict[str, str], versioning: str | None) -> None:
    """It came when its document was deleted. A version whose number begins alike is another file."""
    put(s3, aws, 2)
    put(s3, aws, 20)
    files.delete_file(FileKey("owner", DOCUMENT.id, 2))
    assert set(everything(s3, aws)) == {f"files/owner/{DOCUMENT.id}/20"}


def test_a_replaced_file_can_be_had_back_while_versions_are_kept(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    bucket = aws["DOCUMENTS_BUCKET"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put(s3, aws, 1, b"first")
    put(s3, aws, 2)
    files.delete_outdated(DOCUMENT)
    assert keys(s3, aws) == [f"files/owner/{DOCUMENT.id}/2"]
    kept = [
        version for version in versions(s3, bucket, f"files/owner/{DOCUMENT.id}/1") if version["VersionId"] != "null"
    ]
    bodies = []
    for version in kept:
        with suppress(ClientError):  # The mark of a deletion has no body.
            bodies.append(s3.get_object(Bucket=bucket, **version)["Body"].read())
    assert bodies == [b"first"]
