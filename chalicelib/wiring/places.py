"""Which adapter reads a source's kind of place."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.models import Source
from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from chalicelib.models.sources import SourceKind
    from chalicelib.rag.documents.sources.roles import Place


def checked(adapters: Adapters, _: "SourceKind", address: str) -> tuple[str, str]:
    """An address in its one form, and the path that its source keeps to. Raises FetchError."""
    from chalicelib.adapters.web.addresses import parse

    parsed = parse(address, adapters.web.ports)
    return str(parsed), parsed.path.rpartition("/")[0] + "/"


def place(adapters: Adapters, content_types: Mapping[str, str], source: Source) -> "Place":
    """The reader of a source. Raises FetchError for an address that may not be asked any more."""
    from chalicelib.adapters.web.site import Site

    return Site(source, adapters.web, content_types)
