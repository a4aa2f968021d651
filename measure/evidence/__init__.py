"""Whether `evidence` tells questions that the searched documents answer from those that they do not."""
