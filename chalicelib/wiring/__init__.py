"""Services: which class fills which role, each built on first use.

boto3 clients and LanceDB are imported inside the properties that need them, so that a function loads only what it
uses: connect, disconnect and most of REST start without LanceDB.

Here is the product; `adapters.py` has what it is given, and `clients.py` what those are given.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from chalicelib.rag.answers.abandoned import Abandoned
    from chalicelib.rag.answers.answer import Answering
    from chalicelib.rag.answers.ask import Asking
    from chalicelib.rag.documents.ingest import Ingesting
    from chalicelib.rag.documents.library import Library
    from chalicelib.rag.documents.sweep import Upkeep
    from chalicelib.rag.search.search import Retriever


class Services(Adapters):
    """One process's services for one stage: the product, on top of its adapters."""

    @cached_property
    def library(self) -> "Library":
        from chalicelib.adapters.extraction.formats import SUPPORTED
        from chalicelib.rag.documents.library import Library

        return Library(
            registry=self.documents,
            files=self.files,
            queue=self.ingest_queue,
            feed=self.sockets,
            content_types=SUPPORTED,
            max_bytes=self.settings.max_upload_bytes,
        )

    @cached_property
    def upkeep(self) -> "Upkeep":
        from chalicelib.rag.documents.sweep import Upkeep

        return Upkeep(
            registry=self.documents,
            maintenance=self.maintenance,
            files=self.files,
            queue=self.ingest_queue,
            feed=self.sockets,
            passages=lambda: self.passages,
        )

    @cached_property
    def abandoned(self) -> "Abandoned":
        from chalicelib.rag.answers.abandoned import Abandoned

        return Abandoned(self.conversations, self.sockets)

    @cached_property
    def ingesting(self) -> "Ingesting":
        from chalicelib.adapters.extraction import Extractor
        from chalicelib.adapters.language_detector import Languages
        from chalicelib.rag.documents.attempt import Tools
        from chalicelib.rag.documents.ingest import Ingesting

        tools = Tools(
            registry=self.documents,
            maintenance=self.maintenance,
            files=self.files,
            extractor=Extractor(),
            embedder=self.embedder,
            passages=self.passages,
            feed=self.sockets,
            usage=self.usage,
            languages=Languages(),
        )
        return Ingesting(tools, self.ingest_queue)

    @cached_property
    def retriever(self) -> "Retriever":
        from chalicelib.rag.search.search import Retriever

        return Retriever(self.documents, self.embedder, self.passages, self.reranker)

    @cached_property
    def asking(self) -> "Asking":
        from chalicelib.rag.answers.ask import Asking

        settings = self.settings
        return Asking(
            conversations=self.conversations,
            documents=self.documents,
            budget=self.usage,
            models=settings.chat_models,
        )

    @cached_property
    def answering(self) -> "Answering":
        from chalicelib.rag.answers.answer import Answering

        return Answering(
            messages=self.conversations,
            retriever=self.retriever,
            chat=self.chat,
            listeners=self.sockets,
            usage=self.usage,
            fallback=self.settings.fallback_model,
        )
