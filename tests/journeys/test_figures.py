"""From one percentage of the plan to the dossiers behind it, at a past date; and by what it is measured."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from cchc.foundation.identity.choices import Right
from cchc.foundation.worktime.rules import ZONE
from cchc.kernel import generations
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators.models import Binding
from cchc.steering.indicators.tests.factories import accepted
from cchc.steering.plans.tests.factories import PlanFactory, StatementFactory, TargetFactory
from tests.journeys.conftest import PHONE
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

THEN = datetime.now(ZONE).date() - timedelta(days=3)


@pytest.fixture
def place():
    """Three dossiers on a past day, two of them online, and one more on the day after."""
    made = office(days=10)
    made.planner = person(
        made.counter, Right.RECEIVE, Right.HAND_OVER, Right.STEER, full_name="Võ Quỳnh Khuê", username="khue"
    )
    may_sign_in(made.planner)
    nine = datetime.combine(THEN, time(9), ZONE)
    accepted(made, nine)
    accepted(made, nine + timedelta(minutes=5))
    accepted(made, nine + timedelta(minutes=10), "counter")
    accepted(made, nine + timedelta(days=1))
    plan = PlanFactory(
        agency=made.agency, steering_unit=made.leaders, slug="ke-hoach-mau", accepted_at=nine - timedelta(days=300)
    )
    target = TargetFactory(plan=plan, code="T05", name="Hồ sơ nộp trực tuyến", definition="filed-online")
    StatementFactory(target=target, path={THEN.year - 1: 50, THEN.year + 4: 80})
    generations.forget_all()
    return made


def test_one_percentage_opens_the_dossiers_behind_it_as_of_a_past_day(walk, place):
    walker = walk()
    walker.sign_in(place.planner.username, PASSWORD)
    page = walker.open("/ke-hoach/ke-hoach-mau")
    walker.check()
    page.get_by_label("Số liệu đến ngày").fill(f"{THEN:%d/%m/%Y}")
    walker.press("Xem")
    row = page.get_by_role("row", name=re.compile("Hồ sơ nộp trực tuyến"))
    expect(row).to_contain_text("66,7%")
    expect(row).to_contain_text("2/3")
    expect(row).to_contain_text("Tính từ số liệu")
    walker.check()

    row.get_by_role("link", name="Hồ sơ nộp trực tuyến").click()
    expect(page.get_by_role("heading", name=re.compile("Vì sao có số này"))).to_be_visible()
    expect(page.get_by_label("Số liệu đến ngày")).to_have_value(f"{THEN:%d/%m/%Y}")
    walker.check()

    page.locator(".frac").get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 dòng: hồ sơ nộp trực tuyến")
    assert page.locator("tbody tr").count() == 2
    walker.check()

    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/viec/ho-so/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tải CSV").click()
    assert saved.value.suggested_filename.startswith("T05-tu-so-")


def test_on_a_phone_the_same_and_without_any_script(chromium, live_server, walk, place):
    walker = walk(PHONE)
    walker.sign_in(place.planner.username, PASSWORD)
    walker.open("/ke-hoach/ke-hoach-mau")
    walker.check()
    walker.open("/ke-hoach/ke-hoach-mau/chi-tieu/t05")
    walker.check()
    walker.follow("3")
    walker.check()
    context = chromium.new_context(java_script_enabled=False, storage_state=walker.page.context.storage_state())
    page = context.new_page()
    page.goto(f"{live_server.url}/ke-hoach/ke-hoach-mau/chi-tieu/t05")
    expect(page.locator(".drawn svg:visible").first).to_be_visible()
    expect(page.get_by_role("table", name=re.compile("12 tháng qua"))).to_be_visible()
    context.close()


def test_a_measure_is_looked_at_then_saved(walk, place):
    walker = walk()
    walker.sign_in(place.planner.username, PASSWORD)
    page = walker.open("/ke-hoach/ke-hoach-mau/chi-tieu/t05")
    walker.follow("Cách đo")
    walker.check()
    page.get_by_role("combobox", name=re.compile("^Đo bằng")).select_option(
        label="T22 Hồ sơ giải quyết đúng hạn – Cách tính chặt"
    )
    walker.press("Xem trước")
    expect(page.get_by_role("heading", name=re.compile("Sẽ là"))).to_be_visible()
    assert not Binding.objects.exists()
    walker.check()
    walker.press("Lưu cách đo")
    expect(page.get_by_text("Đã ghi cách đo T05")).to_be_visible()
    assert Binding.objects.get().reading == "strict"
