"""The pieces that a peer's splitter makes of a text: `run_peer langchain SIZE OVERLAP` or `run_peer llama-index`.

Reads the text as JSON; prints for each piece its first character, its last one + 1, and the text to embed.
"""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import json
import sys
from collections.abc import Iterator


def langchain(text: str, size: int, overlap: int) -> Iterator[tuple[int, int, str]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap, add_start_index=True)
    for piece in splitter.create_documents([text]):
        start = piece.metadata["start_index"]
        yield start, start + len(piece.page_content), piece.page_content


def llama_index(text: str) -> Iterator[tuple[int, int, str]]:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    for node in SentenceSplitter().get_nodes_from_documents([Document(text=text)]):
        yield node.start_char_idx, node.end_char_idx, node.text


if __name__ == "__main__":
    split = {"langchain": langchain, "llama-index": llama_index}[sys.argv[1]]
    print(json.dumps(list(split(json.load(sys.stdin), *map(int, sys.argv[2:])))))
