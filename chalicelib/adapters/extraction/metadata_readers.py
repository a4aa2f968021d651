"""Which module of `metadata` reads what a file states of itself."""

BY_READER = {
    "pdf.reader": "pdf",
    **dict.fromkeys(("office.docx", "office.pptx", "office.xlsx"), "office"),
    **dict.fromkeys(("office.opendocument", "office.spreadsheet"), "open_document"),
    "web.html": "html",
    "web.epub": "epub",
    "web.notebook": "notebook",
    **dict.fromkeys(("mail.eml", "mail.mhtml"), "mail"),
    **dict.fromkeys(("markdown", "asciidoc", "orgmode", "restructured", "plain"), "front_matter"),
}
"""The module for each reader of `formats.FORMATS`; the others' formats state nothing that is read."""
