"""The program without what it writes down for the counts of the plan: what these cost filing."""
