"""Rows gathered in a transaction go out as one statement, whole or not at all."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cchc.kernel import batch
from cchc.kernel.models import Generation


def names():
    return sorted(Generation.objects.filter(name__startswith="t-").values_list("name", flat=True))


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


def test_a_new_row_is_as_its_constructor_makes_it():
    token = uuid.uuid4()
    assert vars(batch.new(Generation, name="t-1", token=token)).keys() == vars(Generation(name="t-1")).keys()
    row, other = batch.new(Generation, name="t-1"), batch.new(Generation)
    assert row.token != other.token
    assert (row.name, other.name, row._state.adding) == ("t-1", "", True)
    with pytest.raises(TypeError, match="Generation has no nmae"):
        batch.new(Generation, nmae="t-1")
