"""What people type into pages of the portal."""
