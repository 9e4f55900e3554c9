"""Acts on a dossier: each a page of its own, which names the dossier, says what follows, and calls one service."""
