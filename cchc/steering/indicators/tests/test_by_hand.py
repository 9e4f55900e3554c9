"""Each computed indicator on a small history that one can count by hand, as its sentence says it."""

from datetime import date, timedelta

import pytest

from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services as dossiers
from cchc.onestop.dossiers.tests.factories import office
from cchc.onestop.procedures.models import Fee, PaperRequired, Version
from cchc.onestop.procedures.tests.factories import VersionFactory
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.tests.factories import (
    accepted,
    asked_more,
    filed,
    finished,
    forwarded,
    fresh,
    on,
    supplied,
    taken,
    told_otherwise,
)

pytestmark = pytest.mark.django_db

END = date(2026, 12, 31)
NOVEMBER = rules.period_of("month", date(2026, 11, 18))


def counted(place, indicator, reading="", as_of=END, period=None, unit=None):
    """The figure, once it was found equal to its rows and to the recount."""
    found = services.figure(
        indicator, agency_id=place.agency.pk, as_of=as_of, period=period, unit_id=unit, reading=reading
    )
    assert list(services.compare(found)) == []
    return found


def share(*told, **named):
    found = counted(*told, **named)
    return found.numerator, found.denominator


def left_out(figure):
    return {one.fact.partition(".")[2]: one.count for one in figure.excluded if one.count}


def test_t05_filed_online_of_those_received_by_the_day_of_acceptance():
    place = office()
    accepted(place, on(2))
    accepted(place, on(3), "counter")
    accepted(place, on(3), "post")
    helped = accepted(place, on(4), "counter")
    told_otherwise(helped, assisted=True)
    waiting = filed(place, on(30))
    dossiers.accept(dossier_id=waiting.pk, version=0, by=place.officer, at=on(1, month=12))
    figure = counted(place, "filed-online", period=NOVEMBER)
    assert (figure.numerator, figure.denominator) == (2, 4)
    assert [beside.count for beside in figure.extra] == [1]  # filed for somebody at the counter
    assert left_out(figure) == {"not-yet-taken-in": 1}  # accepted in December
    assert share(place, "filed-online", period=rules.period_of("month", date(2026, 12, 1))) == (1, 1)


def test_refused_before_acceptance_is_never_received_and_an_intake_undone_neither():
    place = office()
    accepted(place, on(2))
    turned_away = filed(place, on(3))
    dossiers.refuse(dossier_id=turned_away.pk, version=0, reason="Sai nơi", by=place.officer, at=on(4))
    taken_back = filed(place, on(3))
    dossiers.ask_withdrawal(dossier_id=taken_back.pk, version=0, reason="Đổi ý", by=None, at=on(5), allowed=True)
    mistake = accepted(place, on(3))
    dossiers.void(dossier_id=mistake.pk, version=mistake.version, reason="Trùng", by=place.officer, at=on(20))
    figure = counted(place, "filed-online")
    assert (figure.numerator, figure.denominator) == (1, 1)
    assert left_out(figure) == {"refused": 1, "withdrawn-first": 1, "voided": 1}


def test_a_past_date_shows_what_had_happened_by_then_as_known_now():
    place = office()
    mistake = accepted(place, on(3))
    dossiers.void(dossier_id=mistake.pk, version=mistake.version, reason="Trùng", by=place.officer, at=on(20))
    turned_away = filed(place, on(3))
    dossiers.refuse(dossier_id=turned_away.pk, version=0, reason="Sai nơi", by=place.officer, at=on(20))
    then = counted(place, "filed-online", as_of=date(2026, 11, 10))
    assert (then.numerator, then.denominator) == (0, 0)
    assert then.answer == "nothing"
    assert left_out(then) == {"voided": 1, "not-yet-taken-in": 1}


def test_withdrawn_and_stopped_stay_received():
    place = office()
    one, other = accepted(place, on(2)), accepted(place, on(2))
    withdrawn(place, one, on(5))
    stopped(place, other, on(5))
    assert share(place, "filed-online") == (2, 2)


def test_the_end_of_the_day_of_acceptance_is_still_that_day():
    place = office()
    accepted(place, on(14, 23) + timedelta(minutes=59))
    accepted(place, on(15, 0))
    quarter = rules.period_of("report_quarter", date(2026, 11, 14))
    assert share(place, "filed-online", period=quarter, as_of=date(2026, 11, 14)) == (1, 1)
    assert share(place, "filed-online", period=quarter, as_of=date(2026, 11, 15)) == (2, 2)


