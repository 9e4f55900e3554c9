"""Rows gathered in a transaction go out as one statement, whole or not at all."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cchc.kernel import batch
from cchc.kernel.models import Generation


def names():
    return sorted(Generation.objects.filter(name__startswith="t-").values_list("name", flat=True))


class Other:
    """No table of the batch."""


class Watch:
    """Whether each statement was sent as a transaction of its own."""

    def __init__(self):
        self.alone = []

    def __call__(self, execute, sql, params, many, context):
        self.alone.append(connection.connection.autocommit)
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_only_writes_its_batch_is_one_statement_and_no_more():
    watch = Watch()
    with connection.execute_wrapper(watch), batch.at_once():
        batch.add(Generation(name="t-1"))
        batch.add(Generation(name="t-2"))
    assert watch.alone == [True]
    assert not connection.in_atomic_block
    assert names() == ["t-1", "t-2"]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_also_read_ends_its_transaction_with_the_batch():
    watch = Watch()
    with connection.execute_wrapper(watch), batch.at_once():
        names()
        batch.add(Generation(name="t-1"))
    assert watch.alone == [False, False]
    assert names() == ["t-1"]


@pytest.mark.django_db(transaction=True)
def test_an_act_inside_another_transaction_goes_with_it():
    with pytest.raises(RuntimeError), transaction.atomic():
        with batch.at_once():
            batch.add(Generation(name="t-1"))
        raise RuntimeError
    assert names() == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_cannot_be_written_takes_the_others_with_it():
    Generation.objects.create(name="t-1")
    with pytest.raises(IntegrityError), batch.at_once():
        batch.add(Generation(name="t-2"))
        batch.add(Generation(name="t-1"))
    assert names() == ["t-1"]
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_writes_nothing():
    with pytest.raises(RuntimeError), batch.at_once():
        batch.add(Generation(name="t-1"))
        raise RuntimeError
    assert names() == []


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_for_after_the_commit_comes_after_it():
    seen = []
    with batch.at_once():
        batch.add(Generation(name="t-1"))
        transaction.on_commit(lambda: seen.append(names()))
    assert seen == [["t-1"]]


@pytest.mark.django_db(transaction=True)
def test_a_batch_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError), batch.gathered():
        batch.add(Generation(name="t-1"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("around", [batch.at_once, transaction.atomic])
def test_a_row_that_was_overtaken_keeps_the_whole_batch_from_being_written(around):
    row = Generation.objects.create(name="t-1")
    with pytest.raises(batch.Overtaken), around(), batch.gathered():
        batch.add(Generation(name="t-2"))
        batch.change(Generation, {"name": "t-1", "token": uuid.uuid4()}, {"token": uuid.uuid4()})
    row.refresh_from_db()
    assert names() == ["t-1"]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_as_it_was_read_is_changed_along():
    row, fresh = Generation.objects.create(name="t-1"), uuid.uuid4()
    with batch.at_once():
        batch.add(Generation(name="t-2"))
        batch.change(Generation, {"name": "t-1", "token": row.token}, {"token": fresh})
    assert Generation.objects.get(name="t-1").token == fresh
    assert names() == ["t-1", "t-2"]


@pytest.mark.django_db
def test_a_change_outside_a_batch_is_made_at_once_or_refused():
    row, fresh = Generation.objects.create(name="t-1"), uuid.uuid4()
    batch.change(Generation, {"name": "t-1", "token": row.token}, {"token": fresh})
    with pytest.raises(batch.Overtaken):
        batch.change(Generation, {"name": "t-1", "token": row.token}, {"token": row.token})
    assert Generation.objects.get(name="t-1").token == fresh


@pytest.mark.django_db(transaction=True)
def test_columns_of_a_held_row_ride_along_as_they_are_when_they_are_written():
    row, fresh = Generation.objects.create(name="t-1"), uuid.uuid4()
    watch = Watch()
    with connection.execute_wrapper(watch), batch.at_once():
        row.token = fresh
        batch.write(row, "token")
        batch.add(Generation(name="t-2"))
    assert watch.alone == [True]
    assert Generation.objects.get(name="t-1").token == fresh
    assert names() == ["t-1", "t-2"]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_written_twice_ends_as_it_was_written_last():
    row = Generation.objects.create(name="t-1")
    with batch.at_once():
        for token in (uuid.uuid4(), last := uuid.uuid4()):
            row.token = token
            batch.write(row, "token")
    assert Generation.objects.get(name="t-1").token == last


@pytest.mark.django_db(transaction=True)
def test_a_row_that_waits_in_the_batch_is_added_as_it_is_in_the_end():
    row, last = Generation(name="t-1"), uuid.uuid4()
    with batch.at_once():
        batch.add(row)
        row.token = last
        batch.write(row, "token")
    assert Generation.objects.get(name="t-1").token == last


@pytest.mark.django_db
def test_columns_are_written_at_once_where_no_batch_is_open():
    row = Generation.objects.create(name="t-1")
    row.token = last = uuid.uuid4()
    batch.write(row, "token")
    assert Generation.objects.get(name="t-1").token == last


@pytest.mark.django_db(transaction=True)
def test_a_held_row_that_is_gone_keeps_the_whole_batch_from_being_written():
    row = Generation.objects.create(name="t-1")
    Generation.objects.filter(name="t-1").delete()
    with pytest.raises(batch.Overtaken), batch.at_once():
        batch.add(Generation(name="t-2"))
        batch.write(row, "token")
    assert names() == []


@pytest.mark.django_db(transaction=True)
def test_who_must_find_a_row_changed_has_the_batch_written_before():
    row = Generation.objects.create(name="t-1")
    with batch.at_once():
        batch.add(Generation(name="t-2"))
        batch.flush()  # nothing is changed: what is added waits
        assert names() == ["t-1"]
        row.token = last = uuid.uuid4()
        batch.write(row, "token")
        batch.flush(before=Other)
        assert names() == ["t-1"]
        batch.flush(before=Generation)
        assert names() == ["t-1", "t-2"]
        assert Generation.objects.get(name="t-1").token == last
        batch.add(Generation(name="t-3"))
    assert names() == ["t-1", "t-2", "t-3"]


def test_a_new_row_is_as_its_constructor_makes_it():
    token = uuid.uuid4()
    assert vars(batch.new(Generation, name="t-1", token=token)).keys() == vars(Generation(name="t-1")).keys()
    row, other = batch.new(Generation, name="t-1"), batch.new(Generation)
    assert row.token != other.token
    assert (row.name, other.name, row._state.adding) == ("t-1", "", True)
    with pytest.raises(TypeError, match="Generation has no nmae"):
        batch.new(Generation, nmae="t-1")
