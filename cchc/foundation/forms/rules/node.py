"""Reading a definition part by part, so that each fault names its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cchc.foundation.forms.rules.definition import FormFault, Words


@dataclass(frozen=True)
class Node:
    """A part of the definition and where it stands."""

    value: Any
    place: str

    def fail(self, reason: str) -> FormFault:
        """What to raise about this part."""
        return FormFault(self.place or "/", reason)

    def only(self, names: set[str]) -> "Node":
        """Itself, an object without any other attribute than `names`."""
        if not isinstance(self.value, dict):
            raise self.fail("phải là đối tượng {…}")
        for name in self.value:
            if name not in names:
                raise FormFault(f"{self.place}.{name}".lstrip("."), "thuộc tính lạ")
        return self

    def __getitem__(self, name: str) -> "Node":
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(value, f"{self.place}.{name}".lstrip("."))

    def text(self, *, needed: bool = False, longest: int = 1000) -> str:
        """A text; empty where it is missing."""
        if self.value is None and not needed:
            return ""
        if not isinstance(self.value, str) or (needed and not self.value.strip()):
            raise self.fail("phải là chữ, không để trống")
        if len(self.value) > longest:
            raise self.fail(f"dài nhất {longest} ký tự")
        return self.value.strip()

    def items(self, most: int, *, needed: bool = True) -> Iterator["Node"]:
        """The parts of a list."""
        if self.value is None and not needed:
            return
        if not isinstance(self.value, list) or (needed and not self.value):
            raise self.fail("phải là danh sách, không để trống")
        if len(self.value) > most:
            raise self.fail(f"có nhiều nhất {most} mục")
        yield from (Node(value, f"{self.place}[{index}]") for index, value in enumerate(self.value))

    def flag(self) -> bool:
        """True or false; false where it is missing."""
        if self.value not in (None, True, False):
            raise self.fail("phải là true hoặc false")
        return bool(self.value)

    def whole(self, most: int) -> int | None:
        """A whole number from 0, or None where it is missing."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 0 <= self.value <= most:
            raise self.fail(f"phải là số nguyên từ 0 đến {most}")
        return self.value

    def real(self) -> float | None:
        """A number, or None where it is missing."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not abs(self.value) <= 1e15:
            raise self.fail("phải là số, không quá 15 chữ số")
        return self.value

    def words(self, name: str, *, needed: bool = False) -> Words:
        """The text called `name`, with its English beside it."""
        return Words(self[name].text(needed=needed), self[f"{name}_en"].text())
