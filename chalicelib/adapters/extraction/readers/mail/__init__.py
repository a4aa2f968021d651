"""E-mails, mailboxes, and the files attached to them."""
