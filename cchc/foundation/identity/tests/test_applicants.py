"""Whose dossiers they are: found by their number, shown to nobody who only declares it, proved by the card."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import ApplicantKind, Right
from cchc.foundation.identity.models import Applicant, Link
from cchc.foundation.identity.services import WrongApplicant
from cchc.foundation.identity.tests.factories import (
    NOON,
    AccountFactory,
    AgencyFactory,
    ApplicantFactory,
    StaffFactory,
    officer_of,
)
from cchc.foundation.identity.tests.situations import NUMBER, declared, recorded
from cchc.kernel.lifecycle import Stale

pytestmark = pytest.mark.django_db


def test_a_number_finds_its_applicant_again_however_it_is_typed():
    first = declared(number="052 187 000 123", phone="+84 905 123 456", address="Pleiku")
    assert declared() == first
    assert (first.number, first.phone, first.search) == (
        NUMBER, "0905123456", "nguyen thi ngoc huyen 052187000123 0905123456",
    )  # fmt: skip
    assert list(Applicant.objects.matching("huyền 0001")) == [first]
    assert recorded("ApplicantMade") == 1


def test_without_a_number_everybody_is_their_own():
    assert declared(number="") != declared(number="")


def test_a_declared_number_shows_nobody_the_name_of_who_has_it():
    owner = declared(seen=True)
    stranger = declared(name="Kẻ Mạo Danh", address="Đâu đó")
    assert stranger != owner
    assert (stranger.name, stranger.number, stranger.declared) == ("Kẻ Mạo Danh", "", NUMBER)
    assert declared(name="Kẻ  mạo danh") == stranger
    owner.refresh_from_db()
    assert (owner.name, owner.address) == ("Nguyễn Thị Ngọc Huyền", "")


def test_a_declaration_changes_nothing_of_a_row_that_exists():
    for seen in (True, False):
        number = f"05218700{seen:04}"
        first = declared(number=number, seen=seen, phone="0905123456")
        assert declared(number=number, phone="0911222333", name="NGUYEN THI NGOC HUYEN") == first
        first.refresh_from_db()
        assert (first.name, first.phone) == ("Nguyễn Thị Ngọc Huyền", "0905123456")


def test_the_card_takes_the_number_from_who_only_declared_it():
    liar = declared(name="Kẻ Mạo Danh")
    officer = officer_of(AgencyFactory(), Right.RECEIVE)
    owner = declared(seen=True, by=officer)
    liar.refresh_from_db()
    assert owner != liar
    assert (owner.number, owner.seen_by, owner.seen_at) == (NUMBER, officer, NOON)
    assert (liar.number, liar.declared, liar.name) == ("", NUMBER, "Kẻ Mạo Danh")
    assert recorded("NumberTakenBack") == 1


def test_the_card_corrects_what_was_known():
    first = declared(address="Pleiku")
    seen = declared(name="Nguyễn Thị Ngọc Huyền", seen=True, address="Quy Nhơn")
    assert seen == first
    assert (seen.address, seen.seen_at) == ("Quy Nhơn", NOON)
    renamed = declared(name="Nguyễn Thị Ngọc Huyền Trân", seen=True)
    assert renamed == first
    assert renamed.search.startswith("nguyen thi ngoc huyen tran")
    assert renamed.address == "Quy Nhơn"


def test_a_known_applicant_at_the_counter_costs_one_statement(django_assert_num_queries):
    declared(seen=True, phone="0905123456")
    with django_assert_num_queries(3):  # of which two are the savepoint
        declared(seen=True, phone="0905 123 456")


def test_only_officers_look_up_and_every_look_is_recorded():
    agency = AgencyFactory()
    officer = officer_of(agency, Right.RECEIVE)
    owner = declared()
    assert services.look_up(kind=ApplicantKind.CITIZEN, number="052 187 000123", by=officer, at=NOON) == owner
    assert services.look_up(kind=ApplicantKind.CITIZEN, number="", by=officer, at=NOON) is None
    assert [entry.subject_id for entry in Entry.objects.looks().order_by("pk")] == [str(owner.pk), ""]
    with pytest.raises(PermissionDenied):
        services.look_up(
            kind=ApplicantKind.CITIZEN, number=NUMBER, by=officer_of(agency, Right.MANAGE_PEOPLE), at=NOON
        )


def test_an_account_is_linked_by_an_officer_who_saw_the_papers_and_unlinked():
    officer = officer_of(AgencyFactory(), Right.RECEIVE)
    account, applicant = AccountFactory(), declared()
    row = services.link(user=account, applicant=applicant, by=officer, at=NOON)
    assert services.link(user=account, applicant=applicant, by=officer, at=NOON) == row
    applicant.refresh_from_db()
    assert applicant.seen_by == officer
    with pytest.raises(PermissionDenied):
        services.link(user=account, applicant=applicant, by=account, at=NOON)
    with pytest.raises(WrongApplicant):
        services.link(user=StaffFactory(), applicant=applicant, by=officer, at=NOON)
    services.unlink(user=account, applicant=applicant, by=account, at=NOON)
    assert Link.objects.filter(ended_at=None).count() == 0
    with pytest.raises(Stale):
        services.unlink(user=account, applicant=applicant, by=officer, at=NOON)


def test_a_declared_number_is_proved_by_the_card_unless_another_proved_it():
    liar, officer = declared(name="Kẻ Mạo Danh"), officer_of(AgencyFactory(), Right.RECEIVE)
    true = declared()
    assert true.declared == NUMBER
    services.mark_seen(applicant=true, by=officer, at=NOON)
    true.refresh_from_db()
    liar.refresh_from_db()
    assert (true.number, liar.declared) == (NUMBER, NUMBER)
    with pytest.raises(WrongApplicant):
        services.mark_seen(applicant=liar, by=officer, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [True, False])
def test_two_counters_at_once_make_one_applicant(seen):
    gate, found, failures = threading.Barrier(6), [], []

    def counter():
        try:
            gate.wait()
            for n in range(12):
                found.append(declared(number=f"0521870001{n:02}", seen=seen).pk)
        except Exception as error:  # noqa: BLE001 - shown below, in the thread of the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=counter) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Applicant.objects.count() == 12
    assert len(set(found)) == 12
    assert recorded("ApplicantMade") == 12


def test_the_database_keeps_one_number_for_one_applicant():
    ApplicantFactory(number=NUMBER)
    with connection.cursor() as cursor, pytest.raises(Exception, match="applicant_number"):
        cursor.execute(
            "INSERT INTO identity_applicant (kind, name, number, declared, folded, address, phone, email, search,"
            " is_demo) VALUES ('citizen', 'A', %s, '', '', '', '', '', '', false)",
            [NUMBER],
        )
