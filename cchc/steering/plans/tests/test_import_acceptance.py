"""The pages on which a reviewed document becomes a plan, a changed version is compared, a review is given up."""

import pytest
from django.urls import reverse

from cchc.steering.plans import services
from cchc.steering.plans.choices import Change, ImportState, LinkKind, RowKind
from cchc.steering.plans.models import ImportRow, Plan, PlanImport, Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    ImportRowFactory,
    PlanFactory,
)
from cchc.steering.plans.tests.import_pages import DOCUMENT, act, review, send, words_of

pytestmark = pytest.mark.django_db


def accept_url(whole):
    return reverse("plans:import-accept", args=[whole.pk])


def accepting(whole, place, **more):
    whole.refresh_from_db()
    return {"version": whole.version, "kind": "yearly", "steering_unit": place.office.pk, **more}


def test_to_accept_early_shows_what_is_open(desk, place):
    send(desk, DOCUMENT + "Dòng lạc không ai biết\n")
    whole = PlanImport.objects.get()
    page = words_of(desk.get(accept_url(whole)))
    assert "chưa ai xem" in page
    response = desk.post(accept_url(whole), accepting(whole, place))
    assert response.status_code == 422
    assert Plan.objects.count() == 0


def test_a_reviewed_document_becomes_the_plan(desk, place):
    send(desk)
    whole = PlanImport.objects.get()
    for row in whole.rows.open():
        if row.kind == RowKind.LEFT_OVER:
            act(desk, row, "xep", loai="structure")
    whole = PlanImport.objects.get()
    older, above = PlanFactory(place=place), PlanFactory(place=place)
    page = desk.get(accept_url(whole))
    assert "Cải cách hành chính năm 2026" in words_of(page)
    assert "mục chưa xem đúng như đã đọc" in words_of(page)
    response = desk.post(accept_url(whole), accepting(whole, place))
    assert response.status_code == 422
    response = desk.post(
        accept_url(whole), accepting(whole, place, knowingly="on", derived_from=older.pk, answers=above.pk)
    )
    plan = Plan.objects.exclude(pk__in=(older.pk, above.pk)).get()
    assert response.headers["Location"] == reverse("plans:plan", args=[plan.slug])
    assert desk.get(response.headers["Location"]).status_code == 200
    assert Task.objects.filter(plan=plan, kind="appendix").count() == 2
    assert set(plan.links.values_list("other", "kind")) == {
        (older.pk, LinkKind.DERIVED), (above.pk, LinkKind.ANSWERS),
    }  # fmt: skip
    assert "đã được chấp nhận" in words_of(desk.get(review(whole)))
    assert desk.get(accept_url(whole)).status_code == 302


def test_who_accepts_while_another_reviews_hears_of_it(desk, whole, place):
    ImportRowFactory(whole=whole, kind=RowKind.HEAD)
    row = ImportRowFactory(whole=whole)
    typed = accepting(whole, place)
    services.confirm_row(row_id=row.pk, version=0, by=place.director, at=MORNING)
    response = desk.post(accept_url(whole), typed)
    assert response.status_code == 409
    assert f"{place.director} đã xem lại kế hoạch này" in words_of(response)
    assert desk.post(accept_url(whole), accepting(whole, place)).status_code == 302


def accepted(desk, place):
    send(desk)
    whole = PlanImport.objects.get()
    ImportRow.objects.filter(whole=whole, kind=RowKind.LEFT_OVER).update(state="dismissed", reason="Thử")
    return services.accept_import(
        import_id=whole.pk, version=whole.version, kind="yearly", steering_unit=place.office, by=place.chief,
        at=MORNING, knowingly=True,
    )  # fmt: skip


def test_a_changed_version_shows_what_differs_before_it_is_accepted(desk, place):
    plan = accepted(desk, place)
    changed = DOCUMENT.replace("Tối thiểu 60%", "Tối thiểu 65%").replace("Tháng 3/2026", "Tháng 5/2026")
    changed = changed.replace(
        "02\tTheo dõi thi hành pháp luật\tPhòng Không Có\tCác phòng, đơn vị\tBáo cáo\tQuý II/2026\n", ""
    )
    send(desk, changed + "03\tKiểm tra văn bản\tVăn phòng Sở\t\tBáo cáo\tQuý III/2026\n", "sua.txt")
    whole = PlanImport.objects.reviewing().get()
    assert whole.updates == plan
    page = words_of(desk.get(review(whole, muc="khac")))
    for words in ("Bản mới của", "thêm 1", "Thêm", "Không còn", "Tháng 3/2026 nay: Tháng 5/2026"):
        assert words in page
    gone = whole.rows.get(change=Change.REMOVED)
    act(desk, gone, "luu", o="")
    for row in whole.rows.open():
        act(desk, row, "luu", o="") if row.kind != RowKind.LEFT_OVER else act(desk, row, "xep", loai="structure")
    assert "Kế hoạch sẽ đổi" in words_of(desk.get(accept_url(whole)))
    whole.refresh_from_db()
    response = desk.post(accept_url(whole), {"version": whole.version})
    assert response.headers["Location"] == reverse("plans:plan", args=[plan.slug])
    assert Plan.objects.count() == 1
    tasks = Task.objects.filter(plan=plan, removed_at=None, kind="appendix")
    assert set(tasks.values_list("mark", flat=True)) == {"I.01", "I.03"}


def test_a_document_is_said_to_be_new_or_a_version_of_a_plan(desk, place):
    plan = accepted(desk, place)
    send(desk, DOCUMENT.replace("60%", "61%"), "moi.txt", of="moi")
    whole = PlanImport.objects.reviewing().get()
    assert whole.updates is None
    page = reverse("plans:import-compare", args=[whole.pk])
    assert plan.title in desk.get(page).text
    desk.post(page, {"of": plan.pk})
    whole.refresh_from_db()
    assert whole.updates == plan
    row = whole.rows.open().exclude(kind=RowKind.LEFT_OVER).first()
    act(desk, row, "luu", o="")
    response = desk.post(page, {"of": "moi"})
    assert response.status_code == 409
    assert "Đã có dòng được xem lại" in words_of(response)


def test_a_review_is_given_up_with_a_reason(desk, whole):
    page = reverse("plans:import-abandon", args=[whole.pk])
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert desk.post(page, {"reason": "Nhầm tệp"}).headers["Location"] == reverse("plans:bring")
    whole.refresh_from_db()
    assert whole.state == ImportState.ABANDONED
    assert "đã bỏ" in words_of(desk.get(review(whole)))
    row = ImportRowFactory(whole=whole, doubtful=True)
    assert act(desk, row, "luu", o="").status_code == 409


def test_rows_are_found_by_kind_and_words(desk, whole):
    ImportRowFactory(whole=whole, text="Một hai ba")
    ImportRowFactory(whole=whole, text="Bốn năm sáu", kind=RowKind.STRUCTURE)
    assert "Bốn năm sáu" not in desk.get(review(whole, muc="tat-ca", q="hai")).text
    assert "Một hai ba" not in desk.get(review(whole, muc="tat-ca", loai="structure")).text
    assert "Không có dòng nào khớp bộ lọc" in desk.get(review(whole, muc="tat-ca", q="zzz")).text
    assert desk.get(review(whole, muc="khong-co")).status_code == 404
