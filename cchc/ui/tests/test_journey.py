"""The gallery and the error pages in a real browser: axe, no sideways scroll, and what the scripts promise."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import path
from django_cotton.compiler_regex import CottonCompiler
from playwright.sync_api import Page, sync_playwright

from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.kernel.lifecycle import Stale
from cchc.ui import context, samples
from cchc.ui.views import gallery

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which(CHROMIUM), reason="no Chromium here"),
]


@public
def broken(request):
    raise ZeroDivisionError


@public
def stale(request):
    raise Stale("Trần Quốc Bảo", now())


REFUSED = """{% extends "ui/public.html" %}{% block main %}<h1>Người nộp</h1><p>Máy X-quang, ngày 1-2</p>
<form><c-error-summary :form="form" />{% for field in form %}{{ field.as_field_group }}{% endfor %}</form>
{% endblock main %}"""


@public
def refused(request):
    source = CottonCompiler().process(REFUSED)
    return HttpResponse(Template(source).render(RequestContext(request, {"form": samples.filled()})), status=422)


class Urls:
    """The gallery without a door before it, and pages that fail."""

    urlpatterns = i18n_patterns(
        path("thu-vien-giao-dien", public(gallery)),
        path("hong", broken),
        path("tu-choi", refused),
        path("cham", stale),
        prefix_default_language=False,
    )
    handler400 = "cchc.ui.errors.bad_request"
    handler403 = "cchc.ui.errors.forbidden"
    handler404 = "cchc.ui.errors.not_found"
    handler500 = "cchc.ui.errors.failed"


@pytest.fixture
def site(live_server, settings, monkeypatch):
    settings.ROOT_URLCONF = Urls
    monkeypatch.setattr(context, "holds_demonstration", lambda: True)
    return live_server.url


@contextmanager
def browser(width: int, **options) -> Iterator[Page]:
    """A page of that width; a script that fails fails the test."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    faults: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(viewport={"width": width, "height": 900}, **options)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        try:
            yield page
        finally:
            chromium.close()
    assert faults == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in found]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "address", ["/thu-vien-giao-dien", "/en/thu-vien-giao-dien", "/thu-vien-giao-dien?mat-do=cong-khai"]
)
def test_the_gallery_is_accessible_and_does_not_scroll_sideways(site, width, address):
    with browser(width) as page:
        page.goto(site + address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


PAINT = """button => { const paint = getComputedStyle(button); return [paint.backgroundColor, paint.color]; }"""


def test_a_button_that_one_reaches_by_key_keeps_its_colours(site):
    with browser(1280, reduced_motion="reduce") as page:
        page.goto(site + "/thu-vien-giao-dien")
        page.keyboard.press("Tab")  # from here on the focus shows
        for kind in (".btn--primary", ".btn--danger", ".btn--quiet"):
            button = page.locator(f"{kind}:enabled:visible").first
            before = button.evaluate(PAINT)
            button.focus()
            assert button.evaluate("button => button.matches(':focus-visible')")
            assert button.evaluate(PAINT) == before


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/hong", "/cham", "/khong-co-trang-nay", "/en/khong-co-trang-nay"])
def test_error_pages_are_accessible(site, client, width, address):
    with browser(width) as page:
        page.goto(site + address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_gallery_works_zoomed_to_two_hundred_percent(site):
    with browser(640) as page:
        page.goto(site + "/thu-vien-giao-dien")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_error_summary_takes_the_focus_and_leads_to_its_field(site):
    with browser(1280) as page:
        page.goto(site + "/tu-choi")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.click("#error-summary a[href='#id_f-number']")
        assert page.evaluate("document.activeElement.id") == "id_f-number"


def test_the_gallery_opens_at_its_top(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        assert page.evaluate("[document.activeElement.tagName, scrollY]") == ["BODY", 0]


def test_a_word_with_one_letter_before_its_hyphen_is_not_broken(site):
    with browser(1280) as page:
        page.goto(site + "/tu-choi")
        assert page.locator(".one-word").all_text_contents() == ["X-quang"]
        assert page.locator("main p").first.inner_text() == "Máy X-quang, ngày 1-2"


def test_a_dialog_takes_the_focus_and_gives_it_back(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        opener = page.locator("[data-dialog=cd3]")
        opener.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.getElementById('cd3').open")
        assert page.evaluate("document.getElementById('cd3').contains(document.activeElement)")
        page.keyboard.press("Escape")
        assert not page.evaluate("document.getElementById('cd3').open")
        assert page.evaluate("document.activeElement.dataset.dialog") == "cd3"


def test_a_form_is_sent_once_however_often_it_is_pressed(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        sent = []

        def take(route):
            sent.append(route.request.url)
            route.fulfill(status=204)

        page.route("**/gui", take)
        page.evaluate(
            """() => {
              const form = document.createElement("form");
              form.method = "post"; form.action = "/gui"; form.id = "twice";
              form.innerHTML = "<button>x</button>";
              document.getElementById("main").append(form);
            }"""
        )
        for _press in range(3):
            page.evaluate("document.querySelector('#twice button').click()")
        page.wait_for_timeout(300)
        assert len(sent) == 1
        assert page.locator("#twice button").get_attribute("aria-disabled") == "true"


def test_a_network_that_is_gone_is_said_on_the_page(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        page.route("**/mat", lambda route: route.abort())
        page.evaluate("() => { htmx.ajax('GET', '/mat', {target: '#kho'}).catch(() => {}) }")
        page.wait_for_selector("#trouble")
        assert "mất mạng" in page.inner_text("#trouble")


def test_a_failure_behind_htmx_says_its_code_and_keeps_the_page(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        page.evaluate("() => { htmx.ajax('GET', '/hong', {target: '#kho'}).catch(() => {}) }")
        page.wait_for_selector("#trouble")
        assert "Mã sự cố" in page.inner_text("#trouble")
        assert page.locator("#kho h2").count() == 1


def test_everything_is_there_without_scripts(site):
    with browser(390, java_script_enabled=False) as page:
        page.goto(site + "/thu-vien-giao-dien")
        assert page.locator(".data-table tbody tr").count() > 0
        assert page.locator("[data-copy]").first.is_hidden()


def test_nothing_moves_for_whom_motion_disturbs(site):
    with browser(1280, reduced_motion="reduce") as page:
        page.goto(site + "/thu-vien-giao-dien")
        name = page.evaluate("getComputedStyle(document.querySelector('.skeleton i')).animationName")
        assert name == "none"


def test_inputs_on_phones_are_large_enough_not_to_zoom(site):
    with browser(390) as page:
        page.goto(site + "/thu-vien-giao-dien")
        sizes = page.evaluate(
            "[...document.querySelectorAll('main .input')].map(i => parseFloat(getComputedStyle(i).fontSize))"
        )
        assert min(sizes) >= 16


def test_paper_shows_no_buttons_and_opens_what_is_folded(site):
    with browser(1280) as page:
        page.goto(site + "/thu-vien-giao-dien")
        page.emulate_media(media="print")
        assert page.locator(".btn").first.is_hidden()
        assert page.locator(".demo-strip").is_visible()
        assert page.locator(".print-foot").is_visible()
