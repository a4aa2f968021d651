"""Notebooks: title and authors of the metadata (nbformat 4)."""

import json
from pathlib import Path

from chalicelib.adapters.extraction.metadata.stated import names, stated
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.models import Metadata


def metadata(path: Path) -> Metadata:
    book = json.loads(decode(path.read_bytes()).removeprefix("\ufeff"))
    metadata = book.get("metadata") if isinstance(book, dict) else None
    if not isinstance(metadata, dict):
        return Metadata()
    people = metadata.get("authors")
    people = people if isinstance(people, list) else []
    return Metadata(
        title=stated(metadata.get("title")),
        authors=names(person.get("name") for person in people if isinstance(person, dict)),
    )
