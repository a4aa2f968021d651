"""Adapters: what stands between the product and AWS or LanceDB, each built on first use."""

from collections.abc import Collection
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chalicelib.config import Settings
from chalicelib.wiring.clients import Clients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.accounts.roles import Belongings
    from chalicelib.adapters.archives import S3Archives
    from chalicelib.adapters.bedrock.catalogue import Catalogue
    from chalicelib.adapters.bedrock.converse import BedrockChat
    from chalicelib.adapters.bedrock.embeddings import BedrockEmbedder
    from chalicelib.adapters.bedrock.rerank import BedrockReranker
    from chalicelib.adapters.buckets.access import BucketAccess
    from chalicelib.adapters.buckets.named import NamedFolders
    from chalicelib.adapters.cognito import CognitoUsers
    from chalicelib.adapters.dynamo.account_tasks import DynamoAccountTasks
    from chalicelib.adapters.dynamo.accounts import DynamoAccounts
    from chalicelib.adapters.dynamo.acts import DynamoActs
    from chalicelib.adapters.dynamo.answers import DynamoAnswers
    from chalicelib.adapters.dynamo.choices import DynamoChoices
    from chalicelib.adapters.dynamo.collections import DynamoCollections
    from chalicelib.adapters.dynamo.connections import DynamoConnections, DynamoTickets
    from chalicelib.adapters.dynamo.conversations import DynamoConversations
    from chalicelib.adapters.dynamo.cursors import Cursors
    from chalicelib.adapters.dynamo.documents import DynamoDocuments
    from chalicelib.adapters.dynamo.grants import DynamoGrants
    from chalicelib.adapters.dynamo.held_rows import DynamoHeldRows
    from chalicelib.adapters.dynamo.links import DynamoLinks
    from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
    from chalicelib.adapters.dynamo.messages import DynamoMessages
    from chalicelib.adapters.dynamo.notes import DynamoNotes
    from chalicelib.adapters.dynamo.personal_tokens import DynamoPersonalTokens
    from chalicelib.adapters.dynamo.questions import DynamoQuestions
    from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
    from chalicelib.adapters.dynamo.request_limit import RequestLimit
    from chalicelib.adapters.dynamo.sources import DynamoSources
    from chalicelib.adapters.dynamo.stage_records import DynamoStageRecords
    from chalicelib.adapters.dynamo.troubles import DynamoTroubles
    from chalicelib.adapters.dynamo.usage import DynamoUsage
    from chalicelib.adapters.files import S3Files
    from chalicelib.adapters.functions import Functions
    from chalicelib.adapters.held_files import S3HeldFiles
    from chalicelib.adapters.key_points import S3KeyPoints
    from chalicelib.adapters.lance.archive import PassageArchive
    from chalicelib.adapters.lance.store import LancePassages
    from chalicelib.adapters.queue import AnswerQueue, IngestQueue
    from chalicelib.adapters.sockets import Sockets
    from chalicelib.adapters.tokens import CognitoTokens, KeySet, ProgramAccess
    from chalicelib.adapters.web.fetching import Fetcher
    from chalicelib.models import Caps

# By default botocore signs addresses in the old way, which newer regions and answers with chosen headers refuse, and
# names the global host, which redirects uploads; so: signature version 4, at the bucket's own regional host.
S3_SIGNING: dict[str, Any] = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}


TOKENS_PER_HOUR = 30  # Personal tokens that an owner may make.
COLLECTED_PER_MINUTE = 300  # Documents put into collections or taken out: each write is as large as the collection.
GRANTS_PER_HOUR = 100  # Grants that a person may give or accept.
LINKS_PER_HOUR = 30  # Copies of conversations that a person may make: each has up to 500 rows.
ADMIN_ACTS_PER_MINUTE = 60  # Changes that an admin may make.
SWEEPS_PER_HOUR = 60  # Sweeps of sources that an owner may ask for.
WAITS_PER_MINUTE = 20  # Waits for answers begun before: each holds a function for up to 20 seconds.


