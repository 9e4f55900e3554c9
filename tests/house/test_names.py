"""Names and lengths: nothing is called after nothing, and every file is one reading."""

import re
from pathlib import Path

import pytest

from tests.house.sources import files, name

BANNED = {"utils", "util", "helpers", "helper", "manager", "managers"}  # anywhere in a name
BANNED_ALONE = {"common", "data", "misc"}
LONGEST = 420  # lines: about one reading
LONGEST_OF_TESTS = 620  # a list of short stories, each read by itself
LEFT_OVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
BANNER = re.compile(r"^\s*(#|//|/\*|<!--)\s*([-=*#~_]\s*){4,}", re.MULTILINE)


def bad_names(path: Path) -> set[str]:
    """The banned words in the name of a file or its folders."""
    parts = [part.lower() for part in path.with_suffix("").parts]
    return {word for part in parts for word in part.split("_")} & BANNED | set(parts) & BANNED_ALONE


def test_no_file_is_called_after_nothing():
    assert [name(path) for path in files("*") if bad_names(Path(name(path)))] == []


@pytest.mark.parametrize("path", ["cchc/utils.py", "cchc/kernel/date_helpers.py", "cchc/onestop/common/views.py"])
def test_a_banned_name_is_seen(path):
    assert bad_names(Path(path))


def too_long(path: Path, text: str) -> bool:
    """Whether a file is more than one reading."""
    return text.count("\n") > (LONGEST_OF_TESTS if "tests" in path.parts else LONGEST)


def test_every_file_is_one_reading():
    paths = [path for path in files("*.py", "*.html", "*.js") if "migrations" not in path.parts]
    assert [(name(path), path.read_text().count("\n")) for path in paths if too_long(path, path.read_text())] == []


def test_a_long_file_is_seen():
    assert too_long(Path("views.py"), "line\n" * 421)
    assert not too_long(Path("views.py"), "line\n" * 420)
    assert too_long(Path("tests/test_views.py"), "line\n" * 621)


def marks_in(text: str) -> list[str]:
    """What was left for later, and what only decorates."""
    return LEFT_OVER.findall(text) + ["banner" for _ in BANNER.finditer(text)]


def test_nothing_is_left_for_later_and_nothing_only_decorates():
    paths = files("*.py", "*.html", "*.js", "*.css")
    assert [(name(path), mark) for path in paths for mark in marks_in(path.read_text())] == []


@pytest.mark.parametrize("line", ["# TO" + "DO: later", "x = 1  # FIX" + "ME", "# ------- views", "/* ===== */"])
def test_a_mark_is_seen(line):
    assert marks_in(line)
