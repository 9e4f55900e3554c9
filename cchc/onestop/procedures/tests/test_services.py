"""Drafts, publication, replacement, withdrawal, import and export, as an office does them."""

import gzip
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Unit, User
from cchc.foundation.identity.tests.factories import (
    AgencyFactory,
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    UnitFactory,
)
from cchc.kernel.lifecycle import Conflict, NotAllowed, Stale
from cchc.onestop.procedures import models, papers, querysets, readers, rules, services
from cchc.onestop.procedures.choices import FiledOnline, State
from cchc.onestop.procedures.tests.factories import LAW, NOON

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 1)


def content(code="1.000449", **told):
    steps = (
        rules.Step(key="tiep-nhan", order=1, name="Tiếp nhận hồ sơ", right="receive", days=Decimal("0.5"),
                   moves=(rules.Move(act="forward", to="tham-dinh"),)),
        rules.Step(key="tham-dinh", order=2, name="Thẩm định", right="process", days=Decimal("4"),
                   unit_code="CCTDC",
                   moves=(rules.Move(act="forward", to="tra"), rules.Move(act="send_back", to="tiep-nhan"))),
        rules.Step(key="tra", order=3, name="Trả kết quả", right="hand_over", days=Decimal("0.5"),
                   moves=(rules.Move(act="finish"),)),
    )  # fmt: skip
    plain = rules.Content(
        code=code, name="Điều chỉnh nội dung bản công bố sử dụng dấu định lượng",
        field=rules.FieldName(key="tieu-chuan-do-luong-chat-luong", name="Tiêu chuẩn đo lường chất lượng"),
        limits=(rules.TimeLimit(amount=Decimal(5), unit="working_day"),),
        fees=(rules.Fee(name="Lệ phí", amount=Decimal(0)),),
        papers=(rules.PaperRequired(key="ban-cong-bo", name="Bản công bố | hai bản", originals=2),),
        steps=steps,
    )  # fmt: skip
    return replace(plain, **told)


@pytest.fixture
def agency():
    agency = AgencyFactory()
    UnitFactory(agency=agency, code="CCTDC")
    return agency


def keeper_of(agency, right=Right.MANAGE_PROCEDURES):
    unit = UnitFactory(agency=agency)
    user = StaffFactory(agency=agency)
    position = PositionFactory(agency=agency, rights=[right], scope=Scope.AGENCY)
    HoldingFactory(user=user, unit=unit, position=position)
    return User.objects.signed_in(user.pk)


def drafted(agency, **told):
    return services.draft(agency=agency, content=content(**told), by=None, at=NOON)


def published(agency, effective_on=LAW, **told):
    version = drafted(agency, **told)
    return services.publish(
        version_id=version.pk, revision=version.revision, effective_on=effective_on, by=None, at=NOON
    )


def test_a_draft_says_what_it_was_given_and_binds_its_steps_to_units(agency):
    version = drafted(agency)
    found = querysets.snapshot(version.pk)
    assert rules.content_hash(found_content(version)) == version.content_hash
    assert [step.unit_name for step in found.steps] == ["", Unit.objects.get(code="CCTDC").name, ""]
    assert found.papers == content().papers
    assert Entry.objects.get(kind="VersionDrafted").subject_id == str(version.pk)


def found_content(version):
    return models.Version.objects.whole().get(pk=version.pk).as_content()


def test_only_who_keeps_the_catalogue_of_the_agency_changes_it(agency):
    keeper, other = keeper_of(agency), keeper_of(AgencyFactory())
    for stranger in (other, keeper_of(agency, Right.PROCESS)):
        with pytest.raises(PermissionDenied, match="Quản lý thủ tục"):
            services.draft(agency=agency, content=content(), by=stranger, at=NOON)
    version = services.draft(agency=agency, content=content(), by=keeper, at=NOON)
    with pytest.raises(PermissionDenied):
        services.publish(version_id=version.pk, revision=0, effective_on=LAW, by=other, at=NOON)


def test_a_published_version_never_changes(agency):
    version = published(agency)
    with pytest.raises(NotAllowed):
        services.change_draft(
            version_id=version.pk, revision=version.revision, content=content(), by=None, at=NOON
        )
    with pytest.raises(NotAllowed):
        services.discard_draft(version_id=version.pk, revision=version.revision, by=None, at=NOON)


