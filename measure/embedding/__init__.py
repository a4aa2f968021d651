"""How fast the laptop embeds, and how near its vectors are to those of the package's own engine."""
