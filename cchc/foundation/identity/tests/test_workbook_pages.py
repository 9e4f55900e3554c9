"""The organisation as a workbook: taken in after a dry run, refused with all that is wrong, given out."""

import io
import re

import pytest
from openpyxl import load_workbook

from cchc.foundation.identity import papers, services
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Holding, Unit, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.tests.factories import (
    NOON,
    TODAY,
    AgencyFactory,
    HoldingFactory,
    StaffFactory,
    UnitFactory,
)
from cchc.foundation.identity.tests.situations import ROOT, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]


def book(**sheets):
    """The agency's own workbook with lines added to its sheets."""
    content = load_workbook(io.BytesIO(sheets.pop("base")))
    for name, lines in sheets.items():
        for line in lines:
            content[{"units": "Đơn vị", "positions": "Vị trí", "staff": "Nhân sự"}[name]].append(line)
    out = io.BytesIO()
    content.save(out)
    return out.getvalue()


def sent(content, name="to-chuc.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file}


def test_the_template_comes_in_by_upload_dry_run_and_accept(client, boss, agency):
    content = client.get(f"{ROOT}/nhap/tep-mau").content
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert page.status_code == 200
    assert "Chưa nhập gì" in page.text
    assert "1 mới, 0 sửa, 0 như cũ" in read(page)
    assert not User.objects.filter(username="bao.tran").exists()
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.text).group(1)
    done = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", {"accepted": "1", "sealed": sealed})
    assert done["Location"] == f"{ROOT}?co-quan={agency.pk}"
    user = User.objects.get(username="bao.tran")
    assert holds(user, Right.PROCESS, Unit.objects.get(code="QLCN"), TODAY)
    again = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert "không có gì để nhập" in again.text
    other = AgencyFactory(parent=agency)
    moved = client.post(f"{ROOT}/nhap?co-quan={other.pk}", {"accepted": "1", "sealed": sealed})
    assert moved["Location"] == f"{ROOT}/nhap?co-quan={other.pk}"
    assert not Unit.objects.filter(agency=other).exists()


def test_a_workbook_with_a_wrong_row_changes_nothing_and_names_it(client, boss, agency):
    content = book(
        base=papers.template_xlsx(),
        units=[("X", "", "", "", "KHONG", "", "", "31/02/2026", "")],
        positions=[("Kế toán", "", 50, "", "Quyền lạ")],
        staff=[
            ("bao.tran", "Tên khác", "", "", "", "", "", ""), ("viết", "A", "a b", "12", "QLCN", "", "", ""),
            ("an.le", "Lê An", "", "", "QLCN", "Giám đốc", "01/03/2025", ""),
        ],
    )  # fmt: skip
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert page.status_code == 422
    text = read(page)
    for words in (
        "chưa nhập dòng nào", "Nhập tên", "Từ ngày phải là ngày có thật", "Không có quyền “Quyền lạ”",
        "Khác với dòng 2 của cùng tên đăng nhập", "Tên đăng nhập chỉ gồm", "Điện thoại phải là số của Việt Nam",
        "Thư điện tử phải có dạng", "Không có chức vụ Giám đốc", "Đơn vị và chức vụ phải đi cùng nhau",
    ):  # fmt: skip
        assert words in text, words
    assert not User.objects.filter(username="bao.tran").exists()
    assert not Unit.objects.filter(code="QLCN").exists()


def test_all_that_is_wrong_in_a_row_is_said_at_once_and_what_only_follows_from_it_is_not(agency):
    StaffFactory(username="la.nguoi")
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("X", "Phòng X", "", "", "KHONG", "", "000.99.99", "31/02/2026", ""),
            ("Y", "Phòng Y", "", "", "X", "", "", "01/03/2025", ""),
        ],
        positions=[("Kế toán", "", 500, "", "Quyền lạ")],
        staff=[
            ("la.nguoi", "Lê Lạ", "sai-thu", "12", "NOIKHAC", "Vô danh", "01/03/2025", ""),
            ("an.le", "Lê An", "", "", "X", "Kế toán", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=True, by=None, at=NOON)
    said = {}
    for fault in report.faults:
        said.setdefault((fault.sheet, fault.row), set()).add(fault.column)
    assert said == {
        ("Đơn vị", 3): {"Từ ngày", "Thuộc đơn vị", "Nhận hồ sơ cho"},
        ("Vị trí", 3): {"Thứ bậc", "Quyền"},
        ("Nhân sự", 3): {"Thư điện tử", "Điện thoại", "Đơn vị", "Chức vụ", "Tên đăng nhập"},
    }
    assert not Unit.objects.filter(agency=agency).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a workbook", "không phải là tệp Excel"), (b"", "không có nội dung"), (None, "Chọn tệp Excel")],
)
def test_a_wrong_file_is_said(client, boss, content, words):
    page = client.post(f"{ROOT}/nhap", {} if content is None else sent(content))
    assert page.status_code == 422
    assert words in page.text


