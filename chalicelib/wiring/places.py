"""Which adapter reads a source's kind of place, and for whom."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.models import Source
from chalicelib.models.administration import ADMINS
from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from chalicelib.models.sources import SourceKind
    from chalicelib.rag.documents.sources.roles import Place


def checked(adapters: Adapters, owner_id: str, kind: "SourceKind", address: str) -> tuple[str, str]:
    """An address in its one form, and the path that its source keeps to. Raises FetchError, StoreBusyError."""
    if kind == "s3":
        _refuse_others(adapters, owner_id)
        return adapters.named_folders.address(address), "/"
    from chalicelib.adapters.web.addresses import parse

    parsed = parse(address, adapters.web.ports)
    return str(parsed), parsed.path.rpartition("/")[0] + "/"


def place(adapters: Adapters, content_types: Mapping[str, str], source: Source) -> "Place":
    """The reader of a source. Raises FetchError for an address that may not be asked any more; StoreBusyError."""
    if source.kind == "s3":
        return _folder(adapters, content_types, source)
    from chalicelib.adapters.web.site import Site

    return Site(source, adapters.web, content_types)


def _folder(adapters: Adapters, content_types: Mapping[str, str], source: Source) -> "Place":
    from chalicelib.adapters.buckets.reading import BucketFolder

    _refuse_others(adapters, source.owner_id)
    folder, prefix = adapters.named_folders.find(source.address)
    s3, account = adapters.buckets.open(folder)
    return BucketFolder(s3, account, (folder.bucket, prefix), content_types, adapters.settings.max_upload_bytes)


def _refuse_others(adapters: Adapters, owner_id: str) -> None:
    """Whoever may not read buckets, as the pool says now. Raises AddressRefusedError, StoreBusyError."""
    from chalicelib.adapters.buckets.named import refused

    if adapters.settings.source_bucket_users == "everyone":
        return
    username = adapters.accounts.find(owner_id).username
    if username is None or ADMINS not in adapters.user_pool.groups_of(username):
        raise refused()
