"""What exports say, read: three provinces' headings, dates, words; what is wrong is named, nothing is guessed."""

import io
from datetime import UTC, datetime

import pytest

from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.readers import Reading
from cchc.onestop.dossiers.tests import exports

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def told(name, content, said=None):
    said = said or Reading()
    one = readers.opened(name, io.BytesIO(content), {})
    found = list(readers.rows(one, said))
    for row in found:
        if row is not None:
            readers.judge(row, NOW)
    return one, [row for row in found if row is not None], sum(row is None for row in found)


@pytest.mark.parametrize("province", exports.PROVINCES)
def test_an_export_of_each_province_is_read_unaided(province):
    one, rows, _aside = told(*province(exports.some()))
    assert one.head.missing == ()
    assert [row.faults for row in rows] == [[]] * 7
    for row, past in zip(rows, exports.some(), strict=True):
        assert row.number == past.number
        assert row.applicant == past.applicant
        assert row.channel == past.channel
        assert row.status == past.status
        assert row.received.at.replace(tzinfo=None) == past.received
        assert (row.due and row.due.at.replace(tzinfo=None)) == past.due
        assert (row.finished and row.finished.at.replace(tzinfo=None)) == past.finished
        assert row.unit == past.unit and row.officer == past.officer and row.fee == past.fee
        assert bool(row.paid_online) == past.paid_online
