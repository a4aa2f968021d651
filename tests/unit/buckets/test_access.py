"""How a bucket is read: by the function's own account alone, or by a role that trusts this stage, and no wider."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.buckets.access import BucketAccess, session_policy
from chalicelib.adapters.buckets.named import read_entry
from chalicelib.adapters.buckets.reading import MOST_LISTED, BucketFolder
from chalicelib.errors import FetchError
from chalicelib.models import SourceItem

OWN, OTHER = "123456789012", "444455556666"
ROLE = f"arn:aws:iam::{OTHER}:role/reads-law"


class Watched:
    """boto3's clients on moto, and what was asked of them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def client(self, name: str, credentials: Any = None) -> Any:
        made: Any = boto3.Session(**(credentials or {})).client(name, region_name="us-east-1")  # type: ignore[call-overload]
        made.meta.events.register("before-parameter-build", self._note)
        return made

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((model.name, dict(params)))


@pytest.fixture
def watched() -> Iterator[Watched]:
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="company")
        yield Watched()


def test_a_bucket_of_this_account_is_read_as_the_function(watched: Watched) -> None:
    _, account = BucketAccess(watched.client, "prod").open(read_entry("company/law"))
    assert account == OWN
    assert [name for name, _ in watched.asked] == ["GetCallerIdentity"]


def test_a_role_is_asked_with_what_only_this_stage_says(watched: Watched) -> None:
    folder = read_entry(f"company/law={ROLE}")
    s3, account = BucketAccess(watched.client, "prod").open(folder)
    ((name, asked),) = watched.asked
    assert (name, asked["RoleArn"], asked["ExternalId"], account) == ("AssumeRole", ROLE, "grail-prod", OTHER)
    assert json.loads(asked["Policy"]) == session_policy(folder)
    assert s3._request_signer._credentials.token  # type: ignore[attr-defined]


def test_a_session_reads_the_folder_alone() -> None:
    names, objects, _ = session_policy(read_entry(f"company/law={ROLE}"))["Statement"]
    assert (names["Action"], names["Resource"]) == ("s3:ListBucket", "arn:aws:s3:::company")
    assert names["Condition"] == {"StringLike": {"s3:prefix": "law/*"}}
    assert (objects["Action"], objects["Resource"]) == ("s3:GetObject", "arn:aws:s3:::company/law/*")


def test_each_request_says_whose_bucket_is_meant(watched: Watched) -> None:
    """A bucket that was deleted may be made anew by anybody."""
    s3 = watched.client("s3")
    s3.put_object(Bucket="company", Key="law/act.txt", Body=b"Act.")
    watched.asked.clear()
    folder = BucketFolder(s3, OWN, ("company", "law/"), {"txt": "text/plain"}, 100)
    (entry,) = folder.listed()
    assert folder.read(SourceItem("s", "o", "k", entry.address)).content == b"Act."
    assert [(name, asked["ExpectedBucketOwner"]) for name, asked in watched.asked] == [
        ("ListObjectsV2", OWN),
        ("GetObject", OWN),
    ]


def test_a_listing_has_an_end() -> None:
    page = {"Contents": [{"Key": f"{number}.txt", "ETag": "e", "Size": 1} for number in range(1000)]}

    class Endless:
        def get_paginator(self, _: str) -> Any:
            return self

        def paginate(self, **_: Any) -> Iterator[Any]:
            while True:
                yield page

    s3: Any = Endless()
    with pytest.raises(FetchError, match=f"{MOST_LISTED:,}"):
        list(BucketFolder(s3, OWN, ("company", ""), {}, 100).listed())
