"""LanceDB on S3, one database for each owner."""
