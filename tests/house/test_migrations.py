"""Migrations that take something away say what is lost and why that may be."""

import ast
import re

import pytest

from tests.house.sources import files, name

TAKING = {"RemoveField", "DeleteModel", "AlterUniqueTogether", "RenameField", "RenameModel"}
SAYS = "# loses: "
SQL = re.compile(r"\b(DROP|DELETE|TRUNCATE)\b", re.IGNORECASE)


def losses_in(source: str) -> list[str]:
    """The operations of a migration that take away rows or columns, where it does not say why that may be."""
    if SAYS in source:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in TAKING:
                found.append(node.func.attr)
            elif node.func.attr == "RunSQL" and node.args and SQL.search(ast.unparse(node.args[0])):
                found.append("RunSQL")
    return found


def test_no_migration_loses_anything_in_silence():
    paths = [path for path in files("*.py", under=("cchc",)) if path.parent.name == "migrations"]
    assert [(name(path), found) for path in paths for found in losses_in(path.read_text())] == []


@pytest.mark.parametrize(
    "line",
    ["migrations.RemoveField('a', 'b')", "migrations.DeleteModel('a')", "migrations.RunSQL('DELETE FROM a')"],
)
def test_a_loss_is_seen(line):
    assert losses_in(line)
    assert losses_in(f"{SAYS}nobody used it\n{line}") == []
