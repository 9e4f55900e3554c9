"""The pages of plans: for the office, and for everybody."""
