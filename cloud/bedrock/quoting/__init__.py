"""An extractive model that answers with sentences of its sources. README.md says how it works and how it is fitted."""
