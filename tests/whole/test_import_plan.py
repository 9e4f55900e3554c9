"""`cchc import plan`: what the command says of a document."""

import argparse
import io
import json

import pikepdf
import pytest

from cchc.config.cli import Refused, imports, main
from cchc.steering.plans.models import Plan, PlanImport
from cchc.steering.plans.tests import layouts
from cchc.steering.plans.tests.factories import office


def test_the_command_answers_json_alone_and_says_what_is_wrong(tmp_path, capsys):
    good, bad = tmp_path / "plan.txt", tmp_path / "plan.docx"
    good.write_text(layouts.YEARLY)
    bad.write_bytes(b"hello")
    assert main(["import", "plan", str(good), "--dry-run", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert list(plain) == ["head", "targets", "tasks", "groups", "assignments", "commitments", "left_over"]
    assert list(plain["head"]) == ["number", "date", "issuer", "title", "start", "end", "grounds"]
    assert set(plain["tasks"][0]) == {
        "number", "group", "subgroup", "text", "leads", "cooperating", "products", "time", "line",
    }  # fmt: skip
    assert set(plain["targets"][0]) == {
        "text", "comparison", "value", "unit", "year", "milestones", "where", "line",
    }  # fmt: skip
    assert main(["import", "plan", str(good), "--dry-run"]) == 0
    assert "5 nhiệm vụ" in capsys.readouterr().out
    assert main(["import", "plan", str(bad), "--dry-run", "--json"]) == 2
    assert "không phải là tệp Office" in capsys.readouterr().err
    assert main(["import", "plan", str(tmp_path / "none.txt"), "--dry-run"]) == 2


# As the command promises, key by key.
TARGET = {"text", "comparison", "value", "unit", "year", "milestones", "where", "line"}
TASK = {"number", "group", "subgroup", "text", "leads", "cooperating", "products", "time", "line"}
TIME = {"text", "kind", "start", "due", "recurrence"}
DEED = {"text", "leads", "cooperating", "time", "line"}
KINDS = {"day", "month", "quarter", "year", "range", "from", "regular", "recurring", "blank", "unread"}


@pytest.mark.parametrize("layout", ["YEARLY", "BY_YEARS", "MARKDOWN", "RESOLUTION", "WITHOUT_NUMBERS", "UNKNOWN"])
def test_each_thing_read_has_its_keys_and_words_of_their_kind(tmp_path, capsys, layout):
    path = tmp_path / "plan.md"
    path.write_text(getattr(layouts, layout))
    assert main(["import", "plan", str(path), "--dry-run", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    lines = len(path.read_text().splitlines())
    for one in plain["targets"]:
        assert TARGET <= set(one) <= TARGET | {"value_to"}
        assert ("value_to" in one) == (one["comparison"] == "range")
        assert one["comparison"] in (">=", ">", "=", "<=", "<", "range", None)
        assert one["where"] in ("sentence", "table", "task", "product", "time")
        assert isinstance(one["value"], int | float | None)
        assert all(set(stone) == {"year", "value"} for stone in one["milestones"])
    for one in plain["tasks"]:
        assert set(one) == TASK
    for one in (*plain["assignments"], *plain["commitments"]):
        assert set(one) == DEED
    for one in (*plain["tasks"], *plain["assignments"], *plain["commitments"]):
        time = one["time"]
        assert set(time) == TIME
        assert time["kind"] in KINDS
        assert time["recurrence"] is None or set(time["recurrence"]) == {"every", "month", "day"}
    for one in plain["groups"]:
        assert set(one) == {"number", "name", "line", "subgroups"}
        assert all(set(under) == {"number", "name", "line"} for under in one["subgroups"])
    assert all(set(one) == {"line", "text"} for one in plain["left_over"])
    things = [one for name, ones in plain.items() if name != "head" for one in ones]
    assert all(1 <= one["line"] <= lines for one in things)


def take(file, agency, **said):
    told = io.StringIO()
    options = argparse.Namespace(file=file, agency="", dry_run=False, json=True, stdout=told, **said)
    assert imports.take_plan(options, agency) == 0
    return json.loads(told.getvalue())


@pytest.mark.django_db
def test_without_a_dry_run_a_review_is_begun_once_and_is_resumed(tmp_path, settings, capsys):
    settings.FILES_ROOT = tmp_path / "files"
    agency = office().agency
    file = tmp_path / "plan.txt"
    file.write_text(layouts.YEARLY)
    first = take(file, agency)
    assert first["rows"] == PlanImport.objects.get().rows.count() > 0
    assert (first["resumed"], first["updates"]) == (False, None)
    again = take(file, agency)
    assert (again["import"], again["resumed"]) == (first["import"], True)
    assert not Plan.objects.exists()
    options = argparse.Namespace(file=file, agency="", dry_run=False, json=False, stdout=None)
    imports.take_plan(options, agency)
    assert f"mục đang xem lại dở, cần xem {first['to_look']}" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_locked_or_a_wrong_file_begins_nothing(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "files"
    agency = office().agency
    document = pikepdf.new()
    document.add_blank_page()
    locked, wrong = tmp_path / "khoa.pdf", tmp_path / "anh.jpg"
    document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    wrong.write_bytes(b"x")
    for file, words in ((locked, "có mật khẩu"), (wrong, "chỉ đọc được")):
        with pytest.raises(Refused, match=words):
            take(file, agency)
    assert not PlanImport.objects.exists()
