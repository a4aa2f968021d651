"""What the file store promises, on moto's S3."""

from dataclasses import replace
from typing import Any

import boto3
import pytest

from chalicelib.adapters.files import S3Files
from chalicelib.errors import DocumentError, FileChangedError
from chalicelib.models import Document, new_id

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


def put(s3: Any, aws: dict[str, str], version: int, data: bytes = b"abc") -> str:
    key = f"files/owner/{DOCUMENT.id}/{version}"
    etag: str = s3.put_object(Bucket=aws["DOCUMENTS_BUCKET"], Key=key, Body=data)["ETag"].strip('"')
    return etag


def keys(s3: Any, aws: dict[str, str]) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=aws["DOCUMENTS_BUCKET"])
    return [each["Key"] for page in pages for each in page.get("Contents", [])]


def test_what_was_uploaded_is_downloaded(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    assert files.exists(DOCUMENT) is None
    etag = put(s3, aws, 2)
    assert files.exists(DOCUMENT) == (etag, 3)
    with files.download(replace(DOCUMENT, etag=etag)) as path:
        assert path.read_bytes() == b"abc"
    assert not path.exists()


def test_another_file_than_announced_is_not_downloaded(files: S3Files, s3: Any, aws: dict[str, str]) -> None:
    etag = put(s3, aws, 2)
    put(s3, aws, 2, b"other")
    with pytest.raises(FileChangedError), files.download(replace(DOCUMENT, etag=etag)):
        pass


def test_a_file_that_is_gone(files: S3Files) -> None:
    with pytest.raises(DocumentError) as raised, files.download(DOCUMENT):
        pass
    assert raised.value.code == "file_gone"


def test_a_key_tells_its_place(files: S3Files) -> None:
    form = files.presign_upload(DOCUMENT)
    assert files.place_of_key(form.fields["key"]) == ("owner", DOCUMENT.id, 2)
    for key in ("files/owner/id", "files/owner/id/x", "staging/owner/id/1", "files/a/b/1/2", "", "files/a/b/-1"):
        assert files.place_of_key(key) is None


def test_the_link_leads_to_what_is_live(files: S3Files) -> None:
    assert f"/{DOCUMENT.id}/2?" in files.presign_download(DOCUMENT).url
    assert f"/{DOCUMENT.id}/1?" in files.presign_download(replace(DOCUMENT, live_version=1)).url


def test_parts_are_kept_by_upload(files: S3Files) -> None:
    here, there = replace(DOCUMENT, etag="a"), replace(DOCUMENT, etag="b")
    files.write_part(here, "one", b"1")
    assert files.read_part(here, "one") == b"1"
    assert files.part_names(here) == {"one"}
    for other in (there, replace(here, version=3), replace(here, restarts=1)):
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
