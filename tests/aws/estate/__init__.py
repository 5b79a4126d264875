"""The estate that estate.py seeds, an area per file."""
