"""What is typed at the desk, parsed."""
