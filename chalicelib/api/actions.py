"""What a socket may ask for: the shapes of its frames."""

from typing import Annotated

import msgspec

from chalicelib.models.jobs import Id

Dollars = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class Ask(msgspec.Struct, tag_field="action", tag="ask"):
    request_id: str
    text: str
    conversation_id: Id | None = None
    document_ids: list[Id] | None = None
    tags: list[str] | None = None
    collection_ids: list[Id] | None = None
    model: str | None = None
    regenerate_of: Id | None = None
    accept_price: Dollars | None = None
    after: Id | None = None


class Stop(msgspec.Struct, tag_field="action", tag="stop"):
    message_id: Id


class Resume(msgspec.Struct, tag_field="action", tag="resume"):
    message_id: Id
    after_seq: int


class Renew(msgspec.Struct, tag_field="action", tag="renew"):
    ticket: str


class Ping(msgspec.Struct, tag_field="action", tag="ping"):
    pass


Frame = Ask | Stop | Resume | Renew | Ping


class RequestId(msgspec.Struct):
    """The request that an error belongs to, if the frame names one."""

    request_id: str | None = None
