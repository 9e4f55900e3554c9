"""`cchc import plan`: what the command says of a document."""

import json

from cchc.config.cli import main
from cchc.steering.plans.tests import layouts


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
