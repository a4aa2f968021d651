"""Questions on two stated amounts, generated, and what code computes of them."""
