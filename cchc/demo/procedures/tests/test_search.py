"""People find the demonstration's procedures by their own words."""

import json
from dataclasses import fields
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from cchc.onestop.procedures import readers
from cchc.onestop.procedures.rules import Content, Index, Snapshot

FOLDER = Path(__file__).parents[1]
COMMON = import_module("cchc.onestop.procedures.migrations.0003_common_words").COMMON


@pytest.fixture(scope="module")
def index():
    contents = {}
    for file in sorted(FOLDER.glob("*.json")):
        if file.name != "plan.json":
            for row in readers.read(file.name, file.read_bytes()):
                contents[row.code] = row.content
    whole = [
        Snapshot(
            id=1, procedure_id=1, agency_id=1, number=1, state="published", effective_from=date(2021, 1, 1),
            **{field.name: getattr(content, field.name) for field in fields(Content)},
        )
        for content in contents.values()
    ]  # fmt: skip
    own = json.loads((FOLDER / "plan.json").read_text())["synonyms"]
    return Index(whole, [*COMMON, *((said, meant) for said, meant in own)])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("giay phep x quang", "DEMO-01"),
        ("giấy phép X-quang", "DEMO-01"),
        ("may x quang", "DEMO-01"),
        ("giay phep xquang", "DEMO-01"),
        ("giay phep x qaung", "DEMO-01"),
        ("gia han giay phep x quang", "DEMO-02"),
        ("khai bao thiet bi x quang", "2.002131"),
        ("dau dinh luong", "DEMO-21"),
        ("dieu chinh dau dinh luong", "1.000449"),
        ("chuyen giao cong nghe", "2.002249"),
        ("CGCN", "2.002249"),
        ("doanh nghiep KH&CN", "1.014446"),
        ("1.000449", "1.000449"),
        ("sang kien", "1.014597"),
        ("x-ray licence", "DEMO-01"),
    ],
)
def test_people_find_what_they_mean(index, typed, first):
    found = index.search(typed)
    assert found[0].procedure.code == first, [(one.procedure.code, round(one.score, 1)) for one in found[:5]]


def test_a_machine_leads_to_the_equipment(index):
    codes = [found.procedure.code for found in index.search("may x quang")]
    assert "2.002131" in codes[:3]
