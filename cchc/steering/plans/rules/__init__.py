"""The plan as arithmetic and words: no Django, no clock, no database."""
