"""What is typed about indicators and the values that people declare."""
