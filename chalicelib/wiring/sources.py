"""Where documents come from: people who upload them, and sources that stay in sync."""

import time
from functools import cached_property, partial
from typing import TYPE_CHECKING

from chalicelib.wiring.accounts import AccountServices

if TYPE_CHECKING:
    from chalicelib.rag.documents.library import Library
    from chalicelib.rag.documents.sources.keeping import SourceKeeping
    from chalicelib.rag.documents.sources.sweep import Sweeping


class SourceServices(AccountServices):
    """What brings documents in."""

    @cached_property
    def library(self) -> "Library":
        from chalicelib.adapters.extraction.formats import FORMATS, PACKED, SAVE_AS
        from chalicelib.rag.documents.library import Library

        return Library(
            registry=self.adapters.documents,
            files=self.adapters.files,
            queue=self.adapters.ingest_queue,
            feed=self.adapters.sockets,
            uploads=self.adapters.rate_limits,
            content_types={ending: format_.content_type for ending, format_ in FORMATS.items()},
            save_as=SAVE_AS,
            packed=PACKED,
            max_bytes=self.settings.max_upload_bytes,
        )

    @cached_property
    def sources(self) -> "SourceKeeping":
        from chalicelib.models import SourceCaps
        from chalicelib.rag.documents.sources.keeping import SourceKeeping
        from chalicelib.wiring.places import checked

        settings = self.settings
        most = SourceCaps(settings.source_items, settings.source_bytes, settings.source_price_usd)
        adapters = self.adapters
        return SourceKeeping(adapters.sources, adapters.ingest_queue, partial(checked, adapters), most, time.time)

    @cached_property
    def sweeping(self) -> "Sweeping":
        from chalicelib.rag.documents.sources.content import SourceContent
        from chalicelib.rag.documents.sources.sweep import Sweeping
        from chalicelib.wiring.places import place

        adapters, library = self.adapters, self.library
        content = SourceContent(
            adapters.sources, adapters.documents, adapters.files, adapters.sockets, library, library.content_types,
            self.settings.max_upload_bytes,
        )  # fmt: skip
        model = self.settings.embedding_model
        return Sweeping(
            records=adapters.sources,
            content=content,
            place=partial(place, adapters, library.content_types),
            queue=adapters.ingest_queue,
            price=lambda tokens: adapters.catalogue.price(model, input_tokens=tokens),
        )
