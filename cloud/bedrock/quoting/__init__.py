"""An extractive model that answers with sentences of its sources."""
