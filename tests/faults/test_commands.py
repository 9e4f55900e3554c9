"""The first day of a real office, from a terminal."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from cchc.foundation.identity.readers import COLUMNS
from tests.faults.processes import cchc

OFFICE = ("init", "--name", "Sở Khoa học và Công nghệ", "--short-name", "Sở KH&CN", "--code", "000.00.12.H21",
          "--admin-name", "Trần An")  # fmt: skip


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office") / "var"


def states(var: Path) -> dict[str, str]:
    answer = cchc(var, "check", "--json")
    assert answer.returncode == 0, answer.stderr
    return {finding["part"]: finding["state"] for finding in json.loads(answer.stdout)}


def test_an_office_begins_once_and_refuses_the_demonstration(var):
    before = states(var)
    assert before["database"] == "ok"
    assert before["tables"] == "warning"
    assert before["e-mail"] == "missing"

    begun = cchc(var, *OFFICE, "--json")
    assert begun.returncode == 0, begun.stderr
    told = json.loads(begun.stdout)
    assert told["username"] == "quantri"
    assert len(told["password"]) >= 10

    again = cchc(var, *OFFICE)
    assert again.returncode == 2
    assert "already" in again.stderr

    refused = cchc(var, "up", "--demo")
    assert refused.returncode == 2
    assert "--demo is refused" in refused.stderr


def test_a_weak_password_or_a_missing_answer_begins_nothing(tmp_path):
    missing = cchc(tmp_path / "var", *OFFICE[:5])
    assert missing.returncode == 2
    assert "--code" in missing.stderr
    weak = cchc(tmp_path / "var", *OFFICE, CCHC_ADMIN_PASSWORD="12345678")
    assert weak.returncode == 2
    assert states(tmp_path / "var")["office"] == "missing"


def test_an_import_prints_json_alone_and_a_file_that_cannot_be_read_is_2(var, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text("{}\n")
    answer = cchc(var, "import", "procedures", str(rows), "--dry-run", "--json")
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert report["read"] == 1
    assert report["accepted"] == 0
    assert report["errors"][0]["row"] == 1
    (tmp_path / "rows.xlsx").write_text("no workbook")
    for bad in ("rows.xlsx", "nowhere.csv"):
        answer = cchc(var, "import", "procedures", str(tmp_path / bad), "--json")
        assert answer.returncode == 2
        assert answer.stdout == ""
        assert answer.stderr.startswith("cchc: ")


PROCEDURES = """Mã thủ tục,Tên thủ tục,Lĩnh vực,Thời hạn
1.000449,Điều chỉnh nội dung bản công bố,Tiêu chuẩn Đo lường Chất lượng,5 ngày làm việc
2.002131,Khai báo thiết bị X-quang,An toàn bức xạ,5 ngày làm việc
"""
PAST = """Mã hồ sơ,Mã TTHC,Hình thức nộp,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,Trạng thái
H-1,1.000449,Trực tuyến,03/03/2025,10/03/2025,07/03/2025,Đã trả kết quả
H-2,1.000449,Trực tiếp,04/03/2025,11/03/2025,20/03/2025,Đã trả kết quả
H-3,2.002131,Trực tuyến,05/03/2025,12/03/2025,12/03/2025,Đã trả kết quả
"""
UNITS = [("LD", "Lãnh đạo Sở", ""), ("MC", "Bộ phận Một cửa", "x"), ("TDC", "Chi cục TĐC", "")]


def people(path: Path) -> Path:
    book = Workbook()
    for sheet, columns in COLUMNS.items():
        book.create_sheet(sheet).append(columns)
    for code, name, counter in UNITS:
        book["Đơn vị"].append((code, name, "", "", "", counter, "", "01/01/2021", ""))
    book.save(path)
    return path


def test_on_its_first_day_an_office_has_the_figures_of_its_past(tmp_path):
    var = tmp_path / "var"
    assert cchc(var, *OFFICE).returncode == 0
    (tmp_path / "thu-tuc.csv").write_text(PROCEDURES)
    (tmp_path / "ho-so.csv").write_text(PAST)
    steps = (
        ("people", people(tmp_path / "to-chuc.xlsx")),
        ("procedures", tmp_path / "thu-tuc.csv", "--in-force-from", "2021-01-01"),
        ("dossiers", tmp_path / "ho-so.csv"),
    )
    said = []
    for kind, file, *more in steps:
        answer = cchc(var, "import", kind, str(file), *more, "--json")
        assert answer.returncode == 0, answer.stderr
        said.append(json.loads(answer.stdout))
    assert said[1]["published"] == 2
    assert (said[2]["new"], said[2]["refused"]) == (3, 0)
    recount = cchc(var, "indicators", "recount", "--as-of", "2025-12-31", "--json")
    assert json.loads(recount.stdout)["differing"] == []
