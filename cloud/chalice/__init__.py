"""How Chalice deploys and deletes the functions of one stage."""
