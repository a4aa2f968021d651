"""What admins may see and do: counters of people, choices that hold at once, documents in trouble."""
