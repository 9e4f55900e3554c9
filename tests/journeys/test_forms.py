"""A form as data, filled in with and without its script."""

import pytest

from cchc.foundation.forms.tests import urls as form_pages

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("cchc.foundation.forms.tests.urls"),
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def draft():
    form_pages.DRAFT.clear()
    return form_pages.DRAFT


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request, chromium, live_server):
    context = chromium.new_context(
        viewport=PHONE, locale="vi-VN", java_script_enabled=request.param, base_url=live_server.url
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


def has_script(page):
    return page.locator(".combobox").count() > 0


def go_on(page):
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_load_state()


def choose(page, label, typed, option):
    """Choose from a long list: by typing without marks, or from the browser's own list."""
    if has_script(page):
        box = page.get_by_role("combobox", name=label)
        box.click()
        box.fill(typed)
        box.press("Enter")
    else:
        page.get_by_label(label).select_option(label=option)


def test_a_part_is_asked_when_the_answer_above_asks_for_it(page, draft):
    page.goto("/khai/nguoi-phu-trach")
    contract = page.get_by_label("Số hợp đồng")
    scripted = page.evaluate("1") == 1 and not contract.is_visible()
    page.get_by_label("Người làm theo hợp đồng").check()
    assert contract.is_visible()
    contract.fill("12")
    page.get_by_label("Nhân viên của cơ sở").check()
    assert contract.is_visible() is not scripted
    go_on(page)
    assert draft["so_hop_dong"] == "12"
    assert page.get_by_text("Số hợp đồng phải có dạng").count() == 0
    assert page.get_by_text("Nhập họ và tên").count() == 2


def test_an_address_is_chosen_by_its_units(page, draft):
    page.goto("/khai/co-so")
    choose(page, "Tỉnh, thành phố", "gia lai", "Tỉnh Gia Lai")
    if has_script(page):
        page.locator("select[name=dia_chi-ward] option").nth(100).wait_for(state="attached")
    else:
        page.get_by_role("button", name="Hiện danh sách xã").click()
    choose(page, "Xã, phường, đặc khu", "quy nhon dong", "Phường Quy Nhơn Đông")
    page.get_by_label("Số nhà, đường, thôn, làng").fill("01 Minh Họa")
    choose(page, "Nơi cấp", "cuc so 7", "Cục số 7")
    go_on(page)
    assert draft["dia_chi"]["ward_name"] == "Phường Quy Nhơn Đông"
    assert draft["dia_chi"]["province"] == "52"
    assert draft["noi_cap"] == "n7"
    assert page.locator(".error").count() == 0


def test_rows_are_added_and_taken_away_and_enter_goes_on(page, draft):
    page.goto("/khai/thiet-bi")
    page.get_by_label("Số lượng").fill("ba")
    page.get_by_role("button", name="Thêm thiết bị").click()
    page.get_by_label("Số lượng").nth(1).fill("2")
    page.get_by_role("button", name="Xóa thiết bị 1").click()
    page.wait_for_load_state()
    assert page.get_by_label("Số lượng").input_value() == "2"
    assert len(draft["thiet_bi"]) == 1
    page.get_by_label("Số lượng").press("Enter")
    page.wait_for_load_state()
    assert page.get_by_text("Chọn loại").count() == 2
    assert len(draft["thiet_bi"]) == 1


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("density", ["public", "desk"])
def test_every_kind_of_field_is_fit_for_everyone(chromium, live_server, screen, density):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(viewport=screen, locale="vi-VN", base_url=live_server.url)
    page = context.new_page()
    for key in ("nguoi-phu-trach", "co-so", "thiet-bi"):
        page.goto(f"/khai/{key}?mat-do={density}")
        for _ in ("asked", "refused"):
            found = Axe().run(page).response["violations"]
            assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
            go_on(page)
    page.goto(f"/khai/co-so?mat-do={density}")
    page.get_by_role("combobox", name="Tỉnh, thành phố").click()
    assert Axe().run(page).response["violations"] == []
    context.close()
