"""The world with a source whose documents are not read: files are counted in place of embeddings.

A version of a document is a file, and is read once (test_deaths.py). So it costs a fraction of the whole world.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from chalicelib.models import Document, FileKey
from tests.faults.source_world import SourceWorld, fact_of


class CountingWorld(SourceWorld):
    """A document's file says what will be searched. `written` are the contents of all files, in order."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.written: list[bytes] = []
        write = self.real_files.write_file

        def noted(document: Document, content: bytes) -> None:
            self.written.append(content)
            write(document, content)

        self.real_files.write_file = noted  # type: ignore[method-assign]

    def settle(self, hours: float = 30, enough: Callable[[], bool] = lambda: False) -> None: ...

    def deliver_all(self) -> None:
        self.queue.messages = [message for message in self.queue.messages if hasattr(message.job, "source_id")]
        super().deliver_all()

    def facts(self) -> dict[str, str]:
        return {self.path(document): fact_of(self._content(document)) for document in self._of_sources()}

    def index(self) -> list[str]:
        """What each document of a source holds, sorted."""
        return sorted(fact_of(self._content(document)) for document in self._of_sources())

    def paid(self) -> Counter[str]:
        return Counter(fact_of(content.decode()) for content in self.written)

    def _of_sources(self) -> list[Document]:
        return [document for document in self.kept_documents() if document.source_id]

    def _content(self, document: Document) -> str:
        key = str(FileKey(self.owner, document.id, document.version))
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()  # type: ignore[no-any-return]
