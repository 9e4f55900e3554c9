"""Files of others that this repository carries: what they are, and whether they are still what they were.

`python -m cchc.ui.vendor verify` compares every file with VENDORED.json. `python -m cchc.ui.vendor icons FOLDER
[NAME ...]` draws the icon sprite again from an unpacked `npm pack --ignore-scripts @tabler/icons`, with the names
that it has and those given, and writes the new sum down.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).parent / "static" / "vendor"
LIST = FOLDER / "VENDORED.json"
SPRITE = FOLDER / "icons" / "sprite.svg"

_NAME = re.compile(r'<symbol id="i-([a-z0-9-]+)"')
_SHAPE = re.compile(r"<(?:path|circle|line|rect|polyline)\b[^>]*/>")


class Vendored(TypedDict):
    """A file of others: where it stands, what it is, under which terms, and its sum."""

    path: str
    name: str
    version: str
    licence: str
    source: str
    sha256: str


def vendored() -> list[Vendored]:
    """What VENDORED.json lists."""
    rows: list[Vendored] = json.loads(LIST.read_text())
    return rows


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults() -> list[str]:
    """What differs between the folder and its list, in words; empty when all is as listed."""
    listed = {row["path"]: row["sha256"] for row in vendored()}
    found = {str(file.relative_to(FOLDER)): file for file in FOLDER.rglob("*") if file.is_file() and file != LIST}
    return [
        *(f"{path}: missing" for path in sorted(listed.keys() - found.keys())),
        *(f"{path}: not listed" for path in sorted(found.keys() - listed.keys())),
        *(
            f"{path}: changed"
            for path in sorted(listed.keys() & found.keys())
            if sum_of(found[path]) != listed[path]
        ),
    ]


def icon_names() -> frozenset[str]:
    """The icons that the sprite has, as `<c-icon name>` names them."""
    return frozenset(_NAME.findall(SPRITE.read_text()))


def draw_sprite(package: Path, names: Iterable[str]) -> str:
    """One SVG with a symbol for each of `names`, from the outlines of an unpacked icon package."""
    symbols = []
    for name in sorted(set(names)):
        shapes = _SHAPE.findall((package / "icons" / "outline" / f"{name}.svg").read_text())
        drawn = "".join(re.sub(r"\s*/>", "/>", shape) for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main(arguments: list[str]) -> int:
    """Verify, or draw the icons again. Returns the exit code."""
    if arguments[:1] == ["icons"] and len(arguments) > 1:
        SPRITE.write_text(draw_sprite(Path(arguments[1]), icon_names() | set(arguments[2:])))
        rows = [row | {"sha256": sum_of(SPRITE)} if FOLDER / row["path"] == SPRITE else row for row in vendored()]
        LIST.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return 0
    if arguments != ["verify"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    found = faults()
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
