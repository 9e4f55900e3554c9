"""A real browser over the real program: Debian's Chromium, as a person would see it."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all stories of a worker. Without Chromium they are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium, then the journeys run")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is no wrong answer
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Walker:
    """Someone in front of a screen: what they open is checked as they go."""

    page: Any
    base: str
    said: list[str]

    def open(self, path: str) -> Any:
        """Go to a page of the program."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as a person does."""
        self.open("/dang-nhap")
        self.page.fill("input[autocomplete=username]", username)
        self.page.fill("input[type=password]", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert not self.page.locator("input[type=password]").count(), self.page.inner_text("body")

    def check(self) -> None:
        """The page is fit for everyone: axe finds nothing, nothing scrolls sideways, the console is silent."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert self.page.locator("h1").count() == 1
        assert self.said == []

    def press(self, name: str) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow the link of that name."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()


_ANSWERS = re.compile(r"responded with a status of (409|422) ")


def _is_wrong(message: Any) -> bool:
    """Whether the console has something to mend; that a form was refused is an answer, which the browser logs."""
    return message.type == "error" and not _ANSWERS.search(message.text)


@pytest.fixture
def walk(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Open a screen: `walk()` at a desk, `walk(PHONE)` on a phone."""
    contexts = []

    def begin(size: dict[str, int] = DESK) -> Walker:
        context = chromium.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        contexts.append(context)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if _is_wrong(message) else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return Walker(page, live_server.url, said)

    yield begin
    for context in contexts:
        context.close()
