"""What a stage stores: found by name, kept, adopted by a new stack."""
