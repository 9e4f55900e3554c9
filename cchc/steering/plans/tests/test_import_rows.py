"""Each thing that a person says of a row of a plan's document."""

import re
from datetime import date

import pytest

from cchc.foundation.identity.models import Unit
from cchc.steering.plans import services
from cchc.steering.plans.choices import RowKind, RowState
from cchc.steering.plans.models import ImportRow, PlanImport
from cchc.steering.plans.tests.factories import (
    MORNING,
    ImportRowFactory,
    value_of,
)
from cchc.steering.plans.tests.import_pages import DOCUMENT, act, review, row_url, send, words_of

pytestmark = pytest.mark.django_db


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


def test_the_unit_that_is_no_more_is_no_choice(desk, whole, place):
    Unit.objects.filter(pk=place.other_division.pk).update(ends_on=date(2025, 3, 1))
    a_task(whole, place)
    assert f'value="u:{place.other_division.pk}"' not in desk.get(review(whole)).text


def test_two_rows_of_a_kind_are_merged_by_hand(desk):
    send(desk)
    whole = PlanImport.objects.get()
    first, second = whole.rows.filter(kind=RowKind.TASK).order_by("position")[:2]
    page = desk.get(row_url(first))
    assert f'value="{second.pk}:{second.version}"' in page.text
    assert "Chọn dòng để gộp vào" in act(desk, first, "gop", thuoc="").text
    answer = act(desk, first, "gop", thuoc=f"{second.pk}:{second.version}")
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.value["text"] == "Triển khai công tác pháp chế Theo dõi thi hành pháp luật"
    assert (second.state, second.reason) == (RowState.DISMISSED, f"Gộp vào {first.lines}")


def test_a_line_that_was_read_into_nothing_is_split_and_each_part_placed(desk):
    send(desk, DOCUMENT.replace("I. MỤC TIÊU\n", "I. MỤC TIÊU\nIn tại phòng máy. Lập quỹ thi đua.\n", 1))
    whole = PlanImport.objects.get()
    row = whole.rows.get(kind=RowKind.LEFT_OVER, text__contains="phòng máy")
    assert desk.get(row_url(row), {"viec": "tach"}).text.count("<legend>") == 2
    told = {"p1-version": 0, "p2-version": 0, "p1-text": "In tại phòng máy.", "p2-text": "Lập quỹ thi đua."}
    for part, other in (("p1", "p2"), ("p2", "p1")):
        response = desk.post(row_url(row), {"act": "tach", **told, f"{part}-text": " "})
        assert response.status_code == 422
        assert re.search(rf'name="{part}-text"[^>]*aria-invalid="true"', response.text)
        assert not re.search(rf'name="{other}-text"[^>]*aria-invalid="true"', response.text)
    assert desk.post(row_url(row), {"act": "tach", **told}).status_code == 302
    parts = ImportRow.objects.filter(split_from=row).order_by("position")
    assert [(part.state, part.value["text"]) for part in parts] == [
        (RowState.TO_LOOK, "In tại phòng máy."), (RowState.TO_LOOK, "Lập quỹ thi đua."),
    ]  # fmt: skip
    act(desk, parts[0], "xep", loai=RowKind.STRUCTURE)
    act(desk, parts[1], "xep", loai=RowKind.COMMITMENT)
    assert [part.kind for part in parts.all()] == [RowKind.STRUCTURE, RowKind.COMMITMENT]
