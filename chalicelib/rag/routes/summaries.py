"""Summaries: whole documents that a question names, or those of its scope."""

from chalicelib.models import Document, Evidence
from chalicelib.rag.routes.cues import topic_of
from chalicelib.rag.routes.gathered import Gathered
from chalicelib.rag.routes.long_documents import noted_whole
from chalicelib.rag.routes.named import best_named, documents_named, names_of
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.whole import note_of, read_all
from chalicelib.rag.routes.work import Work

SUMMARIZED = 6  # Documents that are summarized together.


def summary(question: RoutedQuestion) -> Gathered | None:
    """None where nothing is to be summarized, or no whole document; raises what reading raises."""
    language = question.cues.get("summary") or question.cues.get("about")
    documents = _summarized(question, language) if language else ()
    if not documents:
        return None
    question.tell("summary", ", ".join(document.filename for document in documents))
    noted = noted_whole(question, documents)
    if isinstance(noted, Work):
        return Gathered("summary", (), "none", {"total": 0}, to_confirm=noted)
    if noted is not None:
        whole, note = noted
    else:
        whole = read_all(documents, question.store, question.asked.wide_tokens)
        note = note_of(documents, whole)
    evidence: Evidence = "enough" if whole.passages else "none"
    return Gathered("summary", whole.passages, evidence, {"total": 0}, note=note)


def _summarized(question: RoutedQuestion, language: str) -> tuple[Document, ...]:
    """The documents that are to be summarized whole; none where a subject within them is asked for."""
    asked, documents = question.asked, question.documents
    topic = topic_of(asked.text, language)
    named = best_named(asked.text, documents_named(asked.text, documents))[:SUMMARIZED]
    rest = topic - frozenset[str]().union(*map(names_of, named))
    if rest and named:
        rest -= frozenset[str]().union(*map(question.opening_stems, named))
    if named and not rest:
        return named
    if named or "summary" not in question.cues or topic:
        return ()
    scoped = asked.document_ids is not None or asked.tags is not None or len(documents) == 1
    return tuple(documents) if scoped and len(documents) <= SUMMARIZED else ()
