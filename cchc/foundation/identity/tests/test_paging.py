"""Pages follow each other by the last row seen, whatever they are ordered by."""

import pytest
from django.db.models.functions import Upper

from cchc.foundation.identity.models import Agency
from cchc.foundation.identity.tests.factories import AgencyFactory
from cchc.kernel.paging import keyset

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", ["name", "-name", "pk", "-pk", ("-short_name", "name"), ("short_name", "-name")])
def test_every_row_comes_once_and_in_order(by):
    for n in range(11):
        AgencyFactory(name=f"Sở {n // 2}", short_name=f"S{n % 3}")
    keys = [by] if isinstance(by, str) else list(by)
    last = "-pk" if keys[-1].startswith("-") else "pk"
    wanted = list(Agency.objects.order_by(*keys, *([] if keys[-1].endswith("pk") else [last])))
    seen, mark, first = [], "", True
    while first or mark:
        page = keyset(Agency.objects.all(), by=by, mark=mark, size=4)
        assert page.is_first == first
        seen, mark, first = [*seen, *page.rows], page.next_mark, False
    assert seen == wanted


def test_a_field_that_a_query_adds_orders_too():
    for n in range(5):
        AgencyFactory(short_name=f"S{n % 2}")
    rows, seen, mark = Agency.objects.annotate(other=Upper("short_name")), [], ""
    for _page in range(3):
        page = keyset(rows, by="other", mark=mark, size=2)
        seen, mark = [*seen, *page.rows], page.next_mark
    assert seen == list(Agency.objects.order_by("short_name", "pk"))
    assert mark == ""


def test_a_mark_that_somebody_made_up_begins_at_the_start():
    AgencyFactory()
    assert keyset(Agency.objects.all(), by=("-short_name", "name"), mark="abc").is_first
