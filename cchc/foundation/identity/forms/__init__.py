"""What people type about themselves and about the organisation, read and checked."""
