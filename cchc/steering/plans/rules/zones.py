"""What a part of the text is for, by the titles over an item: promises, carrying out, what was, legal grounds."""

import re
from collections.abc import Callable, Sequence

from cchc.steering.plans.rules.outline import ARABIC, LETTER, PARAGRAPH, Item
from cchc.steering.plans.rules.words import plain

PROMISE, CARRY_OUT, PAST, GROUNDS = "promise", "carry_out", "past", "grounds"
_CARRY_OUT = re.compile(
    r"^(?:cong tac )?(?:to chuc|trien khai)(?: thuc hien| trien khai| thi hanh)?(?: ke hoach| nghi quyet"
    r"| chuong trinh)?$"
    r"|^phan cong|^trach nhiem (?:thuc hien|thi hanh|cua|to chuc|cac)|^dieu khoan thi hanh"
    r"|^thuc hien(?: ke hoach)?$"
    r"|^nhiem vu cua cac|^to chuc (?:thuc hien|trien khai)\b"
)
_PAST = re.compile(
    r"^(?:(?:danh gia|tong ket|so ket|khai quat)\s+)?(?:chung ve |tinh hinh )?(?:thuc trang|tinh hinh"
    r"|nhung ket qua"
    r"|ket qua (?:dat duoc|thuc hien|cong tac|trien khai|nam)|(?:nhung )?(?:ton tai|han che)|nguyen nhan"
    r"|su can thiet"
    r"|boi canh|dac diem|bai hoc kinh nghiem)"
)
ENOUGH = 0.6  # of the items of a part: it is a part that assigns
_GROUNDS = re.compile(r"^(?:cac )?can cu(?: phap ly| xay dung| ban hanh)?\s*:?$")


def zone(item: Item) -> str:
    """What the nearest telling title over an item, or its own where it is a heading, says that it is for."""
    for above in (item, *item.over()):
        if above is item and item.is_leaf and not item.is_part:
            continue
        if above.rank > 20:
            continue
        words = plain(above.text).strip(" .:")
        for name, pattern in ((CARRY_OUT, _CARRY_OUT), (PAST, _PAST), (GROUNDS, _GROUNDS)):
            if pattern.search(words) and len(words) < 120:
                return name
    return PROMISE


def parts_that_assign(items: Sequence[Item], assigns: Callable[[Item], bool]) -> list[Item]:
    """The parts that, whatever their titles, give work to somebody: where no title says which part does."""
    if any(zone(item) == CARRY_OUT for item in items):
        return []
    found = []
    for part in (item for item in items if item.is_part and item.under is not None and not item.is_appendix):
        leaves = [item for item in part.walk() if item.is_leaf and item is not part]
        if len(leaves) >= 2 and sum(assigns(item) for item in leaves) > ENOUGH * len(leaves):
            found.append(part)
    return found


def is_introduction(item: Item) -> bool:
    """Whether a paragraph only leads into a part: right under its title, before its numbered sections."""
    over = item.under
    if item.kind != PARAGRAPH or over is None or not (over.is_part or over.rank == 0):
        return False
    if over.rank == 0:
        return True  # it stands before every part
    after = over.children[over.children.index(item) + 1 :]
    return any(sister.kind in (ARABIC, LETTER, "dotted", "section", "roman") for sister in after)


def number_of(item: Item) -> str:
    """The number of an item with that of the item over it, inside its part: "3a", "2.1"."""
    own = item.number.strip(".)") if item.is_numbered else ""
    over = next((above for above in item.over() if above.is_numbered and not above.is_part), None)
    if over is None or item.kind == "dotted":
        return own
    return f"{number_of(over)}{own}" if item.kind == LETTER else ".".join(filter(None, (number_of(over), own)))
