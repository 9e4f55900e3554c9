"""Statements made once, and connections looked at without asking the server."""

import psycopg
import pytest
from django.db import connection
from django.db.models import F, Q

from cchc.kernel.compiled import Compiled, numbered
from cchc.kernel.models import Generation

named = Compiled(lambda name: Generation.objects.filter(name=name), name="an example")


@pytest.mark.django_db
def test_a_compiled_query_answers_as_the_query_that_it_was_made_of():
    rows = [Generation.objects.create(name=name) for name in ("t-1", "t-2")]
    assert [named(name=row.name) for row in rows] == [[row] for row in rows]
    assert named(name="t-1")[0].token == rows[0].token
    assert named(name="nobody") == []


@pytest.mark.django_db
def test_a_compiled_query_gives_named_values_where_they_were_asked_for():
    values = Compiled(
        lambda name: Generation.objects.filter(name=name).values("token", said=F("name")), name="none"
    )
    row = Generation.objects.create(name="t-1")
    assert values(name="t-1") == list(Generation.objects.filter(name="t-1").values("token", said=F("name")))
    assert values(name="t-1") == [{"token": row.token, "said": "t-1"}]


@pytest.mark.django_db
def test_a_parameter_may_stand_in_a_query_several_times():
    either = Compiled(lambda name: Generation.objects.filter(Q(name=name) | Q(name__lt=name)), name="an example")
    Generation.objects.create(name="0-1")
    Generation.objects.create(name="0-2")
    assert {row.name for row in either(name="0-2")} == {"0-1", "0-2"}
    assert {row.name for row in either(name="0-1")} == {"0-1"}


@pytest.mark.django_db
def test_the_server_keeps_the_plan_of_a_compiled_query_and_of_no_other():
    named(name="t-1")
    named(name="t-1")
    list(Generation.objects.filter(name="t-1"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kernel_generation%'")
        assert cursor.fetchone() == (1,)


def test_parameters_are_numbered_as_the_server_does():
    assert numbered("a = %s AND b LIKE 'x%%' AND c = %s") == "a = $1 AND b LIKE 'x%' AND c = $2"


@pytest.mark.django_db(transaction=True)
def test_a_silent_connection_is_used_again_without_a_question():
    connection.ensure_connection()
    before = connection.connection.pgconn
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.close_if_health_check_failed()
    assert connection.connection.pgconn is before


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_opened_anew():
    connection.ensure_connection()
    ended = connection.connection.info.backend_pid
    told = {**connection.get_connection_params(), "autocommit": True}
    told = {key: told[key] for key in ("dbname", "user", "host", "port", "password", "autocommit") if key in told}
    with psycopg.connect(**told) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [ended])
    connection.health_check_enabled, connection.health_check_done = True, False
    Generation.objects.count()
    assert connection.connection.info.backend_pid != ended
