"""PDF through PDFium: its characters, the layout of its pages, form fields, pictures."""
