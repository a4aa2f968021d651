"""Questions of every kind that people ask, and whether what the model is sent can answer them."""
