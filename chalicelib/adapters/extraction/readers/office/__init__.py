"""Word, Excel, PowerPoint and OpenDocument: the XML in their archives."""