def withdrawn(place, dossier, at):
    row = fresh(dossier)
    dossiers.ask_withdrawal(dossier_id=row.pk, version=row.version, reason="Đổi ý", by=None, at=at, allowed=True)
    return dossiers.withdraw(dossier_id=row.pk, version=fresh(row).version, by=place.head, at=at)


def stopped(place, dossier, at):
    row = fresh(dossier)
    return dossiers.stop(dossier_id=row.pk, version=row.version, reason="Hết hiệu lực", by=place.head, at=at)


def test_t22_both_readings():
    place = office(days=5)  # accepted on Monday 2/11: due on Monday 9/11, 16:30
    finished(place, accepted(place, on(2)), on(6))
    finished(place, accepted(place, on(2)), on(11))
    accepted(place, on(2))  # open and overdue
    accepted(place, on(27))  # open, in time: due on 4/12
    withdrawn(place, accepted(place, on(2)), on(12))
    stopped(place, accepted(place, on(2)), on(12))
    asked_more(place, taken(place, accepted(place, on(2)), on(2)), on(3))
    report = counted(place, "on-time", "report", period=NOVEMBER)
    assert (report.numerator, report.denominator) == (4, 5)  # one in time, withdrawn, returned, waiting; one late
    strict = counted(place, "on-time", "strict", period=NOVEMBER)
    assert (strict.numerator, strict.denominator) == (1, 3)  # closed in time, closed late, open and overdue
    assert left_out(strict) == {"withdrawn": 1, "stopped": 1, "waiting": 1}


def test_a_due_day_without_an_hour_is_kept_to_its_end():
    place = office()
    for closes in (on(9, 23), on(10, 0)):
        dossier = finished(place, accepted(place, on(2)), closes)
        told_otherwise(dossier, due_at=on(9, 0))
    still_open = accepted(place, on(2))
    told_otherwise(still_open, due_at=on(9, 0))
    assert share(place, "on-time", "strict") == (1, 3)
    assert share(place, "on-time", "strict", as_of=on(9, 23)) == (0, 0)  # nobody is late before the day is over
    assert share(place, "on-time", "strict", as_of=date(2026, 11, 9)) == (1, 3)


def test_a_due_hour_counts_to_the_minute():
    place = office(days=5)
    finished(place, accepted(place, on(2)), on(9, 16) + timedelta(minutes=30))
    finished(place, accepted(place, on(2)), on(9, 16) + timedelta(minutes=31))
    assert share(place, "on-time", "strict") == (1, 2)


@pytest.mark.parametrize("clock", ["reset", "pause"])
def test_open_work_was_late_on_a_past_day_by_the_due_time_that_it_had_then(clock):
    place = office(days=5, clock=clock)
    dossier = taken(place, accepted(place, on(2)), on(2))  # due on 9/11, 16:30
    asked_more(place, dossier, on(11))  # it was late already
    supplied(place, dossier, on(13))
    finished(place, dossier, on(13, 10))
    assert share(place, "on-time", "strict", as_of=date(2026, 11, 9)) == (0, 1)
    assert share(place, "on-time", "strict", as_of=date(2026, 11, 11)) == (0, 0)  # it waits for the applicant
    assert share(place, "on-time", "strict") == ((1, 1) if clock == "reset" else (0, 1))


def test_a_procedure_without_a_limit_is_left_out_of_deadlines_with_that_reason():
    place = office()
    dossier = finished(place, accepted(place, on(2)), on(6))
    told_otherwise(dossier, due_at=None, limit_amount=None, limit_unit="")
    figure = counted(place, "on-time", "strict")
    assert (figure.numerator, figure.denominator) == (0, 0)
    assert left_out(figure) == {"closed-without-limit": 1}


def test_t01_between_units_every_hand_over_must_be_electronic():
    place = office()
    finished(place, accepted(place, on(2)), on(3))
    finished(place, accepted(place, on(2), electronic=False), on(3))  # sheets came to the counter
    late_paper = taken(place, accepted(place, on(2)), on(2))
    forwarded(place, late_paper, on(2))
    forwarded(place, late_paper, on(3), paper=True)  # a sheet travelled to the director
    finished(place, late_paper, on(3))
    inside = taken(place, accepted(place, on(2)), on(2))
    forwarded(place, inside, on(2), paper=True)  # inside the division: not between units
    finished(place, inside, on(3))
    finished(place, accepted(place, on(2)), on(1, month=12))
    accepted(place, on(2))
    assert share(place, "electronic-moves", "units", period=NOVEMBER) == (2, 4)
    between_agencies = counted(place, "electronic-moves", "agencies", period=NOVEMBER)
    assert (between_agencies.numerator, between_agencies.denominator) == (0, 0)
    assert left_out(between_agencies) == {"not-moved-between-agencies": 4}


