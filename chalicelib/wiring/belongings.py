"""All that an owner has anywhere."""

from collections.abc import Sequence
from typing import Any

from chalicelib.accounts.roles import Belongings
from chalicelib.adapters.archives import FOLDER
from chalicelib.adapters.dynamo.grants import DynamoGrants
from chalicelib.adapters.dynamo.maintenance import OF_OWNER
from chalicelib.adapters.dynamo.owned_rows import NamingRows, OwnedRows
from chalicelib.adapters.dynamo.shared_rows import SharedRows
from chalicelib.adapters.dynamo.sources import OF_ITEMS, OF_SOURCES
from chalicelib.adapters.files import KINDS
from chalicelib.adapters.owned_objects import OwnedObjects
from chalicelib.config import Settings


def belongings(dynamo: Any, s3: Any, settings: Settings, grants: DynamoGrants) -> Sequence[Belongings]:
    """In the order in which it goes: what others see first, then rows, by which work on the rest ends."""
    return (
        SharedRows("sharing", grants),
        OwnedRows("documents", dynamo.Table(settings.documents_table), prefixes=("", OF_SOURCES, OF_ITEMS, OF_OWNER)),
        OwnedRows("conversations", dynamo.Table(settings.conversations_table)),
        OwnedRows("messages", dynamo.Table(settings.messages_table)),
        OwnedRows("usage", dynamo.Table(settings.usage_table), sort="day"),
        NamingRows("connections", dynamo.Table(settings.connections_table)),
        NamingRows("tickets", dynamo.Table(settings.tickets_table), key="digest"),
        NamingRows("edge", dynamo.Table(settings.edge_table)),
        *(OwnedObjects(kind, s3, settings.documents_bucket, f"{kind}/") for kind in KINDS),
        OwnedObjects("exports", s3, settings.documents_bucket, FOLDER, in_parts=True),
        OwnedObjects("passages", s3, settings.vectors_bucket, in_parts=True),
    )
