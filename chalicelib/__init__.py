"""What ships to Lambda: the edge (`api`), the product (`rag`) and the outside world (`adapters`)."""

__version__ = "0.1.0"
