"""Only services write, so each change passes permission, transition and event."""

import ast

import pytest

from tests.house.sources import PACKAGE, files, name

WRITERS = {"services", "migrations", "tests", "kernel", "config"}
WRITES = {"save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create",
          "bulk_update", "execute", "executemany"}  # fmt: skip


OF_FILES = {"readers", "papers"}  # where save(somewhere) is of a picture or a sheet of paper


def writes_in(source: str, *, of_files: bool = False) -> list[str]:
    """The calls in `source` by a name kept for the database; merge a dict with |= instead."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call.func)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and WRITES & {call.func.attr, call.func.attr.removeprefix("a")}
        and not (of_files and call.func.attr == "save" and call.args)
    ]


def test_only_services_write():
    found = [
        (name(file), call)
        for file in files("*.py", under=("cchc",))
        if not WRITERS & (parts := set(file.relative_to(PACKAGE).with_suffix("").parts))
        for call in writes_in(file.read_text(), of_files=bool(OF_FILES & parts))
    ]
    assert found == []


@pytest.mark.parametrize("line", ["form.save()", "rows.update(state='x')", "await row.adelete()"])
def test_a_write_is_seen(line):
    assert writes_in(f"async def view():\n    {line}", of_files=True)


def test_a_picture_may_be_saved_where_files_are_read_and_made():
    assert writes_in("photo.save(buffer, 'PDF')", of_files=True) == []
    assert writes_in("photo.save(buffer, 'PDF')")
