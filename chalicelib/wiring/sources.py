"""Sources that stay in sync, each service built on first use."""

import time
from functools import cached_property, partial
from typing import TYPE_CHECKING

from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.rag.documents.library import Library
    from chalicelib.rag.documents.sources.keeping import SourceKeeping
    from chalicelib.rag.documents.sources.sweep import Sweeping


class SourceServices:
    """What keeps sources, and what fetches from them."""

    def __init__(self, adapters: Adapters, library: "Callable[[], Library]") -> None:
        self._adapters = adapters
        self._library = library

    @cached_property
    def keeping(self) -> "SourceKeeping":
        from chalicelib.models import SourceCaps
        from chalicelib.rag.documents.sources.keeping import SourceKeeping
        from chalicelib.wiring.places import checked

        adapters, settings = self._adapters, self._adapters.settings
        most = SourceCaps(settings.source_items, settings.source_bytes, settings.source_price_usd)
        return SourceKeeping(adapters.sources, adapters.ingest_queue, partial(checked, adapters), most, time.time)

    @cached_property
    def sweeping(self) -> "Sweeping":
        from chalicelib.rag.documents.sources.content import SourceContent
        from chalicelib.rag.documents.sources.sweep import Sweeping
        from chalicelib.wiring.places import place

        adapters, library = self._adapters, self._library()
        content = SourceContent(
            adapters.sources, adapters.documents, adapters.files, adapters.sockets, library, library.content_types,
            adapters.settings.max_upload_bytes,
        )  # fmt: skip
        model = adapters.settings.embedding_model
        return Sweeping(
            records=adapters.sources,
            content=content,
            place=partial(place, adapters, library.content_types),
            queue=adapters.ingest_queue,
            price=lambda tokens: adapters.catalogue.price(model, input_tokens=tokens),
        )