def test_t01_between_agencies_counts_what_came_over_another_agencys_counter():
    place = office()
    theirs = UnitFactory(agency=AgencyFactory(), is_counter=True, serves=[place.agency])
    for electronic in (True, False):
        dossier = finished(place, accepted(place, on(2), electronic=electronic), on(3))
        dossier.steps.filter(key="phan-cong").update(from_unit=theirs)
        told_otherwise(dossier, assisted=False)
    assert share(place, "electronic-moves", "agencies") == (1, 2)


def test_t01_leaves_out_whose_hand_overs_nobody_told():
    place = office()
    untold = finished(place, accepted(place, on(2)), on(3))
    untold.steps.all().delete()
    told_otherwise(untold, assisted=False)
    figure = counted(place, "electronic-moves", "units")
    assert (figure.numerator, figure.denominator) == (0, 0)
    assert left_out(figure) == {"moves-untold": 1}


def test_what_was_recalled_unopened_is_no_hand_over():
    place = office()
    dossier = taken(place, accepted(place, on(2)), on(2))
    forwarded(place, dossier, on(2, 10))
    forwarded(place, dossier, on(2, 11), paper=True)
    row = fresh(dossier)
    dossiers.recall(dossier_id=row.pk, version=row.version, by=place.specialist, at=on(2, 12))
    forwarded(place, dossier, on(2, 13))
    finished(place, dossier, on(3))
    assert share(place, "electronic-moves", "units") == (1, 1)


def procedure(place, **told):
    """A procedure of the agency, in force since 2021."""
    return VersionFactory(procedure__agency=place.agency, unit=place.division, **told)


def empty_office():
    place = office()
    Version.objects.filter(pk=place.version.pk).update(effective_to=date(2021, 12, 31))
    return place


def test_t02_fee_bearing_procedures_payable_online():
    place = empty_office()
    procedure(place, fee=100_000, payment_online=date(2026, 1, 1))
    procedure(place, fee=100_000, payment_online=date(2027, 1, 1))  # not yet
    by_formula = procedure(place)
    Fee.objects.filter(version=by_formula).update(formula="gia_tri / 1000")
    procedure(place, fee=0)
    procedure(place)  # a fee whose amount nobody knows
    figure = counted(place, "payable-online")
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert left_out(figure) == {"fee-unknown": 1, "free": 1}
    assert share(place, "payable-online", as_of=date(2027, 1, 1)) == (2, 3)
    assert share(place, "payable-online", as_of=date(2025, 12, 31)) == (0, 3)


def test_t18_online_of_those_on_the_dated_list():
    place = empty_office()
    listed = {"eligible_listed": date(2022, 1, 1)}
    procedure(place, online_level="partial", **listed)
    procedure(place, online_level="full", online_since=date(2023, 1, 1), **listed)
    procedure(place, online_level="information", **listed)
    procedure(place, online_level="full")  # online, not on the list
    figure = counted(place, "procedures-online")
    assert (figure.numerator, figure.denominator) == (2, 3)
    assert left_out(figure) == {"not-eligible": 1}
    assert share(place, "procedures-online", as_of=date(2022, 6, 1)) == (1, 3)
    assert counted(place, "procedures-online", as_of=date(2021, 12, 31)).answer == "nothing"


def test_t19_level_four_on_phones_of_those_offered_online():
    place = empty_office()
    phones = {"works_on_phones": date(2024, 1, 1)}
    procedure(place, online_level="full", **phones)
    procedure(place, online_level="full")
    procedure(place, online_level="partial", **phones)
    procedure(place, online_level="information", **phones)
    figure = counted(place, "services-on-devices")
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert left_out(figure) == {"offline": 1}
    assert share(place, "services-on-devices", as_of=date(2023, 12, 31)) == (0, 3)


