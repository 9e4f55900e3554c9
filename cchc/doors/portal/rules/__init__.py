"""What the portal reckons by itself: no Django, no clock, no database."""
