"""The objects below a prefix as items of a source. Of a bucket with versions the current ones count."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.buckets.addresses import address_of, parse
from chalicelib.adapters.errors import translate
from chalicelib.errors import FetchError
from chalicelib.models import FoundItem, ItemContent, SourceItem

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

MOST_LISTED = 100_000  # Objects that a listing names: a hundred requests.
CHARACTERS_A_TOKEN = 4

bucket_errors = partial(
    translate,
    (r"^(NoSuchKey|404|NotFound):", lambda: FetchError("not_found", "The file is not there.")),
    (r"^InvalidObjectState:", lambda: FetchError("refused", "The file lies in an archive of S3.")),
    (r"^NoSuchBucket:", lambda: FetchError("refused", "There is no such bucket.")),
    (r"^(AccessDenied|403|Forbidden|AllAccessDisabled)", lambda: FetchError("refused", "S3 lets Grail not read it.")),
    (Exception, lambda: FetchError("unreachable", "S3 did not answer.", retryable=True)),
)


class BucketFolder:
    """`account` has to own the bucket. `content_types` maps file endings to content types; `most_bytes` is a file's."""

    lists_all = True
    misses = 1

    def __init__(
        self, s3: "S3Client", account: str, folder: tuple[str, str], content_types: Mapping[str, str], most_bytes: int
    ) -> None:
        self._s3 = s3
        self._account = account
        self._bucket, self._prefix = folder
        self._content_types = content_types
        self._most_bytes = most_bytes

    def listed(self) -> Iterator[FoundItem]:
        """What S3 lists is what there is. A key that ends with a slash is a folder of the console's."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix, ExpectedBucketOwner=self._account
        )
        number = 0
        with bucket_errors():
            for page in pages:
                for entry in page.get("Contents", []):
                    if entry["Key"].endswith("/"):
                        continue
                    number += 1
                    if number > MOST_LISTED:
                        raise FetchError("too_large", f"More than {MOST_LISTED:,} objects lie there.")
                    yield FoundItem(address_of(self._bucket, entry["Key"]), mark=f"{entry['ETag']}.{entry['Size']}")

    def wait(self, _: str) -> float:
        return 0.0

    def trusts(self, _: SourceItem) -> bool:
        """An ETag with a size stands for the same bytes. Other ETags may do so too, which their content says."""
        return True

    def read(self, item: SourceItem) -> ItemContent:
        """The object as it is now. Raises FetchError."""
        bucket, key = parse(item.address)
        with bucket_errors():
            answer: Any = self._s3.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=self._account)
            with closing(answer["Body"]) as body:
                name = self._name(key.rpartition("/")[2], answer.get("ContentType", ""))
                if answer["ContentLength"] > self._most_bytes:
                    raise FetchError("too_large", "The file is too large to be read.")
                content = body.read()
        fingerprint = hashlib.sha256(content).hexdigest()
        return ItemContent(content, name, fingerprint, len(content) // CHARACTERS_A_TOKEN)

    def _name(self, name: str, content_type: str) -> str:
        """By its ending, or by what was said of it when it was uploaded. Raises FetchError."""
        if PurePosixPath(name).suffix.lower().removeprefix(".") in self._content_types:
            return name
        kind = content_type.partition(";")[0].strip().lower()
        ending = next((ending for ending, known in self._content_types.items() if known == kind), "")
        if not ending:
            raise FetchError("wrong_type", "Files of this type cannot be read yet.")
        return f"{name}.{ending}"
