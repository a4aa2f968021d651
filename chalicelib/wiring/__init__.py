"""Services: which class fills which role, each built on first use.

boto3 clients and LanceDB are imported inside the properties that need them, so that a function loads only what it
uses: connect, disconnect and most of REST start without LanceDB.

Here is the product; `adapters.py` has what it is given, and `clients.py` what those are given.
"""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.config import Settings
from chalicelib.wiring.accounts import AccountServices
from chalicelib.wiring.adapters import Adapters
from chalicelib.wiring.administration import Administration
from chalicelib.wiring.clients import Clients
from chalicelib.wiring.sources import SourceServices

if TYPE_CHECKING:
    from chalicelib.adapters.extraction import Extractor
    from chalicelib.rag.answers.abandoned import Abandoned
    from chalicelib.rag.answers.answer import Answering
    from chalicelib.rag.answers.ask import Asking
    from chalicelib.rag.answers.explain import Explaining
    from chalicelib.rag.answers.scope import Scopes
    from chalicelib.rag.documents.ingest import Ingesting
    from chalicelib.rag.documents.library import Library
    from chalicelib.rag.documents.second_reader import SecondReader
    from chalicelib.rag.documents.sweep import Upkeep
    from chalicelib.rag.routes.gather import Gathering
    from chalicelib.rag.routes.guide.guide import Guiding
    from chalicelib.rag.search.across import AcrossOwners


class Services:
    """One process's services for one stage: the product, and the adapters that it is given."""

    def __init__(self, settings: Settings | None = None) -> None:
        """`settings` are those of the environment by default, read on first use."""
        self.adapters = Adapters(Clients(settings))
        self.accounts = AccountServices(self.adapters, lambda: self.library)
        self.sources = SourceServices(self.adapters, lambda: self.library)
        self.administration = Administration(self.adapters, lambda: self.library)

    @property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        return self.adapters.settings

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
    def upkeep(self) -> "Upkeep":
        from chalicelib.rag.documents.sweep import Upkeep

        return Upkeep(
            registry=self.adapters.documents,
            maintenance=self.adapters.maintenance,
            files=self.adapters.files,
            queue=self.adapters.ingest_queue,
            feed=self.adapters.sockets,
            passages=lambda: self.adapters.passages,
            collections=self.adapters.collections,
        )

    @cached_property
    def abandoned(self) -> "Abandoned":
        from chalicelib.rag.answers.abandoned import Abandoned

        return Abandoned(self.adapters.answers, self.adapters.sockets)

    @cached_property
    def ingesting(self) -> "Ingesting":
        from chalicelib.adapters.extraction import Extractor
        from chalicelib.adapters.language_detector import Languages
        from chalicelib.rag.documents.attempt import Tools
        from chalicelib.rag.documents.ingest import Ingesting
        from chalicelib.rag.documents.reading import ReadingBudget

        settings = self.settings
        extractor = Extractor(
            ocr_languages=settings.ocr_languages,
            ocr_pictures=settings.ocr_pictures,
            second_reader=settings.ocr_model is not None,
        )
        tools = Tools(
            registry=self.adapters.documents,
            maintenance=self.adapters.maintenance,
            files=self.adapters.files,
            extractor=extractor,
            embedder=self.adapters.embedder,
            passages=self.adapters.passages,
            feed=self.adapters.sockets,
            usage=self.adapters.usage,
            languages=Languages(),
            reading=ReadingBudget(settings.document_seconds, settings.document_characters, settings.document_pages),
            second_reader=self._second_reader(extractor),
        )
        return Ingesting(tools, self.adapters.ingest_queue)

    def _second_reader(self, extractor: "Extractor") -> "SecondReader | None":
        """Raises UnusableModelError for a model that sees no pictures."""
        from chalicelib.rag.documents.second_reader import SecondReader

        model = self.settings.ocr_model
        if model is None:
            return None
        self.adapters.catalogue.seeing_model(model)
        pages = self.settings.ocr_model_pages
        return SecondReader(extractor, self.adapters.chat, self.adapters.usage, model, pages)

    @cached_property
    def retriever(self) -> "AcrossOwners":
        from chalicelib.rag.search.across import AcrossOwners
        from chalicelib.rag.search.ahead import DocumentsAhead
        from chalicelib.rag.search.search import Retriever

        adapters = self.adapters
        ahead = DocumentsAhead(adapters.documents)
        own = Retriever(adapters.documents, adapters.embedder, adapters.passages, adapters.reranker, ahead=ahead)
        return AcrossOwners(own)

    @cached_property
    def gathering(self) -> "Gathering":
        from chalicelib.rag.routes.gather import Gathering

        adapters = self.adapters
        return Gathering(self.retriever, adapters.documents, adapters.passages, adapters.key_points)

    @cached_property
    def explaining(self) -> "Explaining":
        from chalicelib.rag.answers.budget import PRICED_TOKENS, affordable_tokens, budget_for
        from chalicelib.rag.answers.explain import Explaining

        settings, catalogue = self.settings, self.adapters.catalogue
        entry = catalogue.chat_model(settings.chat_models[0])
        if entry.quotes or entry.input_usd_per_million is None:
            return Explaining(self.gathering, entry.quotes, budget_for(entry.context_tokens))
        priced = catalogue.price(settings.chat_models[0], input_tokens=PRICED_TOKENS)
        wide = affordable_tokens(settings.prompt_price_usd, priced)
        return Explaining(self.gathering, entry.quotes, budget_for(entry.context_tokens, wide))

    @cached_property
    def guiding(self) -> "Guiding":
        from chalicelib.rag.routes.guide.guide import Guiding

        return Guiding(self.adapters.passages)

    @cached_property
    def scopes(self) -> "Scopes":
        from chalicelib.rag.answers.scope import Scopes

        return Scopes(self.adapters.collections, self.adapters.grants)

    @cached_property
    def asking(self) -> "Asking":
        from chalicelib.rag.answers.ask import Asking

        settings = self.settings
        return Asking(
            conversations=self.adapters.conversations,
            questions=self.adapters.questions,
            documents=self.adapters.documents,
            budget=self.adapters.usage,
            models=settings.chat_models,
            choices=self.adapters.choices,
            label_of=lambda model: self.adapters.catalogue.chat_info(model).label,
            scopes=self.scopes,
        )

    @property
    def answering(self) -> "Answering":
        """An admin may switch the fallback off at any time."""
        return replace(self._answering, fallback=self.adapters.fallback())

    @cached_property
    def _answering(self) -> "Answering":
        from chalicelib.rag.answers.answer import Answering
        from chalicelib.rag.answers.budget import AnswerPrices

        settings = self.settings
        return Answering(
            answers=self.adapters.answers,
            history=self.adapters.conversations,
            sources=self.gathering,
            chat=self.adapters.chat,
            listeners=self.adapters.sockets,
            usage=self.adapters.usage,
            prices=AnswerPrices(settings.prompt_price_usd, settings.answer_price_usd, settings.ask_price_usd),
            scopes=self.scopes,
        )
