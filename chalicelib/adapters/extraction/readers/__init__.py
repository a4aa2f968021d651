"""One module for each family of formats; each is imported only when a file of its kind is read."""

from importlib import import_module

from chalicelib.adapters.extraction.slicing import Reader

_MODULES = {
    "pdf": "pdf",
    "docx": "docx",
    "pptx": "pptx",
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "epub": "epub",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "csv": "delimited",
    "tsv": "delimited",
    "eml": "mail",
    "json": "jsontext",
}


def reader_for(kind: str) -> Reader:
    """The reader of files with extension `kind`; what has none of its own is read as plain text."""
    module = import_module(f"{__name__}.{_MODULES.get(kind, 'plain')}")
    reader: Reader = module.read
    return reader
