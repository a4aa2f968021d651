"""What an operator runs beside the service: is everything stored consistent, back up, restore."""
