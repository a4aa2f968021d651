"""Reads a file as ingestion does, in one slice."""

from pathlib import Path

from chalicelib.adapters.extraction.child import reader_for
from chalicelib.adapters.extraction.slicing import read_slice
from chalicelib.models import ExtractedSlice, SliceRequest


def read(path: Path) -> ExtractedSlice:
    return read_slice(reader_for(path.suffix[1:]), path, SliceRequest(max_characters=10_000_000))


def written(path: Path, text: str | bytes) -> ExtractedSlice:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)
