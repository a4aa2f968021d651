"""How well and how fast documents of several owners are searched as one: `python -m measure.sharing`."""
