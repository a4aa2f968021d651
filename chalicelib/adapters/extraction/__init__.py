"""Text extraction: files of many kinds in, clean text with pages and headings out.

`formats` says what can be read; `Extractor` reads; `child` is the process it reads in; `readers` hold one
module for each family of formats; `slicing` makes slices of their blocks.
"""

from chalicelib.adapters.extraction.extractor import Extractor, Limits
from chalicelib.adapters.extraction.formats import FORMATS, extension, sniff

__all__ = ["FORMATS", "Extractor", "Limits", "extension", "sniff"]