def test_t20_decentralised_of_the_catalogue_at_the_baseline():
    place = empty_office()
    base = {"in_baseline": date(2021, 1, 1)}
    procedure(place, decentralised_by="QĐ 12/QĐ-UBND", decentralised_on=date(2022, 5, 1), **base)
    procedure(place, decentralised_by="QĐ (đề xuất)", **base)  # proposed is not done
    procedure(place, effective_to=date(2023, 1, 1), **base)  # abolished since: it was in the catalogue
    procedure(place)
    figure = counted(place, "decentralised")
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert left_out(figure) == {"after-baseline": 1}
    assert share(place, "decentralised", as_of=date(2022, 4, 30)) == (0, 3)


def test_t21_three_parts_apart_and_results_have_no_source():
    place = empty_office()
    with_form = procedure(place, form={"steps": []}, paper="Đơn đề nghị cấp giấy phép")
    without = procedure(place, paper="Mẫu đơn đăng ký gia hạn")
    for order, (version, name) in enumerate(
        ((with_form, "Tờ khai nhân sự"), (without, "Phiếu khai báo"), (without, "Đơn vị tư vấn: hợp đồng"),
         (without, "Bản sao giấy phép")), 2,
    ):  # fmt: skip
        PaperRequired.objects.create(version=version, order=order, key=f"giay-{order}", name=name)
    forms, declarations, results = services.figures("forms-digitised", agency_id=place.agency.pk, as_of=END)
    assert list(services.compare(forms)) == list(services.compare(declarations)) == []
    assert (forms.numerator, forms.denominator) == (1, 2)
    assert (declarations.numerator, declarations.denominator) == (1, 2)
    assert left_out(forms) == {"other-papers": 2, "declarations": 2}
    assert (results.answer, results.numerator, results.value) == ("no_source", None, None)


def test_by_unit_the_figures_add_up():
    place = office()
    accepted(place, on(2))
    accepted(place, on(2), "counter")
    found = services.by_unit("filed-online", agency_id=place.agency.pk, as_of=END)
    assert [(one.unit_id, one.numerator, one.denominator) for one in found] == [(place.division.pk, 1, 2)]
    assert share(place, "filed-online", unit=place.division.pk) == (1, 2)
    assert share(place, "filed-online", unit=place.leaders.pk) == (0, 0)


def test_what_nothing_counts_yet_is_words_and_never_nought():
    place = office()
    for key in ("online-payments", "results-digitised", "work-files"):
        found = services.figure(key, agency_id=place.agency.pk, as_of=END)
        assert (found.answer, found.value, found.numerator) == ("no_source", None, None)


def test_rows_that_one_may_not_see_are_counted_with_the_name_hidden():
    place = office()
    accepted(place, on(2))
    told = {"agency_id": place.agency.pk, "as_of": END, "at": on(3)}
    for viewer, opens in ((place.officer, True), (place.director, False), (None, False)):
        rows = services.rows("filed-online", "numerator", viewer=viewer, **told)
        assert [row.opens for row in rows] == [opens]


def test_the_last_twelve_months_oldest_first():
    place = office()
    accepted(place, on(2, month=10))
    accepted(place, on(2), "counter")
    found = services.trend("filed-online", agency_id=place.agency.pk, as_of=on(18))
    assert [figure.period.label for figure in found][-2:] == ["10/2026", "11/2026"]
    assert len(found) == 12
    assert [figure.value for figure in found][-2:] == [1, 0]
    assert rules.change(found) == -1


def test_open_work_that_may_yet_be_late_is_named():
    place = office(days=5)
    late, soon = accepted(place, on(2)), accepted(place, on(17))
    accepted(place, on(29, month=12))
    told = {"agency_id": place.agency.pk, "as_of": on(18)}
    found = services.endangering("on-time", reading="strict", **told)
    assert {row.pk for row in found} == {late.pk, soon.pk}


@pytest.mark.parametrize("size", [1, 12])
def test_a_figure_looks_at_no_dossier_however_many_there_are(size):
    place = office()
    for _ in range(size):
        accepted(place, on(2))
    told = {"agency_id": place.agency.pk, "as_of": on(18)}
    for ask in (
        lambda: services.figure("filed-online", **told),
        lambda: services.figure("on-time", reading="strict", **told),
        lambda: services.trend("on-time", reading="report", **told),
        lambda: services.figures("electronic-moves", **told),
        lambda: services.by_unit("filed-online", **told),
    ):
        with assert_queries(indicators_ledger=1):
            ask()
