import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from cchc.kernel import generations
from cchc.kernel.models import Generation
from cchc.kernel.testing import Browser, assert_queries, only_looks, table_of, tables_written


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('SELECT "a"."id" FROM "a" INNER JOIN "b" ON ("a"."b_id" = "b"."id")', "a"),
        ('SELECT ARRAY(SELECT U0."x" FROM "inner" U0) AS "held", "a"."id" FROM "a" WHERE "a"."id" = %s', "a"),
        ('SELECT COUNT(*) FROM (SELECT "a"."id" FROM "a" LIMIT 10001) subquery', "a"),
        ('SELECT (SELECT 1 FROM "b"), COUNT(*) FROM (SELECT "a"."id" FROM "a") subquery', "a"),
        ('INSERT INTO "a" ("x") SELECT "x" FROM "b" ON CONFLICT ("x") DO UPDATE SET "x" = 1', "a"),
        ('UPDATE "a" SET "x" = (SELECT max(x) FROM "b")', "a"),
        ('DELETE FROM "a" WHERE "a"."id" IN (%s)', "a"),
        ('SELECT "a"."id" FROM "a" WHERE "x" = \' FROM "b" \' FOR UPDATE OF "a"', "a"),
        ('WITH n0 AS (INSERT INTO "c" ("k") VALUES (%s)), r0 AS (INSERT INTO "a" ("x") VALUES (1)) '
         "SELECT (SELECT last FROM n0)", "c"),
        ('WITH RECURSIVE t AS (SELECT 1 FROM "a") SELECT * FROM t', "a"),
        ("SELECT 1", "SELECT"),
        ("SELECT pg_notify(%s, %s)", "pg_notify"),
    ],
)  # fmt: skip
def test_a_statement_is_about_its_first_table(sql, table):
    assert table_of(sql) == table


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT 1 FROM "a" FOR UPDATE OF "a"', set()),
        ('SELECT 1 FROM "a" FOR NO KEY UPDATE OF "a"', set()),
        ('UPDATE "a" SET x = 1', {"a"}),
        ('WITH r AS (DELETE FROM "a" RETURNING 1), s AS (INSERT INTO "b" (x) VALUES (1) '
         "ON CONFLICT (x) DO UPDATE SET x = 2) SELECT 1", {"a", "b"}),
    ],
)  # fmt: skip
def test_the_tables_that_a_statement_writes_are_seen(sql, tables):
    assert tables_written(sql) == tables


@pytest.mark.django_db
def test_statements_are_counted_by_table_and_transactions_left_out():
    with assert_queries(kernel_generation=2) as sent, transaction.atomic():
        list(Generation.objects.all())
        Generation.objects.filter(name="none").update(name="other")
    assert len(sent) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("expected", [{}, {"kernel_generation": 2}, {"kernel_generation": 1, "other": 1}])
def test_a_wrong_count_or_another_table_fails(expected):
    with pytest.raises(AssertionError, match="expected"), assert_queries(**expected):
        list(Generation.objects.all())


@pytest.mark.django_db
def test_looking_may_write_only_the_record():
    with only_looks(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE false")
        with pytest.raises(AssertionError, match="kernel_generation"):
            cursor.execute("DELETE FROM kernel_generation WHERE false")


def _writes(request: HttpRequest) -> HttpResponse:
    generations.bump("calendar")
    return HttpResponse()


urlpatterns = [path("writes", _writes)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_writes_when_read_fails_its_test():
    with pytest.raises(AssertionError, match="a GET may not write kernel_generation"):
        Browser().get("/writes")
    assert Browser().post("/writes").status_code == 200
