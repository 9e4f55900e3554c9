"""What the house's own tests read: the files of the program, as text and as rooms."""

from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "cchc"
FLOORS_WITH_ROOMS = ("foundation", "onestop", "office", "steering", "doors")
_NOT_OURS = {"vendor", "__pycache__", "node_modules"}


def files(*patterns: str, under: tuple[str, ...] = ("cchc", "tests")) -> list[Path]:
    """Our own files that match, with those of others and migrations' bytes left out."""
    found = [
        path for folder in under for pattern in patterns for path in (REPOSITORY / folder).rglob(pattern)
        if path.is_file() and not _NOT_OURS & set(path.parts)
    ]  # fmt: skip
    return sorted(set(found))


def name(path: Path) -> str:
    """How a failing test calls a file."""
    return str(path.relative_to(REPOSITORY))


@cache
def rooms() -> dict[str, Path]:
    """Each room by its dotted name."""
    return {
        f"cchc.{floor}.{folder.name}": folder
        for floor in FLOORS_WITH_ROOMS
        for folder in sorted((PACKAGE / floor).glob("*/"))
        if (folder / "apps.py").exists()
    }
