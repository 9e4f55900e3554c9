"""Every table has a row in the glossary: the term in English and Vietnamese, and the law that it comes from."""

from django.apps import apps

from tests.house.sources import REPOSITORY


def missing(names: list[str], glossary: str) -> list[str]:
    """The names that no row of the glossary has in its second column."""
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("|")]
    known = {word for row in rows if len(row) > 3 for word in row[2].replace(",", " ").split()}
    return [each for each in names if f"`{each}`" not in known]


def test_every_model_is_in_the_glossary():
    names = sorted(m.__name__ for m in apps.get_models() if m.__module__.startswith("cchc."))
    assert missing(names, (REPOSITORY / "docs/glossary.md").read_text()) == []


def test_a_model_without_a_row_is_seen():
    assert missing(["Dossier", "Paper"], "| dossier | `Dossier` | hồ sơ | NĐ 61 |") == ["Paper"]