def test_a_new_version_ends_the_old_one_on_the_day_before(agency):
    old = published(agency)
    new = services.replace(
        version_id=old.pk, content=content(name="Tên mới"), effective_on=NEXT_YEAR, by=None, at=NOON
    )
    old.refresh_from_db()
    assert (old.state, old.effective_to, new.number) == (State.REPLACED, NEXT_YEAR - timedelta(days=1), 2)
    procedure, where = old.procedure_id, agency.pk
    assert querysets.version_on(procedure, where, NEXT_YEAR - timedelta(days=1)).id == old.pk
    assert querysets.version_on(procedure, where, NEXT_YEAR).id == new.pk
    assert querysets.version_on(procedure, where, LAW - timedelta(days=1)) is None
    event = Entry.objects.filter(kind="VersionPublished").order_by("recorded_at", "id").last()
    assert event.content["replaced"] == old.pk


def test_no_version_is_published_before_one_that_begins_later(agency):
    published(agency, effective_on=NEXT_YEAR)
    with pytest.raises(Conflict):
        published(agency)


def test_a_process_without_end_is_not_published(agency):
    steps = content().steps
    endless = replace(steps[2], moves=(rules.Move(act="send_back", to="tham-dinh"),))
    version = drafted(agency, steps=(*steps[:2], endless))
    with pytest.raises(services.Refused, match="không có bước kết thúc"):
        services.publish(version_id=version.pk, revision=0, effective_on=LAW, by=None, at=NOON)


def test_a_process_with_an_unknown_unit_is_not_published_until_the_unit_is_there(agency):
    steps = (content().steps[0], replace(content().steps[1], unit_code="QLCN"), content().steps[2])
    version = drafted(agency, steps=steps)
    with pytest.raises(services.Refused, match="QLCN"):
        services.publish(version_id=version.pk, revision=0, effective_on=LAW, by=None, at=NOON)
    unit = UnitFactory(agency=agency, code="QLCN")
    services.publish(version_id=version.pk, revision=0, effective_on=LAW, by=None, at=NOON)
    assert querysets.snapshot(version.pk).steps[1].unit_id == unit.pk


def test_a_sum_of_steps_that_differs_from_the_limit_warns_and_does_not_refuse(agency):
    version = published(agency, limits=(rules.TimeLimit(amount=Decimal(10), unit="working_day"),))
    words = [fault.words for fault in rules.warnings(querysets.snapshot(version.pk))]
    assert words == ["Các bước cộng lại 5 ngày làm việc, thời hạn là 10"]


def test_a_formula_that_is_no_arithmetic_is_not_kept(agency):
    fee = rules.Fee(name="Phí", formula="__import__('os').system('id')")
    with pytest.raises(services.Refused, match="Phí"):
        drafted(agency, fees=(fee,))
    assert not models.Procedure.objects.exists()


def test_a_form_that_is_none_is_not_kept(agency):
    with pytest.raises(services.Refused, match="Biểu mẫu"):
        drafted(agency, form={"steps": "none"})


def test_who_acts_on_an_old_page_changes_nothing(agency):
    version = drafted(agency)
    services.change_draft(version_id=version.pk, revision=0, content=content(name="Khác"), by=None, at=NOON)
    with pytest.raises(Stale):
        services.publish(version_id=version.pk, revision=0, effective_on=LAW, by=None, at=NOON)


def test_a_withdrawn_procedure_runs_to_its_last_day(agency):
    version = published(agency)
    services.withdraw(
        version_id=version.pk,
        revision=version.revision,
        last_day=date(2026, 12, 31),
        reason="QĐ 12",
        by=None,
        at=NOON,
    )
    assert querysets.version_on(version.procedure_id, agency.pk, date(2026, 12, 31)).id == version.pk
    assert querysets.version_on(version.procedure_id, agency.pk, NEXT_YEAR) is None
    again = published(agency, effective_on=NEXT_YEAR)
    assert again.number == 2


def test_a_publication_not_yet_in_force_is_taken_back_and_the_old_version_goes_on(agency):
    old = published(agency)
    new = services.replace(
        version_id=old.pk, content=content(name="Mới"), effective_on=NEXT_YEAR, by=None, at=NOON
    )
    today = date(2026, 11, 18)
    services.recall(version_id=new.pk, revision=new.revision, today=today, reason="Sai", by=None, at=NOON)
    old.refresh_from_db()
    assert (old.state, old.effective_to) == (State.PUBLISHED, None)
    with pytest.raises(Conflict):
        services.recall(version_id=old.pk, revision=old.revision, today=today, reason="Sai", by=None, at=NOON)


