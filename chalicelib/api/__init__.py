"""The HTTP edge: Chalice and pydantic live here and no further in."""
