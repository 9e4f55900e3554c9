"""Declared values over the year: asked for by the calendar, reminded of, given back, declared anew."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.identity.choices import Right
from cchc.foundation.notices.models import Notice
from cchc.foundation.work.models import WorkItem
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.choices import Every
from cchc.steering.indicators.models import AskingRule, Declaration
from cchc.steering.indicators.tests.factories import on

NOV = date(2026, 11, 18)


@pytest.fixture
def place(db):
    made = office()
    made.planner = person(made.leaders, Right.STEER, full_name="Võ Quỳnh Khuê")
    return made


def ask(place, at=None, indicator="satisfied-procedures", **told):
    return services.ask_due(
        agency=place.agency, measure=services.Measure(indicator=indicator, **told), lead=place.division,
        approving_unit=place.leaders, at=at or on(18),
    )  # fmt: skip


def declare(place, row, at=None, **told):
    said = {"numerator": 57, "denominator": 60, "value": None, "note": ""} | told
    return services.declare(
        declaration_id=row.pk, version=row.version, by=place.head, at=at or on(19), **said,
        uploads=[ContentFile("Số liệu".encode(), name="khao-sat.txt")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "measured", "every", "expected"),
    [
        ("flow", "", "quarter", (date(2026, 1, 1), date(2026, 9, 30))),
        ("flow", "", "year", (date(2025, 1, 1), date(2025, 12, 31))),
        ("flow", "month", "quarter", (date(2026, 10, 1), date(2026, 10, 31))),
        ("flow", "report_year", "quarter", (date(2025, 12, 15), date(2026, 9, 14))),
        ("flow", "report_quarter", "month", (date(2026, 9, 15), date(2026, 11, 14))),
        ("stock", "", "quarter", (None, date(2026, 9, 14))),
        ("cumulative", "", "year", (None, date(2025, 12, 14))),
    ],
)
def test_what_is_asked_for_is_what_was_over_last(kind, measured, every, expected):
    period, ends_on = rules.asked_period(kind, measured, every, NOV)
    assert (period.start if period else None, ends_on) == expected


@given(
    st.sampled_from(["flow", "stock"]), st.sampled_from(["", "year", "half", "quarter", "month", "report_half"]),
    st.sampled_from(Every.values), st.dates(date(2021, 1, 1), date(2040, 1, 1)),
)  # fmt: skip
def test_nothing_is_asked_for_that_is_not_over_and_a_flow_begins_with_its_period(kind, measured, every, day):
    period, ends_on = rules.asked_period(kind, measured, every, day)
    assert ends_on < day
    if period is not None:
        assert period.start == rules.period_of(measured or "year", ends_on).start
        assert (period.end, period.kind) == (ends_on, measured or "year")


def test_a_value_is_asked_for_once_and_lies_in_the_inbox_of_the_unit(place):
    row = ask(place)
    assert (row.starts_on, row.ends_on) == (date(2026, 1, 1), date(2026, 9, 30))
    assert row.due_on == date(2026, 11, 23)  # its period was over before it was asked for: three working days
    item = WorkItem.objects.open().get()
    assert (item.unit, item.step, item.path) == (place.division, "Khai giá trị", f"/ke-hoach/tu-khai/{row.pk}")
    assert ask(place) is None
    declared = declare(place, row)
    assert ask(place, at=on(20)) is None
    assert WorkItem.objects.open().get().unit == place.leaders
    services.approve(declaration_id=row.pk, version=declared.version, by=place.planner, at=on(20))
    assert ask(place, at=on(21)) is None
    assert ask(place, at=on(4, month=1, year=2027)).ends_on == date(2026, 12, 31)


def test_a_value_to_the_quarters_end_is_the_figure_of_the_year(place):
    row = declare(place, ask(place))
    services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    figure = services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=date(2026, 10, 31))
    assert (figure.source, figure.numerator, figure.denominator) == ("declared", 57, 60)
    before = services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=date(2026, 8, 31))
    assert before.answer == "no_source"


def test_what_is_computed_is_not_asked_for(place):
    assert ask(place, indicator="filed-online") is None


def test_the_agency_sets_of_whom_and_how_often_it_asks(place):
    told = {"agency": place.agency, "indicator": "systems-connected", "by": place.planner, "at": on(18)}
    services.set_asking(**told, version=None, is_on=True, asked_unit=place.leaders, every=Every.MONTH, due_days=5)
    row = ask(place, indicator="systems-connected")
    assert (row.asked_unit, row.starts_on, row.ends_on) == (place.leaders, None, date(2026, 11, 14))
    assert row.due_on == date(2026, 11, 20)
    with pytest.raises(Stale):
        services.set_asking(**told, version=None, is_on=False, asked_unit=None, every=Every.YEAR, due_days=3)
    kept = AskingRule.objects.get()
    services.set_asking(**told, version=kept.version, is_on=False, asked_unit=None, every=Every.MONTH, due_days=5)
    assert ask(place, indicator="systems-connected", at=on(20, month=12)) is None


def test_only_who_steers_sets_how_values_are_asked_for(place):
    with pytest.raises(PermissionDenied):
        services.set_asking(
            agency=place.agency, indicator="systems-connected", version=None, is_on=True, asked_unit=None,
            every=Every.MONTH, due_days=5, by=place.head, at=on(18),
        )  # fmt: skip
    assert not AskingRule.objects.exists()


def test_people_are_reminded_of_a_value_once_before_its_day_and_once_after(place):
    row = ask(place)  # due on Monday 23/11
    assert services.tell_due_values(at=on(18)) == 0
    assert services.tell_due_values(at=on(20)) == 1
    assert services.tell_due_values(at=on(20, 15)) == 0
    assert set(Notice.objects.values_list("user__full_name", flat=True)) == {place.head.full_name}
    assert services.tell_due_values(at=on(24)) == 1
    last = Notice.objects.filter(title__contains="quá hạn khai")
    assert place.planner.full_name in set(last.values_list("user__full_name", flat=True))
    assert services.tell_due_values(at=on(30)) == 0
    declare(place, Declaration.objects.get(pk=row.pk), at=on(30))
    assert services.tell_due_values(at=on(1, month=12)) == 0


def test_a_value_that_counts_is_asked_for_anew_with_a_reason_and_counts_until_then(place):
    first = declare(place, ask(place))
    with pytest.raises(NotAllowed):
        services.ask_again(declaration_id=first.pk, version=first.version, reason="Sai", by=place.head, at=on(20))
    first = services.approve(declaration_id=first.pk, version=first.version, by=place.planner, at=on(20))
    told = {"declaration_id": first.pk, "version": first.version, "by": place.head, "at": on(21)}
    with pytest.raises(services.CannotDeclare):
        services.ask_again(**told, reason=" ")
    second = services.ask_again(**told, reason="Đếm sót một đợt khảo sát")
    with pytest.raises(NotAllowed):
        services.ask_again(**told, reason="Lần nữa")
    second = declare(place, second, at=on(22), numerator=58)
    figure = services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=NOV)
    assert figure.numerator == 57
    services.approve(declaration_id=second.pk, version=second.version, by=place.planner, at=on(23))
    first.refresh_from_db()
    assert first.state == "replaced"
    figure = services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=NOV)
    assert figure.numerator == 58


def test_a_stranger_to_the_unit_who_does_not_steer_asks_for_nothing_anew(place):
    row = declare(place, ask(place))
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    with pytest.raises(PermissionDenied):
        services.ask_again(declaration_id=row.pk, version=row.version, reason="Sai", by=place.officer, at=on(21))


def test_who_approves_has_days_of_their_own_however_late_it_was_declared(place):
    declare(place, ask(place), at=on(30))  # due on the 23rd
    item = WorkItem.objects.open().get()
    assert (item.unit, localdate(item.due_at)) == (place.leaders, date(2026, 12, 3))


def test_who_declared_hears_that_a_value_came_back_and_why(place):
    row = declare(place, ask(place))
    services.send_back(
        declaration_id=row.pk, version=row.version, reason="Thiếu phiếu quý I", by=place.planner, at=on(20)
    )
    notice = Notice.objects.get(user=place.head)
    assert notice.title == "T06: giá trị bị trả lại để khai lại"
    assert "Thiếu phiếu quý I" in notice.body and notice.path == f"/ke-hoach/tu-khai/{row.pk}"