def test_where_a_procedure_is_filed_follows_its_dates(agency):
    version = published(agency)
    here = {"procedure_id": version.procedure_id, "by": None, "at": NOON}
    services.set_filing_place(place=FiledOnline.HERE, starts_on=LAW, **here)
    with pytest.raises(services.Refused):
        services.set_filing_place(place=FiledOnline.NATIONAL, starts_on=NEXT_YEAR, **here)
    services.set_filing_place(
        place=FiledOnline.NATIONAL, url="https://dichvucong.gov.vn/x", starts_on=NEXT_YEAR, **here
    )
    found = querysets.snapshot(version.pk)
    assert found.filing_on(LAW - timedelta(days=1)) is None
    assert found.filing_on(date(2026, 12, 31)).place == "here"
    assert found.filing_on(NEXT_YEAR).url == "https://dichvucong.gov.vn/x"
    assert (found.filed_online, found.national_url) == ("national", "https://dichvucong.gov.vn/x")
    services.set_filing_place(place=FiledOnline.NO, starts_on=date(2026, 6, 1), **here)
    found = querysets.snapshot(version.pk)
    assert [place.place for place in found.filing] == ["here", "no"]


# --- import and export ---


def packed(*items, name="thu-tuc.json"):
    return {"file": name, "content": json.dumps(list(items), ensure_ascii=False).encode()}


def take(agency, source, **told):
    return services.import_procedures(**({"agency": agency, "by": None, "at": NOON} | source | told))


OURS = readers.json_of(content(), LAW)


def test_a_file_becomes_drafts_and_the_same_file_changes_nothing(agency):
    first = take(agency, packed(OURS))
    assert (first.read, first.accepted, first.counts) == (1, 1, {"new": 1, "changed": 0, "unchanged": 0})
    assert models.Version.objects.get().effective_from == LAW
    second = take(agency, packed(OURS))
    assert second.counts == {"new": 0, "changed": 0, "unchanged": 1}
    assert models.Version.objects.count() == 1


def test_a_known_code_becomes_a_draft_version_beside_the_one_in_force(agency):
    version = published(agency)
    take(agency, packed(OURS | {"name": "Tên mới"}))
    fresh = models.Version.objects.drafts().get()
    assert (fresh.procedure_id, fresh.number, fresh.name) == (version.procedure_id, 2, "Tên mới")
    take(agency, packed(OURS | {"name": "Tên mới nữa"}))
    assert models.Version.objects.drafts().get().name == "Tên mới nữa"


def test_one_wrong_row_keeps_the_whole_file_out_unless_told_to_skip_it(agency):
    source = packed(OURS, OURS | {"code": ""}, OURS | {"code": "1.000450", "name": ""})
    report = take(agency, source)
    assert (report.read, report.accepted, report.written) == (3, 1, False)
    assert [(e["row"], e["field"]) for e in report.as_json()["errors"]] == [(2, "code"), (3, "name")]
    assert not models.Procedure.objects.exists()
    assert take(agency, source, skip_errors=True).written
    assert models.Procedure.objects.count() == 1


def test_a_dry_run_writes_nothing_and_prints_the_agreed_shape(agency):
    limits = (
        rules.TimeLimit(channel="counter", case="Cấp mới", amount=Decimal("2.5"), unit="working_day"),
        rules.TimeLimit(channel="online", amount=Decimal(1)),
        rules.TimeLimit(channel="post"),
    )
    report = take(agency, packed(readers.json_of(content(limits=limits), None)), dry_run=True).as_json()
    assert not models.Procedure.objects.exists()
    assert list(report) == ["read", "accepted", "errors", "warnings", "procedures"]
    assert report["procedures"] == [
        {
            "code": "1.000449", "name": content().name, "field": "Tiêu chuẩn đo lường chất lượng",
            "time_limits": [
                {"channel": "counter", "case": "Cấp mới", "amount": 2.5, "unit": "working_day"},
                {"channel": "online", "case": None, "amount": 1, "unit": None},
                {"channel": "post", "case": None, "amount": None, "unit": None},
            ],
        }
    ]  # fmt: skip
    assert {(w["row"], w["code"], w["field"]) for w in report["warnings"]} == {(1, "1.000449", "time_limits")}


