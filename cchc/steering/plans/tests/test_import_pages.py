"""The pages of a plan's document: who may, what is refused, each thing that a person says of a row, acceptance."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc.foundation.identity.models import Unit
from cchc.steering.plans import services
from cchc.steering.plans.choices import Change, ImportState, LinkKind, RowKind, RowState
from cchc.steering.plans.models import ImportRow, Plan, PlanImport, Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    ImportRowFactory,
    PlanFactory,
    PlanImportFactory,
    office,
    value_of,
)

pytestmark = pytest.mark.django_db

DOCUMENT = """SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 12/KH-SKHCN
Gia Lai, ngày 05 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
I. MỤC TIÊU
1. Mục tiêu cụ thể
- Tối thiểu 60% hồ sơ được nộp trực tuyến.
- Thường xuyên công khai TTTC trên cổng thông tin.
- Rà soát TTHC; công bố TTHC; niêm yết TTHC; cập nhật TTHC.
II. NHIỆM VỤ
- Tiếp tục rà soát, đơn giản hóa TTHC.
PHỤ LỤC
Số TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tSản phẩm\tThời gian thực hiện
I\tCẢI CÁCH THỂ CHẾ\t\t\t\t
01\tTriển khai công tác pháp chế\tVăn phòng Sở\tCác phòng, đơn vị\tKế hoạch\tTháng 3/2026
02\tTheo dõi thi hành pháp luật\tPhòng Không Có\tCác phòng, đơn vị\tBáo cáo\tQuý II/2026
"""


@pytest.fixture
def place():
    return office()


@pytest.fixture
def desk(client, place):
    client.force_login(place.chief)
    return client


@pytest.fixture
def whole(place):
    return PlanImportFactory(agency=place.agency)


def words_of(response):
    """What a person reads: the page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def file(text=DOCUMENT, name="ke-hoach-2026.txt"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def send(desk, text=DOCUMENT, name="ke-hoach-2026.txt", **more):
    return desk.post(reverse("plans:bring"), {"file": file(text, name), **more})


def row_url(row):
    return reverse("plans:import-row", args=[row.whole_id, row.pk])


def review(whole, **query):
    return reverse("plans:import", args=[whole.pk]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def test_a_document_is_read_and_laid_before_who_steers(desk, place):
    response = send(desk)
    whole = PlanImport.objects.get()
    assert response.headers["Location"] == reverse("plans:import", args=[whole.pk])
    page = desk.get(response.headers["Location"])
    assert page.status_code == 200
    assert "Phòng Không Có" in page.text
    for tab in ("can-xem", "chua-xep", "tat-ca"):
        assert desk.get(review(whole, muc=tab)).status_code == 200
    assert Plan.objects.count() == 0
    assert "ke-hoach-2026.txt" in desk.get(reverse("plans:bring")).text


def test_a_stranger_signs_in_and_who_does_not_steer_is_refused(client, place, whole):
    row = ImportRowFactory(whole=whole, doubtful=True)
    pages = [reverse("plans:bring"), *(reverse(f"plans:{name}", args=[whole.pk]) for name in (
        "import", "import-accept", "import-compare", "import-abandon")), row_url(row)]  # fmt: skip
    for page in pages:
        assert "/dang-nhap" in client.get(page).headers["Location"]
    client.force_login(place.clerk)
    assert {client.get(page).status_code for page in pages} == {403}
    client.force_login(place.stranger)
    assert {client.get(page).status_code for page in pages[1:]} == {404}
    assert client.post(row_url(row), {"act": "luu", "version": 0, "o": ""}).status_code == 404


def test_who_does_not_steer_sees_no_way_to_it(client, place):
    client.force_login(place.clerk)
    assert reverse("plans:bring") not in client.get(reverse("plans:list")).text
    client.force_login(place.chief)
    assert reverse("plans:bring") in client.get(reverse("plans:list")).text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("phim.mov", b"\0\0\0 ftypqt  ", "chỉ đọc được .txt, .md, .docx, .xlsx, .pdf"),
        ("rong.txt", b"", "rỗng"),
        ("gia.docx", b"khong phai", "đã hỏng"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_was_given(desk, name, content, words):
    response = send(desk, content, name)
    assert response.status_code == 422
    assert words in words_of(response)
    assert "<title>Lỗi:" in response.text.replace("\n", "")
    assert PlanImport.objects.count() == 0


def test_no_file_and_a_file_that_is_too_heavy(desk, settings):
    assert "Chọn tệp kế hoạch" in desk.post(reverse("plans:bring")).text
    settings.FILES_MOST_MB = 0.0001
    response = send(desk)
    assert response.status_code == 422
    assert "tối đa" in words_of(response)


def test_a_picture_without_letters_says_what_to_do(desk):
    from cchc.foundation.files.tests.factories import pdf

    response = send(desk, pdf(), "quet.pdf")
    assert response.status_code == 422
    assert "nhận dạng chữ" in words_of(response)


def test_the_same_file_again_leads_to_the_review_that_is_open(desk):
    first = send(desk)
    again = send(desk)
    assert again.headers["Location"] == first.headers["Location"]
    assert PlanImport.objects.count() == 1


def test_what_is_least_sure_comes_first_and_the_source_stands_beside_it(desk, whole):
    ImportRowFactory(whole=whole, doubtful=True, weight=50, text="Dòng nhẹ")
    ImportRowFactory(whole=whole, doubtful=True, weight=90, text="Dòng nặng")
    page = desk.get(review(whole)).text
    assert page.index("Dòng nặng") < page.index("Dòng nhẹ")
    assert "Cần xem" in page
    assert "còn <span" in page


def test_pages_of_rows_follow_each_other_without_a_row_twice(desk, whole):
    for n in range(60):
        ImportRowFactory(whole=whole, doubtful=True, weight=n % 3 * 10, text=f"Dòng thứ [{n:02}]")
    seen, url = [], review(whole)
    while url:
        page = desk.get(url).text
        seen += re.findall(r"Dòng thứ \[(?:<[^>]+>)?(\d\d)", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"{n:02}" for n in range(60)]
    assert [int(n) % 3 for n in seen] == sorted((int(n) % 3 for n in seen), reverse=True)


@pytest.mark.parametrize("tab", ["can-xem", "tat-ca", "chua-xep"])
def test_a_review_costs_the_same_however_long_it_is(desk, whole, tab):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(review(whole, muc=tab))
        return len(queries)

    ImportRowFactory(whole=whole, kind=RowKind.HEAD)
    kinds = (RowKind.TASK, RowKind.TARGET, RowKind.COMMITMENT)
    ImportRowFactory(whole=whole, doubtful=True, kind=RowKind.LEFT_OVER)
    for kind in kinds:
        ImportRowFactory(whole=whole, doubtful=True, kind=kind)
    desk.get(review(whole, muc=tab))
    few = count()
    for kind in kinds * 130:
        ImportRowFactory(whole=whole, doubtful=True, kind=kind)
    assert count() == few
    assert few <= 14


def act(desk, row, name, **typed):
    return desk.post(row_url(row), {"act": name, "version": row.version, **typed})


def test_a_row_is_confirmed_and_the_way_back_is_shown(desk, whole):
    row = ImportRowFactory(whole=whole, doubtful=True)
    response = act(desk, row, "luu", o="")
    row.refresh_from_db()
    assert row.state == RowState.CONFIRMED
    page = desk.get(response.headers["Location"])
    assert "Đã xác nhận" in page.text
    assert "Hoàn tác" in page.text
    act(desk, row, "mo-lai")
    row.refresh_from_db()
    assert row.state == RowState.TO_LOOK


def test_with_htmx_only_the_row_and_the_counts_come_back(desk, whole):
    row = ImportRowFactory(whole=whole, doubtful=True)
    response = desk.post(row_url(row), {"act": "luu", "version": 0, "o": ""}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    for part in (f'id="d-{row.pk}"', 'id="import-tabs"', 'id="import-foot"', "hx-swap-oob"):
        assert part in response.text
    assert "announce" in response.headers["HX-Trigger"]


def test_figures_are_corrected_in_place(desk, whole):
    row = ImportRowFactory(whole=whole, doubtful=True, kind=RowKind.TARGET)
    cells = {"indicator": "", "comparison": ">", "value": "62,5", "unit": "%", "year": "2029"}
    act(desk, row, "luu", o=",".join(cells), **cells)
    row.refresh_from_db()
    assert (row.state, row.value["value"], row.value["comparison"]) == (RowState.CORRECTED, "62.5", ">")
    assert row.value["year"] == 2029
    assert row.touched == ["comparison", "value", "year"]


def test_what_was_typed_comes_back_with_what_is_wrong(desk, whole):
    row = ImportRowFactory(whole=whole, doubtful=True, kind=RowKind.TARGET)
    cells = {"indicator": "", "comparison": ">=", "value": "nhiều", "unit": "%", "year": "12"}
    response = act(desk, row, "luu", o=",".join(cells), **cells)
    assert response.status_code == 422
    assert 'value="nhiều"' in response.text
    for words in ("Giá trị phải là số", "Năm phải là số từ 1990 đến 2100"):
        assert words in words_of(response)
    row.refresh_from_db()
    assert row.state == RowState.TO_LOOK


def whole_form(desk, row, **changes):
    """All cells of a row as its page shows them, with changes."""
    page = desk.get(row_url(row), {"viec": "sua"}).text
    form = re.search(rf'id="d-{row.pk}-f">(.*?)</form>', page, re.DOTALL)[1]
    typed = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    typed |= {name: text.strip() for name, text in re.findall(
        r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)}  # fmt: skip
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        typed[name] = chosen[1] if chosen else ""
    typed.pop("products-0-if_any", None)
    return typed | changes


def a_task(whole, place, **more):
    party = {"printed": "Thanh tra Sở", "unit": place.office.pk, "circle": "", "confidence": 86, "how": "name",
             "was": place.division.pk}  # fmt: skip
    value = value_of(
        RowKind.TASK, leads=[party], products=[{"text": "Kế hoạch", "if_any": False}],
        time={"text": "Tháng 3/2026", "kind": "month", "start": "2026-03-01", "due": "2026-03-31",
              "recurrence": None, "filled_from": ""},
    )  # fmt: skip
    return ImportRowFactory(
        whole=whole, kind=RowKind.TASK, value=value, state=RowState.TO_LOOK, weight=80,
        doubts=[{"code": "unit_ended", "words": "Thanh tra Sở không còn"}],
    )  # fmt: skip


def test_the_whole_form_unchanged_only_confirms(desk, whole, place):
    row = a_task(whole, place)
    before = dict(row.value)
    response = desk.post(row_url(row), whole_form(desk, row))
    assert response.status_code == 302, words_of(response)
    row.refresh_from_db()
    assert (row.state, row.value, row.touched) == (RowState.CONFIRMED, before, [])


def test_every_cell_of_a_task_can_be_corrected(desk, whole, place):
    ImportRowFactory(whole=whole, kind=RowKind.GROUP, value=value_of(RowKind.GROUP, number="II", name="TTHC"))
    row = a_task(whole, place)
    typed = whole_form(
        desk, row, group="II", number="07", text="Nhiệm vụ khác",
        **{"leads-0-unit": f"u:{place.division.pk}", "leads-1-printed": "Các phòng", "leads-1-unit": "c:all",
           "cooperating-0-printed": "UBND tỉnh", "products-0-text": "Báo cáo", "products-1-text": "Tờ trình",
           "products-1-if_any": "on", "time-kind": "recurring", "time-every": "year", "time-day": "14",
           "time-month": "8", "time-due": "", "note": "Xem lại"},
    )  # fmt: skip
    response = desk.post(row_url(row), typed)
    assert response.status_code == 302, words_of(response)
    row.refresh_from_db()
    value = row.value
    assert (value["group"], value["number"], value["key"], value["note"]) == ("II", "07", "II.07", "Xem lại")
    assert [(p["printed"], p["unit"], p["circle"]) for p in value["leads"]] == [
        ("Thanh tra Sở", place.division.pk, ""), ("Các phòng", None, "all"),
    ]  # fmt: skip
    assert value["cooperating"][0]["unit"] is None
    assert value["products"] == [{"text": "Báo cáo", "if_any": False}, {"text": "Tờ trình", "if_any": True}]
    assert value["time"]["recurrence"] == {"every": "year", "month": 8, "day": 14}
    assert value["time"]["text"] == "Tháng 3/2026"
    assert row.state == RowState.CORRECTED


def test_the_confidence_of_each_unit_and_what_became_of_it_are_shown(desk, whole, place):
    a_task(whole, place)
    page = words_of(desk.get(review(whole)))
    assert "kế thừa Phòng Quản lý Khoa học, khớp 86%" in page
    assert "Giao cho Văn phòng Sở" in page


def test_a_row_is_left_out_only_with_a_reason(desk, whole):
    row = ImportRowFactory(whole=whole, doubtful=True)
    response = act(desk, row, "bo-qua", reason=" ")
    assert response.status_code == 422
    assert "Nhập lý do bỏ qua" in response.text
    act(desk, row, "bo-qua", reason="Trùng dòng 12")
    row.refresh_from_db()
    assert (row.state, row.reason) == (RowState.DISMISSED, "Trùng dòng 12")


@pytest.mark.parametrize("kind", [RowKind.COMMITMENT, RowKind.STRUCTURE])
def test_a_line_is_placed_by_one_press(desk, whole, kind):
    row = ImportRowFactory(whole=whole, kind=RowKind.LEFT_OVER, doubtful=True)
    assert act(desk, row, "xep", loai=kind).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.state) == (kind, RowState.PLACED)
    act(desk, row, "mo-lai")
    row.refresh_from_db()
    assert (row.kind, row.state) == (RowKind.LEFT_OVER, RowState.TO_LOOK)


def test_a_line_is_placed_as_a_target_with_its_figure(desk, whole):
    row = ImportRowFactory(whole=whole, kind=RowKind.LEFT_OVER, doubtful=True)
    assert "Xếp là chỉ tiêu" in desk.get(row_url(row), {"viec": "xep", "loai": "target"}).text
    cells = {"text": "Đạt 40%", "comparison": "", "unit": "%", "where": "sentence", "loai": "target", "full": "1"}
    response = act(desk, row, "xep", **cells)
    assert response.status_code == 422
    assert "Nhập Giá trị" in words_of(response)
    act(desk, row, "xep", value="40", year="2026", **cells)
    row.refresh_from_db()
    assert (row.kind, row.value["value"], row.state) == (RowKind.TARGET, "40", RowState.PLACED)


def test_a_line_belongs_to_another_row(desk, whole):
    task = ImportRowFactory(whole=whole, kind=RowKind.TASK, position=10)
    row = ImportRowFactory(whole=whole, kind=RowKind.LEFT_OVER, doubtful=True, position=20)
    page = desk.get(review(whole, muc="chua-xep")).text
    assert f'value="{task.pk}:{task.version}"' in page
    assert "Chọn dòng mà dòng này thuộc về" in act(desk, row, "thuoc", thuoc="").text
    act(desk, row, "thuoc", thuoc=f"{task.pk}:{task.version}")
    task.refresh_from_db()
    row.refresh_from_db()
    assert task.value["text"].endswith("Ghi chú bên lề.")
    assert row.state == RowState.DISMISSED


def test_one_row_becomes_two(desk, whole):
    row = ImportRowFactory(whole=whole, kind=RowKind.TARGET, doubtful=True)
    assert desk.get(row_url(row), {"viec": "tach"}).text.count("<legend>") >= 2
    cells = {"text": "Đạt 50%", "comparison": ">=", "value": "50", "unit": "%", "year": "2030"}
    typed = {f"p{n}-{name}": text for n in (1, 2) for name, text in cells.items()} | {
        "act": "tach", "p1-version": 0, "p2-version": 0,
    }  # fmt: skip
    response = desk.post(row_url(row), typed)
    assert response.status_code == 422
    assert "Hai phần còn giống nhau" in words_of(response)
    assert desk.post(row_url(row), typed | {"p2-value": "70", "p2-text": "Đạt 70%"}).status_code == 302
    assert sorted(ImportRow.objects.filter(split_from=row).values_list("value__value", flat=True)) == ["50", "70"]


def test_a_scanning_error_is_put_right_everywhere_and_taken_back(desk, whole):
    said = ImportRowFactory(
        whole=whole, value=value_of(RowKind.COMMITMENT, text="Công khai TTTC"), text="Công khai TTTC"
    )
    error = ImportRowFactory(whole=whole, kind=RowKind.SPELLING, doubtful=True)
    assert "Thay cả 2 chỗ" in words_of(desk.get(review(whole)))
    act(desk, error, "luu", o="right", right="TTHC")
    said.refresh_from_db()
    error.refresh_from_db()
    assert said.value["text"] == "Công khai TTHC"
    assert said.text == "Công khai TTTC"
    act(desk, error, "mo-lai")
    said.refresh_from_db()
    assert (said.value["text"], said.touched) == ("Công khai TTTC", [])
    error.refresh_from_db()
    act(desk, error, "giu")
    error.refresh_from_db()
    assert (error.state, error.reason) == (RowState.DISMISSED, "Giữ nguyên văn")


def test_who_comes_second_sees_both_texts(desk, whole, place):
    row = ImportRowFactory(whole=whole, doubtful=True, kind=RowKind.TARGET)
    services.correct_row(row_id=row.pk, version=0, changes={"value": "77"}, by=place.director, at=MORNING)
    cells = {"indicator": "", "comparison": ">=", "value": "88", "unit": "%", "year": "2030"}
    response = act(desk, row, "luu", o=",".join(cells), **cells)
    assert response.status_code == 409
    page = words_of(response)
    assert f"{place.director} đã xem dòng này" in page
    assert "ít nhất 77%" in page
    assert 'value="88"' in response.text
    row.refresh_from_db()
    act(desk, row, "luu", o=",".join(cells), **cells)
    row.refresh_from_db()
    assert row.value["value"] == "88"


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
    assert set(tasks.values_list("code", flat=True)) == {"I.01", "I.03"}


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


def test_the_unit_that_is_no_more_is_no_choice(desk, whole, place):
    Unit.objects.filter(pk=place.other_division.pk).update(ends_on=date(2025, 3, 1))
    a_task(whole, place)
    assert f'value="u:{place.other_division.pk}"' not in desk.get(review(whole)).text
