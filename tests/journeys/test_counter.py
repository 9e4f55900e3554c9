"""The counter without a mouse: from an empty form to the printed receipt, every key counted."""

import re

import pytest

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import PASSWORD, ApplicantFactory
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_KEYS = 40
FOCUS = """() => {
  const field = document.activeElement;
  const shown = field.closest('.attach') ? field.closest('.attach').querySelector('.btn') : field;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  return {
    id: field.id || field.tagName, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


class Keys:
    """Someone with a keyboard alone: what is typed is free, other keys count, the focus is always in sight."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def type(self, text):
        self.page.keyboard.type(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1
            focus = self.page.evaluate(FOCUS)
            assert focus["ring"], focus
            assert focus["seen"], focus

    @property
    def at(self):
        return self.page.evaluate(FOCUS)["id"]

    def tab_to(self, field):
        for _ in range(12):
            if self.at == field:
                return
            self.press("Tab")
        raise AssertionError(f"no way to {field}, stopped at {self.at}")


@pytest.fixture
def counter(walk):
    """An officer at their counter, signed in."""
    place = factories.office(papers=3)
    user = factories.person(
        place.counter, Right.RECEIVE, Right.HAND_OVER, full_name="Kpă Y Thuôn", signs_in=True, username="mot.cua"
    )

    def begin(*size):
        walker = walk(*size)
        walker.sign_in(user.username, PASSWORD)
        walker.open("/tiep-nhan")
        return walker

    begin.place = place
    return begin


def test_a_known_person_is_taken_in_by_keyboard_alone(counter):
    ApplicantFactory(number="052187000015", name="Rơ Châm H'Lưỡng", phone="0905000276", seen=True)
    walker = counter()
    page, keys = walker.page, Keys(walker.page)
    walker.check()
    keys.type("052187000015")
    page.get_by_text("hồ sơ trước").wait_for()
    keys.tab_to("seen")
    keys.press("Space")
    keys.tab_to("words")
    keys.type("khai bao x quang")
    page.get_by_role("option").first.wait_for()
    keys.press("Enter")
    page.locator("#slip time").wait_for()
    keys.tab_to("papers_all")
    keys.press("Space")
    walker.check()
    with page.expect_popup() as opened:
        keys.press("Control+Enter")
    assert re.search(r"/tiep-nhan/000\.00\.12\.H21-\d{6}-0001/giay-hen\.pdf$", opened.value.url)
    page.locator("#done").wait_for()
    assert keys.count <= MOST_KEYS
    assert page.locator("#number").input_value() == ""
    assert keys.at == "number"
    assert Dossier.objects.get().applicant_name == "Rơ Châm H'Lưỡng"
    walker.check()


def test_a_new_person_with_every_field_filled_is_taken_in_by_keyboard_alone(counter):
    walker = counter()
    page, keys = walker.page, Keys(walker.page)
    keys.type("052187000015")
    page.get_by_text("Chưa có trong danh bạ").wait_for()
    for field, text in (
        ("name", "Siu H'Čĕn"), ("address", "Phường An Khê"), ("phone", "0905 000 276"), ("email", "siu@vidu.vn"),
    ):  # fmt: skip
        keys.tab_to(field)
        keys.type(text)
    keys.tab_to("seen")
    keys.press("Space")
    keys.tab_to("words")
    keys.type("khai báo x quang")
    page.get_by_role("option").first.wait_for()
    keys.press("Enter")
    page.locator("#papers_all").wait_for()
    keys.tab_to("papers_all")
    keys.press("Space", "Control+Enter")
    page.locator("#done").wait_for()
    assert keys.count <= MOST_KEYS
    dossier = Dossier.objects.get()
    assert (dossier.applicant_name, dossier.phone) == ("Siu H'Čĕn", "0905 000 276")


def test_enter_pressed_twice_on_the_button_makes_one_dossier(counter):
    walker = counter()
    page, keys = walker.page, Keys(walker.page)
    keys.type("052187000015")
    page.fill("#name", "Kpă Nguyên")
    page.fill("#words", "x quang")
    page.get_by_role("option").first.wait_for()
    page.locator("#words").press("Enter")
    page.locator("#papers_all").check()
    page.locator("#take").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator("#done").wait_for()
    assert Dossier.objects.count() == 1


def test_a_word_that_is_being_composed_is_left_alone(counter):
    """Telex and VNI send Enter and letters while a word is not done: nothing is chosen, nothing is sent."""
    walker = counter()
    page = walker.page
    page.locator("#words").focus()
    page.evaluate(
        """() => {
      const box = document.getElementById('words');
      box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
      box.value = 'ma';
      box.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}));
      ['Enter', 'F2'].forEach((key) => box.dispatchEvent(
        new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, isComposing: true})));
      box.dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, isComposing: true}));
    }"""
    )
    page.wait_for_timeout(400)
    assert page.locator("#options").is_hidden()
    assert Keys(page).at == "words"
    page.evaluate(
        """() => {
      const box = document.getElementById('words');
      box.value = 'khai báo x quang';
      box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
    }"""
    )
    page.get_by_role("option").first.wait_for()
    assert not Dossier.objects.exists()


def test_with_the_network_gone_what_was_typed_stays(counter):
    walker = counter()
    page = walker.page
    page.fill("#name", "Kpă Nguyên")
    page.context.set_offline(True)
    page.locator("#take").click()
    page.get_by_role("alert").wait_for()
    assert "mất mạng" in page.inner_text("#trouble")
    assert page.locator("#name").input_value() == "Kpă Nguyên"
    page.context.set_offline(False)
    walker.said.clear()
    page.locator("#take").click()
    page.locator("#error-summary").wait_for()
    assert page.locator("#name").input_value() == "Kpă Nguyên"


def test_the_counter_on_a_phone_asks_for_what_is_missing(counter):
    walker = counter(PHONE)
    page = walker.page
    page.fill("#number", "052187000015")
    page.fill("#name", "Kpă Nguyên")
    page.fill("#words", "x quang")
    page.get_by_role("option").first.click()
    page.locator("#in-phieu").check()
    walker.check()
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    page.locator("#words-giay-2").wait_for()
    walker.check()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Yêu cầu bổ sung và in phiếu").click()
    assert opened.value.url.endswith("phieu-yeu-cau-bo-sung.pdf")
    page.locator("#done").wait_for()
    assert Dossier.objects.get().state == State.SUPPLEMENT
    walker.check()
