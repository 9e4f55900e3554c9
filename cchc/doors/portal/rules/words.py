"""Words that are data and carry their English beside them."""

from typing import Any


def in_language(of: Any, name: str, language: str) -> str:
    """The words `name` of something, in English where the page is and it has them, else in Vietnamese."""
    english = str(getattr(of, f"{name}_en", "") or "") if language.startswith("en") else ""
    return english or str(getattr(of, name, "") or "")
