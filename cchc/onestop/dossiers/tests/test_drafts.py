"""Drafts: begun once, kept step by step, carried to a new version, filed with or without an account."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.models import StoredFile
from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Behalf
from cchc.onestop.dossiers.models import Attachment, Dossier, Draft, DraftPaper
from cchc.onestop.dossiers.querysets import counter_of, whole_draft
from cchc.onestop.dossiers.tests.factories import MORNING, applicant_account, office, stored
from cchc.onestop.procedures.models import PaperRequired
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.tests.factories import VersionFactory

pytestmark = pytest.mark.django_db
PERSON = {"kind": "citizen", "name": "Rơ Châm H'Lưỡng", "phone": "0905000118", "email": "h@vi-du.vn"}


def begin(place, by=None, secret="", **told):
    return services.begin(
        rules_id=place.version.pk, by=by, secret=secret, behalf=Behalf.SELF, eligibility={}, person=PERSON,
        at=MORNING, **told,
    )  # fmt: skip


def photo():
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "JPEG")
    return ContentFile(made.getvalue(), "anh.jpg")


def test_a_draft_begun_twice_under_one_key_is_one():
    place, user, key = office(), applicant_account(), uuid7()
    assert begin(place, user, draft_id=key) == begin(place, user, draft_id=key)
    assert Draft.objects.count() == 1


def test_nobody_begins_in_a_draft_of_somebody_else():
    place, key = office(), uuid7()
    begin(place, applicant_account(), draft_id=key)
    with pytest.raises(PermissionDenied):
        begin(place, applicant_account(), draft_id=key)


def test_the_older_page_is_asked_before_it_overwrites_the_person():
    place, user = office(), applicant_account()
    draft = begin(place, user)
    shown = draft.saved["nguoi-nop"]
    told = {"draft_id": draft.pk, "by": user, "secret": "", "at": MORNING + timedelta(minutes=5)}
    services.save_person(person={"phone": "0905000119"}, seen=shown, **told)
    with pytest.raises(services.Changed) as raised:
        services.save_person(person={"phone": "0905000117"}, seen=shown, **told)
    assert raised.value.theirs == {"phone": "0905000119"}


def test_the_same_content_brought_twice_to_a_paper_is_one_file():
    place, user = office(), applicant_account()
    draft = begin(place, user)
    told = {"draft_id": draft.pk, "key": "phieu", "by": user, "secret": "", "at": MORNING}
    first = services.attach(upload=photo(), **told)
    assert services.attach(upload=photo(), **told) == first
    assert DraftPaper.objects.count() == 1


def test_a_file_with_malware_keeps_the_draft_from_being_filed():
    place, user = office(papers=1), applicant_account()
    draft = begin(place, user)
    file = stored(place.agency)
    services.add_file(draft_id=draft.pk, key="phieu", file=file, by=user, secret="", at=MORNING)
    type(file).objects.filter(pk=file.pk).update(state=FileState.INFECTED, threat="Eicar")
    with pytest.raises(services.CannotFile, match="mã độc"):
        services.submit(draft_id=draft.pk, by=user, secret="", at=MORNING)


def test_a_draft_goes_on_under_the_version_now_in_force():
    place, user = office(), applicant_account()
    draft = begin(place, user)
    services.save_answers(
        draft_id=draft.pk, step="x", answers={"may": "X1"}, seen=None, by=user, secret="", at=MORNING
    )
    type(place.version).objects.update(effective_to=date(2026, 11, 17), state="replaced")
    newer = VersionFactory(procedure=place.version.procedure, number=2, effective_from=date(2026, 11, 18))
    other = VersionFactory(procedure__agency=place.agency)
    generations.forget_all()
    told = {"draft_id": draft.pk, "by": user, "secret": "", "at": MORNING}
    draft = services.renew(rules_id=newer.pk, **told)
    assert (draft.rules_id, draft.answers) == (newer.pk, {"may": "X1"})
    with pytest.raises(PermissionDenied):
        services.renew(rules_id=other.pk, **told)


def test_whoever_files_without_an_account_gets_the_code_by_letter_and_no_table_keeps_it():
    place = office(papers=1, anonymous_allowed=True)
    draft = begin(place, secret="S" * 20)
    services.add_file(
        draft_id=draft.pk, key="phieu", file=stored(place.agency), by=None, secret="S" * 20, at=MORNING
    )
    dossier, code = services.submit(draft_id=draft.pk, by=None, secret="S" * 20, at=MORNING)
    assert services.by_secret(number=dossier.reference, code=code.lower().replace("-", " ")) == dossier
    assert services.send_code(dossier_id=dossier.pk)
    assert code in mail.outbox[0].body
    assert code.replace("-", "") not in dossier.secret


def test_only_own_files_of_accepted_dossiers_are_offered_again():
    place, user = office(papers=1), applicant_account()
    PaperRequired.objects.filter(version=place.version).update(kind="phieu-khai-bao")
    draft = begin(place, user)
    services.add_file(draft_id=draft.pk, key="phieu", file=stored(place.agency), by=user, secret="", at=MORNING)
    dossier, _ = services.submit(draft_id=draft.pk, by=user, secret="", at=MORNING)
    offers = Attachment.objects.reusable(user, ["phieu-khai-bao", ""], MORNING)
    assert not offers.exists()  # not yet accepted
    services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)
    assert [offer.paper_kind for offer in offers.all()] == ["phieu-khai-bao"]
    assert not Attachment.objects.reusable(applicant_account(), ["phieu-khai-bao"], MORNING).exists()
    assert not Attachment.objects.reusable(user, ["khac"], MORNING).exists()


def test_the_files_of_a_draft_go_with_it_and_those_of_a_dossier_stay():
    place, user = office(papers=1), applicant_account()
    PaperRequired.objects.filter(version=place.version).update(kind="phieu-khai-bao")
    filed = begin(place, user)
    told = {"by": user, "secret": "", "at": MORNING}
    kept = stored(place.agency, "da-nop.pdf")
    services.add_file(draft_id=filed.pk, key="phieu", file=kept, **told)
    dossier, _ = services.submit(draft_id=filed.pk, **told)
    services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)
    draft = begin(place, user)
    offer = Attachment.objects.get()
    services.add_file(draft_id=draft.pk, key="phieu", file=offer.file, reused_from=offer, **told)
    row = services.attach(draft_id=draft.pk, key="phieu", upload=photo(), **told)
    services.remove_file(draft_id=draft.pk, paper_id=row.pk, **told)
    assert list(StoredFile.objects.all()) == [kept]
    services.attach(draft_id=draft.pk, key="phieu", upload=photo(), **told)
    services.discard(draft_id=draft.pk, **told)
    assert list(StoredFile.objects.all()) == [kept]
    late = begin(place, user)
    services.attach(draft_id=late.pk, key="phieu", upload=photo(), **told)
    assert services.expire(at=MORNING + timedelta(days=31)) == 1
    assert list(StoredFile.objects.all()) == [kept]


def complete(place, user):
    draft = begin(place, user)
    services.add_file(draft_id=draft.pk, key="phieu", file=stored(place.agency), by=user, secret="", at=MORNING)
    return draft


def test_a_draft_as_the_page_read_it_is_filed_by_one_statement():
    place, user = office(papers=1), applicant_account()
    shown = whole_draft(complete(place, user).pk)
    told = {"draft_id": shown.pk, "by": user, "secret": "", "at": MORNING}
    services.gaps(shown, snapshot(place.version.pk), MORNING)
    counter_of(place.agency.pk), calendar_of(place.agency.pk)
    with assert_queries(dossiers_dossier=1):
        dossier, _ = services.submit(draft=shown, **told)
    assert Draft.objects.get().dossier == dossier
    assert Attachment.objects.get().paper.dossier == dossier


def test_a_draft_that_another_tab_changed_meanwhile_is_filed_as_it_is_now():
    place, user = office(papers=1), applicant_account()
    shown = whole_draft(complete(place, user).pk)
    told = {"draft_id": shown.pk, "by": user, "secret": "", "at": MORNING}
    services.save_person(person={"phone": "0905000777"}, **told)
    dossier, _ = services.submit(draft=shown, **told)
    assert dossier.phone == "0905000777"


def test_a_draft_filed_twice_from_one_page_is_one_dossier():
    place, user = office(papers=1), applicant_account()
    key = complete(place, user).pk
    told = {"draft_id": key, "by": user, "secret": "", "at": MORNING}
    first, second = whole_draft(key), whole_draft(key)
    assert services.submit(draft=first, **told)[0] == services.submit(draft=second, **told)[0]
    assert Dossier.objects.count() == 1
