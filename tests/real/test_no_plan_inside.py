"""The reader knows layouts, and no plan: no longer phrase of the real one stands in the program outside demo."""

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

import cchc
from tests.real.test_plan import FILE

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not there")

ROOT = Path(cchc.__file__).parent
KINDS = {".py", ".json", ".html", ".txt", ".md", ".js", ".css", ".po"}
LONG = 7  # syllables one after the other: three words or four
_WORD = re.compile(r"\w+")
# What every office says, in whatever plan: titles of laws and programmes, names of bodies, terms of the law.
GENERAL = (
    # terms of laws and decrees
    "trên cổng dịch vụ công quốc gia", "cung cấp trực tuyến mức độ 3", "trực tuyến mức độ 3 và 4",
    "định danh và xác thực điện tử", "liên quan đến người dân, doanh nghiệp",
    "cải cách thủ tục hành chính (TTHC)", "chương trình tổng thể cải cách hành chính nhà nước",
    # how every office says who, and when
    "Văn phòng Sở chủ trì, phối hợp các phòng, đơn vị tham mưu",
    "Văn phòng Sở chủ trì, phối hợp với các phòng, đơn vị liên quan",
    "các phòng, đơn vị thuộc, trực thuộc Sở", "các phòng, đơn vị có trách nhiệm",
    "thường xuyên trong năm 2021 và các năm tiếp theo", "định kỳ hàng quý, 6 tháng, hàng năm",
)  # fmt: skip


def words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(normalize("NFC", text))]


def phrases(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for cell in line.split("\t"):
            said = words(cell)
            for place in range(len(said) - LONG + 1):
                yield " ".join(said[place : place + LONG])


def test_no_longer_phrase_of_the_plan_stands_in_the_program():
    known = set(phrases(FILE.read_text())) - {one for said in GENERAL for one in phrases(said)}
    found = []
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in KINDS and "demo" not in path.relative_to(ROOT).parts[:1]:
            said = sorted(known.intersection(phrases(path.read_text(encoding="utf-8"))))
            found += [f"{path.relative_to(ROOT)}: {one}" for one in said]
    assert found == []
