"""Someone without a mouse: Tab, arrows, Space, Enter; each key beyond what is typed is counted."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Walker

_NAME = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const label = at.labels && at.labels.length ? at.labels[0].textContent : "";
  return (at.getAttribute("aria-label") || label || at.textContent || at.getAttribute("name") || "").trim();
}"""
_SEEN = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels && at.labels[0] ? getComputedStyle(at.labels[0]) : style;
  const drawn = [style, label].some((one) => one.outlineStyle !== "none" || one.boxShadow !== "none");
  return at === document.body || at.tabIndex < 0 || (drawn && box.width > 0);
}"""


@dataclass
class Keyboard:
    """Hands on the keys. A page touched by a mouse fails the story."""

    walker: Walker
    strokes: int = 0

    @property
    def page(self) -> Any:
        return self.walker.page

    def press(self, key: str) -> None:
        """One key; a chord counts each of its keys."""
        self.page.keyboard.press(key)
        self.strokes += key.count("+") + 1

    def type(self, text: str) -> None:
        """What is typed as a value: a name, a number, words. It is not counted."""
        self.page.keyboard.type(text)

    def at(self) -> str:
        """The name of what has the focus."""
        return " ".join(str(self.page.evaluate(_NAME)).split())

    def tab_to(self, name: str, most: int = 60) -> None:
        """Tab until what has the focus is called so. Wherever the focus is, it can be seen."""
        for _ in range(most):
            self.press("Tab")
            assert self.page.evaluate(_SEEN), f"the focus is not to be seen at {self.at()!r}"
            if name in self.at():
                return
        raise AssertionError(f"no way by Tab to {name!r}; now at {self.at()!r}")

    def follow(self, name: str) -> None:
        """Tab to a link or button and open it; the next page is there afterwards."""
        self.tab_to(name)
        self.enter()

    def enter(self) -> None:
        """Enter, on what leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def see(self, *words: str) -> None:
        """The page says so."""
        for text in words:
            expect(self.page.get_by_text(text).first).to_be_visible()


def no_mouse(walker: Walker) -> Keyboard:
    """A screen whose mouse is out of order: pressing it anywhere is an error of the page."""
    walker.page.add_init_script(
        "addEventListener('pointerdown', () => console.error('someone used the mouse'), true)"
    )
    return Keyboard(walker)
