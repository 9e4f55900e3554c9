"""What a part of the text is for, by the titles over an item: promises, carrying out, what was, legal grounds."""

import re

from cchc.steering.plans.rules.outline import ARABIC, LETTER, PARAGRAPH, Item
from cchc.steering.plans.rules.words import plain

PROMISE, CARRY_OUT, PAST, GROUNDS = "promise", "carry_out", "past", "grounds"
_CARRY_OUT = re.compile(
    r"^(?:cong tac )?to chuc (?:thuc hien|trien khai)|^phan cong|^trach nhiem (?:thuc hien|thi hanh|cua|to chuc)"
    r"|^dieu khoan thi hanh|^trien khai thuc hien$|^nhiem vu cua cac|^thuc hien$"
)
_PAST = re.compile(
    r"^(?:danh gia )?(?:khai quat )?(?:chung ve )?(?:thuc trang|tinh hinh|ket qua dat duoc|ket qua thuc hien|nhung ket qua|ton tai"
    r"|nhung ton tai|nhung han che|han che|nguyen nhan|su can thiet|boi canh|dac diem|bai hoc kinh nghiem)"
)
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


def is_introduction(item: Item) -> bool:
    """Whether a paragraph only leads into a part: it stands right under its title, before its numbered sections."""
    over = item.under
    if item.kind != PARAGRAPH or over is None or not (over.is_part or over.rank == 0):
        return False
    after = over.children[over.children.index(item) + 1 :]
    return any(sister.kind in (ARABIC, LETTER, "dotted", "section", "roman") for sister in after)


def number_of(item: Item) -> str:
    """The number of an item with that of the item over it, inside its part: "3a", "2.1"."""
    own = item.number.strip(".)") if item.is_numbered else ""
    over = next((above for above in item.over() if above.is_numbered and not above.is_part), None)
    if over is None or item.kind == "dotted":
        return own
    return f"{number_of(over)}{own}" if item.kind == LETTER else ".".join(filter(None, (number_of(over), own)))
