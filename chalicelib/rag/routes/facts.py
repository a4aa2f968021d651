"""What Grail knows of a document, as labels and values in a language, and as a source that an answer can cite."""

from chalicelib.models import Document, Passage
from chalicelib.rag.routes.cues import say

LISTED = 60  # Documents whose profiles a model is given.
UNITS = {"page": "pages", "slide": "slides", "sheet": "sheets"}


def facts_of(document: Document, language: str) -> list[tuple[str, str]]:
    """What Grail knows of a document: labels in a language, and values."""
    profile = document.profile
    extent = profile.extent if profile else None
    facts = [("file", document.filename)]
    if profile:
        facts += [("title", profile.title or ""), ("authors", ", ".join(profile.authors))]
    if extent or document.pages:
        unit = UNITS[extent.unit] if extent else "pages"
        facts.append((unit, str(extent.count if extent else document.pages)))
    if profile:
        facts += [
            ("version", profile.version or ""),
            ("period", profile.period.label if profile.period else ""),
            ("sent" if profile.sent else "written", day_of(profile.sent or profile.written) or ""),
        ]
    facts.append(("uploaded", document.created_at[:10]))
    return [(say(language, label), value) for label, value in facts if value]


def profile_source(document: Document, language: str) -> Passage:
    """What Grail knows of a document, as a source: it stands in no place of the document's text."""
    text = "; ".join(f"{label}: {value}" for label, value in facts_of(document, language))
    return Passage(
        id=f"{document.id}:profile",
        document_id=document.id,
        filename=document.filename,
        ordinal=0,
        page=None,
        heading=(),
        start=0,
        end=0,
        text=text,
        score=1.0,
        profile=True,
        version=document.live_version,
        owner_id=document.owner_id,
    )


def day_of(moment: str | None) -> str | None:
    return moment[:10] if moment else None
