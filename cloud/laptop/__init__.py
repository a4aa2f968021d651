"""The laptop cloud: everything Grail needs of AWS, on one machine. None of it ships to Lambda."""
