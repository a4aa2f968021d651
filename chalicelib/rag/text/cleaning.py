"""Names, titles and tags that people type, made fit to show and to compare.

A text's length is looked at before anything else: to bring marks into order takes time with the square of their number.
"""

import unicodedata
from collections.abc import Sequence

from chalicelib.errors import InvalidRequestError

MAX_NAME_CHARACTERS = 255
MAX_FOLDER_CHARACTERS = 400
MAX_TITLE_CHARACTERS = 200
MAX_FOLDER_NAME_CHARACTERS = 60
MAX_COLLECTION_NAME_CHARACTERS = 100
MAX_NOTE_CHARACTERS = 10_000
MAX_TAGS = 20
MAX_TAG_CHARACTERS = 50
MAX_FILTER_TAGS = 100
LONGER = 4  # Times as many characters a text may have before it is cleaned: a letter is spelled in four at most.
TAGS_SENTENCE = f"At most {MAX_TAGS} tags of 1 to {MAX_TAG_CHARACTERS} characters, please."
JOINERS = "\u200c\u200d"


def clean_name(filename: str) -> str:
    """A name to show, never a path: control and direction marks are taken out. Raises InvalidRequestError."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = clean_text(last) if is_cleanable(last, MAX_NAME_CHARACTERS) else last
    if not name.strip(". "):
        raise InvalidRequestError("The file needs a name.")
    if len(name) > MAX_NAME_CHARACTERS:
        raise InvalidRequestError(f"The file's name is too long: at most {MAX_NAME_CHARACTERS} characters.")
    return name


def clean_folder(path: str) -> str:
    """Where a file lay, with a slash between folders: to be shown, never to be followed. Raises InvalidRequestError."""
    if len(path) > MAX_FOLDER_CHARACTERS:
        raise InvalidRequestError(f"The folder's name is too long: at most {MAX_FOLDER_CHARACTERS} characters.")
    names = (clean_text(name) for name in path.replace("\\", "/").split("/"))
    return "/".join(name for name in names if name.strip(". "))


def clean_title(typed: str) -> str:
    """The title of a conversation; raises InvalidRequestError."""
    title = clean_text(typed) if is_cleanable(typed, MAX_TITLE_CHARACTERS) else typed
    if not 0 < len(title) <= MAX_TITLE_CHARACTERS:
        raise InvalidRequestError(f"A title has 1 to {MAX_TITLE_CHARACTERS} characters.")
    return title


def clean_folder_name(typed: str) -> str:
    """The name of a folder of conversations, empty for none; raises InvalidRequestError."""
    name = clean_text(typed) if is_cleanable(typed, MAX_FOLDER_NAME_CHARACTERS) else typed
    if len(name) > MAX_FOLDER_NAME_CHARACTERS:
        raise InvalidRequestError(f"A folder's name has at most {MAX_FOLDER_NAME_CHARACTERS} characters.")
    return name


def clean_collection_name(typed: str) -> str:
    """Raises InvalidRequestError."""
    name = clean_text(typed) if is_cleanable(typed, MAX_COLLECTION_NAME_CHARACTERS) else typed
    if not 0 < len(name) <= MAX_COLLECTION_NAME_CHARACTERS:
        raise InvalidRequestError(f"A collection's name has 1 to {MAX_COLLECTION_NAME_CHARACTERS} characters.")
    return name


def clean_note(typed: str) -> str:
    """Words of several lines, which may be none; raises InvalidRequestError."""
    cleanable = is_cleanable(typed, MAX_NOTE_CHARACTERS)
    note = "\n".join(_clean_line(line.expandtabs(4)) for line in typed.splitlines()).strip() if cleanable else typed
    if len(note) > MAX_NOTE_CHARACTERS:
        raise InvalidRequestError(f"A note has at most {MAX_NOTE_CHARACTERS:,} characters.")
    return note


def is_cleanable(text: str, most: int) -> bool:
    """Whether a text can have at most `most` characters once it is clean."""
    return len(text) <= LONGER * most


def clean_text(text: str) -> str:
    """One line of text as it may be shown: without control and direction marks, which hide what stands there.

    The joiners that some scripts and emoji are written with stay. The caller has looked at the length.
    """
    return _clean_line(text).strip()


def _clean_line(text: str) -> str:
    """With its blanks at both ends, which indent code and lists."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in letters if letter in JOINERS or unicodedata.category(letter)[0] != "C")


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, in order; raises InvalidRequestError."""
    cleaned = _cleaned_tags(tags, LONGER * MAX_TAGS)
    if len(cleaned) > MAX_TAGS or any(not 0 < len(tag) <= MAX_TAG_CHARACTERS for tag in cleaned):
        raise InvalidRequestError(TAGS_SENTENCE)
    return cleaned


def clean_tag_filter(tags: Sequence[str] | None) -> tuple[str, ...] | None:
    """Tags to search in, spelled as `clean_tags` has them stored; None is all documents. Raises InvalidRequestError."""
    return None if tags is None else _cleaned_tags(tags, MAX_FILTER_TAGS)


def _cleaned_tags(tags: Sequence[str], most: int) -> tuple[str, ...]:
    if len(tags) > most or not all(is_cleanable(tag, MAX_TAG_CHARACTERS) for tag in tags):
        raise InvalidRequestError(TAGS_SENTENCE)
    return tuple(dict.fromkeys(clean_text(tag) for tag in tags))
