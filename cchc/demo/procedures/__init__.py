"""The demonstration's catalogue: files as an office imports them, and `plan.json` for what is no content."""
