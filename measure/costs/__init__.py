"""What AWS bills for one answer and one document, counted from the calls that are really made."""
