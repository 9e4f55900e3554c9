"""The press: a typst template and plain values become a file.

Values travel as one JSON text in `sys.inputs`, never as markup: what a person typed is printed, not run.
"""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from cchc.ui.typst.glyphs import FONTS, printable

# Templates may read nothing outside the program's own folder.
ROOT = Path(__file__).resolve().parents[2]
STANDARDS = ["a-2a", "ua-1"]

# A compiler takes one page at a time ("Already borrowed" to the second thread). It works without the
# interpreter's lock and for a few milliseconds, so that waiting costs less than a compiler for each thread.
_turn = threading.Lock()


def pdf(template: Path, values: Mapping[str, object], *, at: datetime) -> bytes:
    """Set `values` by `template` as tagged PDF/A-2a and PDF/UA-1.

    Args:
        template: a .typ file below `cchc/`, which finds the values as `values` of `/ui/typst/paper.typ`.
        values: text, numbers, lists and mappings of these; text is made printable first. Bytes are drawings (SVG)
            that the program itself made, and go as they are.
        at: the time written into the file; the same values and time give the same bytes.

    Raises:
        typst.TypstError: the template is wrong; no value can cause it.

    """
    made = _set(template, values, "pdf", at)
    return b"".join(made) if isinstance(made, list) else made


def images(template: Path, values: Mapping[str, object], *, at: datetime) -> list[bytes]:
    """The same pages as PNG pictures at 300 dots an inch."""
    made = _set(template, values, "png", at)
    return made if isinstance(made, list) else [made]


def _set(
    template: Path, values: Mapping[str, object], kind: Literal["pdf", "png"], at: datetime
) -> bytes | list[bytes]:
    inputs = {"values": json.dumps(_cleaned(values), ensure_ascii=False)}
    with _turn:
        made: bytes | list[bytes] = _compiler().compile(
            input=str(template),
            format=kind,
            ppi=300,
            sys_inputs=inputs,
            pdf_standards=STANDARDS if kind == "pdf" else [],
            timestamp=int(at.timestamp()),
        )
    return made


@cache
def _compiler() -> Any:
    """The compiler of this process, made when the first paper is wanted: 30 ms, most of it the fonts."""
    return typst.Compiler(root=str(ROOT), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Mapping):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value
