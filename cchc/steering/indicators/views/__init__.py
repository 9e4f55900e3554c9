"""Pages of the values that people declare where nothing counts yet."""
