"""The 300 real procedures of the national portal, where they lie beside the repository. Counted by eye, once."""

import gzip
import json
import os
import time
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cchc.foundation.identity.tests.factories import AgencyFactory
from cchc.onestop.procedures import papers, querysets, readers, services
from cchc.onestop.procedures.models import Version

SHARED = Path(os.environ.get("CCHC_SHARED") or Path(__file__).parents[3] / "shared")
FILE = SHARED / "data/national-procedures-sample.jsonl.gz"
AT = datetime(2026, 11, 18, 5, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not there")


@pytest.fixture(scope="module")
def rows():
    return readers.read(FILE.name, FILE.read_bytes())


def limits(rows, number):
    return [(limit.channel, limit.amount, limit.unit) for limit in rows[number - 1].content.limits]


def test_every_row_is_read_and_each_has_its_channels(rows):
    assert len(rows) == 300
    assert not [row.errors for row in rows if row.errors]
    assert all(row.content.limits for row in rows)
    assert Counter(len(row.content.limits) for row in rows) == {1: 32, 2: 43, 3: 220, 4: 3, 6: 2}


def test_forty_one_give_a_number_without_a_unit_and_say_so(rows):
    bare = [
        row for row in rows if any(limit.amount is not None and not limit.unit for limit in row.content.limits)
    ]
    assert len(bare) == 41
    for row in bare:
        assert any("không có đơn vị tính" in remark.message for remark in row.warnings)


def test_each_line_of_the_tables_is_one_limit(rows):
    lines = [limit for row in rows for limit in row.content.limits]
    assert len(lines) == 802
    assert sum(limit.amount is not None and not limit.unit for limit in lines) == 95
    assert sum(limit.amount is None for limit in lines) == 38 + 9


def test_two_hundred_and_forty_two_name_a_limit_with_its_unit(rows):
    named = [row for row in rows if any(limit.amount is not None and limit.unit for limit in row.content.limits)]
    assert len(named) == 242
    assert Counter(limit.unit for row in named for limit in row.content.limits if limit.unit) == UNITS


# Lines of the tables, counted apart by what stands right behind a channel's name: 802 in all, of which 95 are a
# number alone, 38 say that there is no information, 9 have the limit and the fee in one run of digits.
UNITS = {"working_day": 456, "day": 193, "hour": 11}


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (1, [("post", 60, "working_day"), ("counter", 60, "working_day")]),
        (2, [("online", 21, "day"), ("post", 21, "working_day"), ("counter", 21, "day")]),
        (5, [("counter", None, "")]),
        (8, [("counter", 15, "working_day"), ("counter", 3, "working_day")]),
        (40, [("counter", 1, "")]),
        (44, [("online", 107, "day"), ("post", 107, "day"), ("counter", 107, "day")]),
        (72, [("online", 17, "working_day"), ("post", 30, "working_day"), ("counter", 20, "working_day")]),
        (104, [("online", 3, "working_day"), ("post", 3, "working_day"), ("counter", 15, "day")]),
        (108, [("online", None, ""), ("counter", None, "")]),
        (113, [("online", 2, "day")]),
        (121, [("online", None, "")]),
        (123, [("online", None, ""), ("counter", None, "")]),
        (160, [("online", 3, ""), ("post", 1, ""), ("counter", 1, "")]),
        (161, [("online", 1, ""), ("post", None, ""), ("counter", None, "")]),
        (174, [("post", 15, "working_day"), ("counter", 1, "")]),
        (176, [("online", 3, "hour")]),
        (242, [("online", None, ""), ("post", None, ""), ("counter", 5, "working_day")]),
    ],
)
def test_the_limits_of_these_rows_were_read_by_eye(rows, number, found):
    assert limits(rows, number)[: len(found)] == found


def test_fees_are_taken_only_where_the_page_agrees_with_itself(rows):
    first = {row.number: row.content.fees[0].amount for row in rows}
    assert first[46] == Decimal(450_000)
    assert first[300] == Decimal(140_000_000)
    assert first[26] == 0
    assert first[28] is None  # "Miễn phí", and behind it 8.000.000 a time
    assert first[32] is None  # "150 VNĐ", and behind it 150.000


def test_papers_and_laws_of_these_rows_were_read_by_eye(rows):
    first = rows[0].content
    assert [paper.originals for paper in first.papers] == [1] * 8
    assert first.papers[7].name == "Đơn khiếu nại hoặc bản ghi nội dung khiếu nại"
    assert [basis.number for basis in first.legal_bases] == [
        "68/2013/TT-BCA", "02/2011/QH13", "11/2015/TT-BCA", "05/2012/NĐ-CP",
    ]  # fmt: skip
    assert first.results[0].code == "KQ.G01.00262"
    assert [(paper.originals, paper.copies) for paper in rows[45].content.papers] == [(1, 1)] * 3
    assert {paper.case for paper in rows[96].content.papers if "thương phẩm" in paper.case}


@pytest.mark.django_db
def test_all_go_in_within_half_a_minute_and_their_export_changes_nothing():
    agency = AgencyFactory()
    begun = time.monotonic()
    report = services.import_procedures(file=FILE, agency=agency, by=None, at=AT)
    assert time.monotonic() - begun < 30
    assert report.counts == {"new": 300, "changed": 0, "unchanged": 0}
    assert services.import_procedures(file=FILE, agency=agency, by=None, at=AT).counts["unchanged"] == 300
    assert Version.objects.drafts().count() == 300
    for kind in papers.KINDS:
        name, content = papers.export(querysets.for_export(agency.pk), kind)
        again = services.import_procedures(file=name, content=content, agency=agency, dry_run=True, by=None, at=AT)
        assert (again.errors, again.counts["unchanged"]) == ((), 300), kind


@pytest.mark.django_db
def test_a_dry_run_of_the_whole_portal_takes_less_than_a_minute():
    lines = gzip.decompress(FILE.read_bytes()).decode().splitlines()
    many = [json.loads(lines[number % 300]) | {"ma_thu_tuc": f"9.{number:06}"} for number in range(2_500)]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in many).encode()
    begun = time.monotonic()
    report = services.import_procedures(
        file="x.jsonl", content=content, agency=AgencyFactory(), dry_run=True, by=None, at=AT
    )
    assert (report.read, report.accepted) == (2_500, 2_500)
    assert time.monotonic() - begun < 60
