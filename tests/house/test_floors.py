"""What import-linter does not see: foreign keys point down the floors, and private files stay private."""

import ast
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.sources import PACKAGE, REPOSITORY, files, name, rooms

OPEN = {"models", "services", "permissions", "querysets", "events", "facts", "choices", "rules"}


def heights() -> dict[str, tuple[int, int]]:
    """How high each room stands, (floor, layer in it), as pyproject.toml says it to import-linter."""
    said = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {contract["name"]: contract["layers"] for contract in said}

    def ranks(lines: list[str]) -> dict[str, int]:
        return {
            room.strip(" ()"): len(lines) - index for index, line in enumerate(lines) for room in line.split("|")
        }

    found: dict[str, tuple[int, int]] = {}
    for floor, height in ranks(layers["floors"]).items():
        found[f"cchc.{floor}"] = (height, 0)
        for room, layer in ranks(layers.get(floor, [])).items():
            found[f"cchc.{floor}.{room}"] = (height, layer)
    return found


def points_down(lower: str, upper: str, known: dict[str, tuple[int, int]]) -> bool:
    """Whether a key from a table of room `upper` may name one of room `lower`."""
    return lower == upper or lower not in known or known[lower] < known[upper]


def _keys(model: type[Model]) -> list[tuple[str, str, str, str]]:
    own = apps.get_app_config(model._meta.app_label).name
    return [
        (model.__name__, field.name, own, apps.get_app_config(field.related_model._meta.app_label).name)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is not None
    ]


def test_foreign_keys_point_down_the_floors():
    known = heights()
    models = [model for model in apps.get_models() if apps.get_app_config(model._meta.app_label).name in known]
    keys = [key for model in models for key in _keys(model)]
    assert [key for key in keys if not points_down(key[3], key[2], known)] == []


def test_a_key_that_points_up_or_aside_is_seen():
    known = heights()
    assert points_down("cchc.foundation.identity", "cchc.onestop.dossiers", known)
    assert points_down("django.contrib.auth", "cchc.foundation.identity", known)
    assert not points_down("cchc.onestop.dossiers", "cchc.foundation.identity", known)
    assert not points_down("cchc.foundation.files", "cchc.foundation.notices", known)


def private_imports(source: str, home: str, known: set[str]) -> list[str]:
    """What a module of the room `home` imports of another room's files that are its own business."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for imported in names:
            room = next((room for room in known if imported.startswith(f"{room}.")), None)
            if room and room != home and imported.removeprefix(f"{room}.").split(".")[0] not in OPEN:
                found.append(imported)
    return found


def _home(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).parts[:3])


def test_the_private_files_of_a_room_stay_private():
    known = set(rooms())
    found = [
        (name(file), imported)
        for file in files("*.py", under=("cchc",))
        if "tests" not in file.parts and (PACKAGE / "config") not in file.parents
        for imported in private_imports(file.read_text(), _home(file), known)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from cchc.foundation.files import readers",
        "from cchc.foundation.files.forms import Upload",
        "import cchc.foundation.files.views",
    ],
)
def test_an_import_of_a_private_file_is_seen(line):
    known = {"cchc.foundation.files", "cchc.onestop.dossiers"}
    assert private_imports(line, "cchc.onestop.dossiers", known)
    assert private_imports(line, "cchc.foundation.files", known) == []
    assert (
        private_imports("from cchc.foundation.files.models import StoredFile", "cchc.onestop.dossiers", known)
        == []
    )


def readmes_missing(known: dict[str, Path]) -> list[str]:
    """The rooms that hold something and do not say what."""
    return [
        room for room, folder in known.items()
        if any(folder.glob("models*")) and not (folder / "README.md").exists()
    ]  # fmt: skip


def test_every_room_says_what_it_is():
    assert readmes_missing(rooms()) == []


def test_a_room_that_says_nothing_is_seen(tmp_path):
    (tmp_path / "models.py").touch()
    assert readmes_missing({"cchc.office.silent": tmp_path}) == ["cchc.office.silent"]
    (tmp_path / "README.md").touch()
    assert readmes_missing({"cchc.office.silent": tmp_path}) == []


def test_heights_follow_the_contracts():
    known = SimpleNamespace(**{room.rpartition(".")[2]: height for room, height in heights().items()})
    assert known.kernel < known.ui < known.audit < known.identity < known.files < known.work < known.procedures
    assert known.procedures < known.dossiers < known.portal < known.config
