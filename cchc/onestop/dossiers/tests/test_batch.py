"""Rows that ride together. The tables are those of two rooms that use the batch."""

import pytest
from django.db import IntegrityError, transaction

from cchc.foundation.audit.models import Entry
from cchc.kernel import batch
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.models import DayNumber
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db


def entry(**told):
    return Entry(kind="Tried", at=MORNING, **told)


def taken(before=""):
    return batch.Taken(DayNumber, (("code", "H21"), ("day", MORNING.date())), before=before, width=4)


def test_rows_of_two_tables_and_a_number_are_one_statement():
    first, second = entry(subject_id=taken("A-")), entry(subject_id=taken("B-"))
    with transaction.atomic(), assert_queries(dossiers_daynumber=1), batch.gathered():
        batch.add(first)
        batch.add(second)
    assert (first.subject_id, second.subject_id) == ("A-0001", "B-0001")
    assert set(Entry.objects.values_list("subject_id", flat=True)) == {"A-0001", "B-0001"}


def test_the_ten_thousandth_number_of_a_day_has_five_digits():
    DayNumber.objects.create(code="H21", day=MORNING.date(), last=9999)
    row = entry(subject_id=taken())
    with transaction.atomic(), batch.gathered():
        batch.add(row)
    assert Entry.objects.get().subject_id == row.subject_id == "10000"


def test_a_block_that_fails_writes_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic(), batch.gathered():
        batch.add(entry())
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_a_row_that_the_database_refuses_takes_the_others_along():
    row = entry()
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic(), batch.gathered():
        batch.add(entry(subject_id=taken()))
        batch.add(Entry(pk=row.pk, kind="Tried", at=MORNING))
    assert Entry.objects.count() == 1
    assert not DayNumber.objects.exists()


def test_outside_a_batch_a_row_is_written_at_once():
    batch.add(entry())
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_batch_needs_a_transaction():
    with pytest.raises(transaction.TransactionManagementError), batch.gathered():
        batch.add(entry())
