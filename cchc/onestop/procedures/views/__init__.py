"""The pages of the catalogue for who keeps it."""
