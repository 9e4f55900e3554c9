"""Pages of past dossiers: their import, and each by itself. Those that are worked on have theirs in the doors."""
