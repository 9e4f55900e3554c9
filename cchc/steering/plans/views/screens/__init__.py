"""One screen each for leaders, heads of units and the office: what is late, what is at risk, what changed most."""