def test_a_workbook_without_a_sheet_or_column_is_said(client, boss):
    content = load_workbook(io.BytesIO(papers.template_xlsx()))
    content["Nhân sự"]["A1"] = "Tài khoản"
    out = io.BytesIO()
    content.save(out)
    assert "thiếu cột “Tên đăng nhập”" in client.post(f"{ROOT}/nhap", sent(out.getvalue())).text
    del content["Nhân sự"]
    out = io.BytesIO()
    content.save(out)
    assert "thiếu trang tính “Nhân sự”" in client.post(f"{ROOT}/nhap", sent(out.getvalue())).text


def test_a_workbook_sealed_by_nobody_is_not_accepted(client, boss):
    assert client.post(f"{ROOT}/nhap", {"accepted": "1", "sealed": "x"})["Location"] == f"{ROOT}/nhap"


def test_what_goes_out_comes_in_without_a_change(client, boss, agency):
    parent = UnitFactory(agency=agency, code="CC")
    counter = UnitFactory(parent=parent, code="Q1", counter=True, serves=[AgencyFactory(parent=agency)])
    HoldingFactory(unit=counter, rights=[Right.RECEIVE, Right.HAND_OVER])
    HoldingFactory(unit=parent, rights=[Right.SEE_ALL], scope=Scope.AGENCY)
    StaffFactory(agency=agency)
    content = client.get(f"{ROOT}/xuat?co-quan={agency.pk}").content
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert "không có gì để nhập" in page.text
    assert page.status_code == 200


def test_units_may_stand_before_the_one_that_they_are_in(agency):
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("C", "Tổ C", "", "", "B", "", "", "01/03/2025", ""),
            ("B", "Phòng B", "", "", "A", "", "", "01/03/2025", ""),
            ("A", "Chi cục A", "", "", "", "", "", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=False, by=None, at=NOON)
    assert (report.faults, report.accepted, report.units.new) == ([], True, 4)
    assert len(Unit.objects.get(code="C").path) == 3


def test_units_in_each_other_are_refused(agency):
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("B", "Phòng B", "", "", "A", "", "", "01/03/2025", ""),
            ("A", "Chi cục A", "", "", "B", "", "", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=False, by=None, at=NOON)
    assert {fault.row for fault in report.faults} == {3, 4}
    assert not Unit.objects.exists()


def test_a_workbook_changes_what_is_known(agency):
    services.import_people(file=papers.template_xlsx(), agency=agency, dry_run=False, by=None, at=NOON)
    content = load_workbook(io.BytesIO(papers.organisation_xlsx(agency)))
    content["Đơn vị"]["B2"] = "Phòng Công nghệ số"
    content["Nhân sự"]["B2"] = "Trần Quốc Bảo Anh"
    content["Nhân sự"]["H2"] = "30/11/2026"
    content["Vị trí"]["E2"] = "Xử lý hồ sơ; phe duyet, ky"
    out = io.BytesIO()
    content.save(out)
    dry = services.import_people(file=out.getvalue(), agency=agency, dry_run=True, by=None, at=NOON)
    assert not dry.accepted
    assert Unit.objects.get(code="QLCN").name == "Phòng Quản lý Công nghệ"
    report = services.import_people(file=out.getvalue(), agency=agency, dry_run=False, by=None, at=NOON)
    assert [tally.changed for tally in (report.units, report.positions, report.staff, report.holdings)] == [1] * 4
    assert Unit.objects.get(code="QLCN").name == "Phòng Công nghệ số"
    assert f"{Holding.objects.get().ends_on:%d/%m/%Y}" == "30/11/2026"