def test_the_second_row_of_a_code_is_refused(agency):
    report = take(agency, packed(OURS, OURS), dry_run=True)
    assert [remark.message for remark in report.errors] == ["Mã 1.000449 đã có ở dòng 1"]


def test_only_who_keeps_the_catalogue_imports(agency):
    with pytest.raises(PermissionDenied):
        take(agency, packed(OURS), by=keeper_of(AgencyFactory()), dry_run=True)


FULL = {
    "name_en": "Adjustment", "sequence": "Bước 1:\nnộp | hồ sơ\\n", "sets": 1, "subjects": ("Tổ chức, cá nhân",),
    "applicant_kinds": ("citizen", "organisation"), "levels": ("province", "commune"), "online_level": "full",
    "online_since": LAW, "payment_online": NEXT_YEAR, "anonymous_allowed": True, "supplement_clock": "pause",
    "keywords": ("dấu định lượng", "hàng đóng gói sẵn"), "related": ("1.000450 | x",),
    "results": (rules.Result(name="Thông báo", code="KQ.G01.000001"),),
    "limits": (
        rules.TimeLimit(amount=Decimal(5), unit="working_day", channel="counter", case="một", text="a\nb"),
        rules.TimeLimit(channel="online", text="không rõ"),
    ),
    "fees": (
        rules.Fee(name="Phí thẩm định", kind="charge", formula="min(max(gia_tri*0.001, 3000000), 5000000)",
                  variables=(rules.Variable(key="gia_tri", label="Giá trị hợp đồng"),)),
        rules.Fee(name="Lệ phí", amount=Decimal(150000), channel="post"),
        rules.Fee(name="Chưa rõ"),
    ),
    "papers": (
        rules.PaperRequired(key="don", name="Đơn", originals=None, copies=None, required=False, note="a\nb"),
        rules.PaperRequired(key="giay", name="Giấy", originals=0, copies=2, kind="cccd", template_name="Mẫu 01"),
    ),
    "legal_bases": (rules.LegalBasis(number="86/2012/NĐ-CP", title="Nghị định", issued_on=date(2012, 10, 19)),),
    "eligibility": (
        rules.Question(key="o-tinh", text="Cơ sở ở trong tỉnh?", options=(
            rules.QuestionOption(value="co", label="Có"),
            rules.QuestionOption(value="khong", label="Không", eligible=False, reason="Ngoài tỉnh"),
        )),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "xlsx"])
@pytest.mark.parametrize("zipped", [False, True])
def test_importing_the_export_changes_nothing(agency, kind, zipped):
    published(agency, **FULL)
    drafted(agency, code="DEMO-01")
    name, exported = papers.export(querysets.for_export(agency.pk), kind)
    if zipped:
        name, exported = f"{name}.gz", gzip.compress(exported)
    report = take(agency, {"file": name, "content": exported})
    assert (report.errors, report.counts) == ((), {"new": 0, "changed": 0, "unchanged": 2})


def test_an_export_goes_whole_into_another_agency(agency):
    version = published(agency, **FULL)
    _, exported = papers.export(querysets.for_export(agency.pk), "xlsx")
    other = AgencyFactory()
    take(other, {"file": "x.xlsx", "content": exported})
    copy = models.Version.objects.get(procedure__agency=other)
    assert (copy.content_hash, copy.effective_from) == (version.content_hash, LAW)


def test_a_text_longer_than_a_cell_goes_on_in_the_next_column(agency):
    published(agency, sequence=("Bước " * 20_000).strip())
    _, exported = papers.export(querysets.for_export(agency.pk), "xlsx")
    heads = [cell.value for cell in next(load_workbook(io.BytesIO(exported)).active.iter_rows(max_row=1))]
    assert "Trình tự thực hiện (4)" in heads
    assert take(agency, {"file": "x.xlsx", "content": exported}).counts["unchanged"] == 1


def test_what_people_looked_for_in_vain_is_counted_without_them():
    for text in ("Máy X-quang", "may x quang", "0912345678", "an@example.vn", "hồ sơ 012345678901"):
        services.note_miss(text=text, at=NOON)
    assert set(models.SearchMiss.objects.values_list("words", "times")) == {("may x quang", 2), ("ho so", 1)}