class Adapters:
    """What the product is given. Nothing here knows the product."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    @property
    def settings(self) -> Settings:
        return self._clients.settings

    @cached_property
    def caps(self) -> "Caps":
        from chalicelib.models import Allowance, Caps, StageCaps

        settings = self.settings
        days = settings.new_account_days if settings.sign_up == "open" else 0
        return Caps(
            settings.daily_questions,
            settings.daily_price_usd,
            settings.parallel_answers,
            stage=StageCaps(settings.stage_daily_questions, settings.stage_daily_price_usd),
            allowance=Allowance(days, settings.new_account_daily_price_usd),
        )

    @cached_property
    def catalogue(self) -> "Catalogue":
        from chalicelib.adapters.bedrock.catalogue import catalogue

        return catalogue(self.settings.models)

    @cached_property
    def documents(self) -> "DynamoDocuments":
        from chalicelib.adapters.dynamo.documents import DynamoDocuments
        from chalicelib.models import Quota

        settings = self.settings
        quota = Quota(
            settings.owner_documents,
            settings.owner_bytes,
            settings.owner_notes,
            settings.owner_collections,
            settings.owner_memberships,
            settings.owner_sources,
        )
        return DynamoDocuments(self._clients.dynamo, self.settings.documents_table, quota=quota)

    @cached_property
    def maintenance(self) -> "DynamoMaintenance":
        from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance

        return DynamoMaintenance(self._clients.dynamo, self.settings.documents_table)

    @cached_property
    def accounts(self) -> "DynamoAccounts":
        from chalicelib.adapters.dynamo.accounts import DynamoAccounts

        return DynamoAccounts(self._clients.dynamo, self.settings.usage_table)

    @cached_property
    def account_tasks(self) -> "DynamoAccountTasks":
        from chalicelib.adapters.dynamo.account_tasks import DynamoAccountTasks

        return DynamoAccountTasks(self._clients.dynamo, self.settings.documents_table)

    @cached_property
    def belongings(self) -> "Sequence[Belongings]":
        from chalicelib.wiring.belongings import belongings

        s3 = self._clients.client("s3", **S3_SIGNING)
        return belongings(self._clients.dynamo, s3, self.settings, self.grants)

    @cached_property
    def archives(self) -> "S3Archives":
        from chalicelib.adapters.archives import S3Archives

        return S3Archives(self._clients.client("s3", **S3_SIGNING), self.settings.documents_bucket)

    @cached_property
    def held_rows(self) -> "DynamoHeldRows":
        from chalicelib.adapters.dynamo.held_rows import DynamoHeldRows

        settings = self.settings
        tables = {
            "documents": settings.documents_table,
            "conversations": settings.conversations_table,
            "usage": settings.usage_table,
            "acts": settings.usage_table,
            "messages": settings.messages_table,
            "notes": settings.messages_table,
            "collections": settings.messages_table,
            "sources": settings.documents_table,
            "links": settings.messages_table,
            "tokens": settings.edge_table,
        }
        return DynamoHeldRows(self._clients.dynamo, tables)

    @cached_property
    def held_files(self) -> "S3HeldFiles":
        from chalicelib.adapters.held_files import S3HeldFiles

        return S3HeldFiles(self._clients.client("s3", **S3_SIGNING), self.settings.documents_bucket)

    @cached_property
    def held_passages(self) -> "PassageArchive":
        from chalicelib.adapters.lance.archive import PassageArchive

        root = f"s3://{self.settings.vectors_bucket}"
        return PassageArchive(root, self.embedder.model, self.embedder.dimensions)

    @cached_property
    def user_pool(self) -> "CognitoUsers":
        from chalicelib.adapters.cognito import CognitoUsers

        # One try: a person waits, and an answer that is missing shuts nobody out.
        return CognitoUsers(self._clients.client("cognito-idp", tries=1), self.settings.user_pool_id)

    @cached_property
    def connections(self) -> "DynamoConnections":
        from chalicelib.adapters.dynamo.connections import DynamoConnections

        return DynamoConnections(self._clients.dynamo, self.settings.connections_table)

    @cached_property
    def tickets(self) -> "DynamoTickets":
        from chalicelib.adapters.dynamo.connections import DynamoTickets

        return DynamoTickets(self._clients.dynamo, self.settings.tickets_table)

    @cached_property
    def _messages(self) -> "DynamoMessages":
        from chalicelib.adapters.dynamo.messages import DynamoMessages

        return DynamoMessages(self._clients.dynamo, self.settings.messages_table)

    @cached_property
    def conversations(self) -> "DynamoConversations":
        from chalicelib.adapters.dynamo.conversations import DynamoConversations

        return DynamoConversations(self._clients.dynamo, self.settings.conversations_table, self._messages)

    @cached_property
    def collections(self) -> "DynamoCollections":
        from chalicelib.adapters.dynamo.collections import DynamoCollections

        table, most = self.settings.messages_table, self.settings.collection_documents
        return DynamoCollections(self._clients.dynamo, table, self.documents, most)

    @cached_property
    def grants(self) -> "DynamoGrants":
        from chalicelib.adapters.dynamo.grants import DynamoGrants

        table, most = self.settings.messages_table, self.settings.collection_grants
        return DynamoGrants(self._clients.dynamo, table, self.documents.stored, most)

    @cached_property
    def sources(self) -> "DynamoSources":
        from chalicelib.adapters.dynamo.sources import DynamoSources

        return DynamoSources(self._clients.dynamo, self.settings.documents_table, self.documents.stored)

    @cached_property
    def web(self) -> "Fetcher":
        """Raises SettingsError for a range of hosts or a port that is none."""
        from chalicelib.adapters.web.fetching import Fetcher
        from chalicelib.adapters.web.networks import Networks

        settings = self.settings
        contact = next(iter(settings.page_origins), "")
        return Fetcher(Networks(settings.source_hosts), contact=contact, ports=map(int, settings.source_ports))

    @cached_property
    def named_folders(self) -> "NamedFolders":
        """The folders of buckets that sources may read. Raises ValueError for one that cannot be."""
        from chalicelib.adapters.buckets.named import NamedFolders

        settings = self.settings
        return NamedFolders(settings.source_buckets, own=(settings.documents_bucket, settings.vectors_bucket))

    @cached_property
    def buckets(self) -> "BucketAccess":
        from chalicelib.adapters.buckets.access import BucketAccess

        return BucketAccess(self._clients.client, self.settings.stage)

    @cached_property
    def notes(self) -> "DynamoNotes":
        from chalicelib.adapters.dynamo.notes import DynamoNotes

        return DynamoNotes(self._clients.dynamo, self.settings.messages_table, self.documents.stored)

    @cached_property
    def answers(self) -> "DynamoAnswers":
        from chalicelib.adapters.dynamo.answers import DynamoAnswers
        from chalicelib.adapters.dynamo.stage_budget import StageBudget

        stage = StageBudget(self._clients.dynamo, self.settings.usage_table, self.caps.stage)
        return DynamoAnswers(self._messages, stage, self.stage_records)

    @cached_property
    def stage_records(self) -> "DynamoStageRecords":
        from chalicelib.adapters.dynamo.stage_records import DynamoStageRecords

        return DynamoStageRecords(self._clients.dynamo, self.settings.usage_table)

    @cached_property
    def acts(self) -> "DynamoActs":
        from chalicelib.adapters.dynamo.acts import DynamoActs

        return DynamoActs(self._clients.dynamo, self.settings.usage_table)

    @cached_property
    def choices(self) -> "DynamoChoices":
        from chalicelib.adapters.dynamo.choices import DynamoChoices

        return DynamoChoices(self._clients.dynamo, self.settings.usage_table, self.documents.stored, self.acts)

    def fallback(self) -> str | None:
        """The model that answers where another is busy, unless an admin has switched it off."""
        model = self.settings.fallback_model
        return None if model is None or model in self.choices.models_off() else model

    @cached_property
    def links(self) -> "DynamoLinks":
        from chalicelib.adapters.dynamo.links import DynamoLinks

        return DynamoLinks(self._clients.dynamo, self.settings.messages_table)

    @cached_property
    def troubles(self) -> "DynamoTroubles":
        from chalicelib.adapters.dynamo.troubles import DynamoTroubles

        return DynamoTroubles(self._clients.dynamo, self.settings.documents_table)

    @cached_property
    def questions(self) -> "DynamoQuestions":
        from chalicelib.adapters.dynamo.questions import DynamoQuestions
        from chalicelib.adapters.dynamo.stage_budget import USUAL_ANSWER_TOKENS, USUAL_PROMPT_TOKENS

        return DynamoQuestions(
            self._clients.dynamo,
            self.conversations,
            self._messages,
            self.settings.usage_table,
            self.caps,
            answer_price=partial(
                self.catalogue.price, input_tokens=USUAL_PROMPT_TOKENS, output_tokens=USUAL_ANSWER_TOKENS
            ),
        )

    @cached_property
    def usage(self) -> "DynamoUsage":
        from chalicelib.adapters.dynamo.usage import DynamoUsage

        return DynamoUsage(
            self._clients.dynamo,
            self.settings.usage_table,
            self.catalogue,
            self.caps,
            self.settings.embedding_model,
            self.settings.rerank_model,
        )

    @cached_property
    def files(self) -> "S3Files":
        from chalicelib.adapters.files import S3Files

        return S3Files(self._clients.client("s3", **S3_SIGNING), self.settings.documents_bucket)

    @cached_property
    def key_points(self) -> "S3KeyPoints":
        from chalicelib.adapters.key_points import S3KeyPoints

        return S3KeyPoints(self._clients.client("s3", **S3_SIGNING), self.settings.documents_bucket)

    @cached_property
    def ingest_queue(self) -> "IngestQueue":
        from chalicelib.adapters.queue import IngestQueue

        sqs, settings = self._clients.client("sqs"), self.settings
        return IngestQueue(sqs, settings.ingest_queue_url, settings.ingest_dead_letter_queue_url)

    @cached_property
    def answer_queue(self) -> "AnswerQueue":
        from chalicelib.adapters.queue import AnswerQueue

        return AnswerQueue(self._clients.client("lambda"), self.settings.answer_function)

    @cached_property
    def functions(self) -> "Functions":
        from chalicelib.adapters.functions import Functions

        return Functions(self._clients.client("lambda"), self.settings.active_functions)

    @cached_property
    def sockets(self) -> "Sockets":
        from chalicelib.adapters.sockets import Sockets

        url = self.settings.websocket_management_url
        return Sockets(self._clients.client("apigatewaymanagementapi", endpoint_url=url), self.connections)

    @cached_property
    def _keys(self) -> "KeySet":
        from chalicelib.adapters.tokens import KeySet

        return KeySet(self.settings.jwks_url or f"{self.settings.issuer}/.well-known/jwks.json")

    @cached_property
    def program_access(self) -> "ProgramAccess | None":
        """What opens `/mcp`: access tokens for it, or for REST. None where programs cannot sign in through the pool."""
        resources = [self.settings.program_resource, self.settings.rest_resource]
        return self._access([resource for resource in resources if resource is not None])

    @cached_property
    def rest_access(self) -> "ProgramAccess | None":
        """What opens REST to programs: access tokens for it alone, and none that an assistant got for `/mcp`."""
        return self._access([resource for resource in [self.settings.rest_resource] if resource is not None])

    def _access(self, resources: Collection[str]) -> "ProgramAccess | None":
        from chalicelib.adapters.tokens import ProgramAccess

        settings = self.settings
        if not resources:
            return None
        return ProgramAccess(settings.issuer, resources, settings.program_clients, self._keys, settings.session_days)

    @cached_property
    def tokens(self) -> "CognitoTokens":
        from chalicelib.adapters.tokens import CognitoTokens

        settings = self.settings
        return CognitoTokens(
            settings.issuer,
            settings.user_pool_client_id,
            self._keys,
            settings.session_days,
            vouched=settings.sign_up_domains,
        )

    @cached_property
    def personal_tokens(self) -> "DynamoPersonalTokens":
        from chalicelib.adapters.dynamo.personal_tokens import DynamoPersonalTokens

        return DynamoPersonalTokens(self._clients.dynamo, self.settings.edge_table)

    @cached_property
    def request_limit(self) -> "RequestLimit":
        from chalicelib.adapters.dynamo.request_limit import RequestLimit

        return RequestLimit(self.rate_limits)

    @cached_property
    def rate_limits(self) -> "DynamoRateLimits":
        from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits

        settings = self.settings
        return DynamoRateLimits(
            self._clients.dynamo,
            settings.edge_table,
            {
                "requests": settings.requests_per_minute,
                "tickets": settings.tickets_per_minute,
                "searches": settings.searches_per_minute,
                "uploads": settings.uploads_per_hour,
                "tokens": TOKENS_PER_HOUR,
                "exports": settings.exports_per_day,
                "waits": WAITS_PER_MINUTE,
                "links": LINKS_PER_HOUR,
                "admin_acts": ADMIN_ACTS_PER_MINUTE,
                "collected": COLLECTED_PER_MINUTE,
                "grants": GRANTS_PER_HOUR,
                "sweeps": SWEEPS_PER_HOUR,
            },
        )

    @cached_property
    def cursors(self) -> "Cursors":
        from chalicelib.adapters.dynamo.cursors import Cursors

        return Cursors(self._clients.dynamo, self.settings.edge_table)

    @cached_property
    def embedder(self) -> "BedrockEmbedder":
        from chalicelib.adapters.bedrock.embeddings import BedrockEmbedder

        entry = self.catalogue.embedding_model(self.settings.embedding_model)
        # One try a call, of a known length: who embeds paces the calls, and a function's time is short.
        client = self._clients.bedrock_client({"mode": "standard", "total_max_attempts": 1})
        return BedrockEmbedder(client, entry, self.settings.embedding_dimensions)

    @cached_property
    def chat(self) -> "BedrockChat":
        from chalicelib.adapters.bedrock.converse import BedrockChat
        from chalicelib.adapters.bedrock.converse_request import Guardrail

        settings = self.settings
        guardrail = Guardrail(settings.guardrail_id, settings.guardrail_version) if settings.guardrail_id else None
        return BedrockChat(self._clients.bedrock, self.catalogue, guardrail)

    @cached_property
    def reranker(self) -> "BedrockReranker | None":
        from chalicelib.adapters.bedrock.rerank import BedrockReranker

        if self.settings.rerank_model is None:
            return None
        # A person waits, and without it the passages are still found: one more try, no longer.
        client = self._clients.bedrock_client({"mode": "standard", "total_max_attempts": 2}, "bedrock-agent-runtime")
        return BedrockReranker(client, self.catalogue.rerank_model(self.settings.rerank_model).id)

    @cached_property
    def passages(self) -> "LancePassages":
        from chalicelib.adapters.disk import temporary_folder
        from chalicelib.adapters.lance.downloads import CLIENT, TableFiles
        from chalicelib.adapters.lance.store import CacheSpace, LancePassages

        settings, embedder = self.settings, self.embedder
        files = TableFiles(self._clients.client("s3", **CLIENT), settings.vectors_bucket)
        folder = temporary_folder() / "grail-passages"
        space = CacheSpace(
            files,
            folder,
            settings.copies_bytes,
            last_change=self.maintenance.last_change,
            damaged=self.maintenance.damaged,
        )
        return LancePassages(f"s3://{settings.vectors_bucket}", embedder.model, embedder.dimensions, space)
