"""Text recognition (OCR) of pages that are pictures, by Tesseract in a process of its own.

`languages` says which languages there are, `recogniser` is what readers call, `process` is where Tesseract runs,
`upright` finds how a page is turned, `page` holds what was recognised.
"""
