"""How fast the program files dossiers and shows pages, measured beside PostgreSQL itself: docs/performance.md."""
