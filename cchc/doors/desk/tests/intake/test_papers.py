"""What is handed in: ticks, counts, files, and what lies with the office already."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from cchc.doors.desk.tests.intake.situations import PAGE, on_file, pdf, typed, unmarked, without
from cchc.foundation.work.models import WorkItem
from cchc.kernel.clock import today
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier, Paper
from cchc.onestop.dossiers.tests import factories

pytestmark = pytest.mark.django_db


def test_a_paper_that_was_not_ticked_is_asked_about(counter, place):
    answer = counter.post(PAGE, without(typed(place), "in-giay-2"))
    assert answer.status_code == 422
    assert "Đánh dấu đã nhận “Giấy tờ 2”, hoặc bấm Yêu cầu bổ sung" in unmarked(answer.text)


def test_one_tick_stands_for_all_papers_and_counts_are_written_down(counter, place):
    fields = without(typed(place, papers_all="1"), "in-phieu", "in-giay-2")
    assert counter.post(PAGE, fields | {"originals-phieu": "0", "copies-phieu": "2"}).status_code == 303
    first, second = Paper.objects.order_by("position")
    assert (first.handed_in, first.on_paper, first.originals, first.copies) == (True, True, 0, 2)
    assert (second.handed_in, second.originals) == (True, 1)
    answer = counter.post(PAGE, fields | {"dossier_id": str(uuid7()), "originals-phieu": "nhiều"})
    assert "Số bản của “Phiếu khai báo” phải từ 0 đến 99" in unmarked(answer.text)


def test_files_are_kept_when_something_else_is_wrong_and_go_with_the_paper(counter, place):
    answer = counter.post(PAGE, typed(place, name="") | {"file-phieu": pdf()})
    assert answer.status_code == 422
    kept = answer.context["typed"].paper("phieu").kept
    assert "so-do.pdf" in answer.text
    counter.post(PAGE, typed(place) | {"kept-phieu": kept, "originals-phieu": "0", "copies-phieu": "0"})
    paper = Paper.objects.get(key="phieu")
    assert [row.file.name for row in paper.attachments.all()] == ["so-do.pdf"]
    assert not paper.on_paper


def test_a_file_goes_up_by_itself_and_a_wrong_one_is_refused_in_words(counter, place):
    fields = {"counter": place.counter.pk, "rules": place.version.pk, "key": "phieu"}
    answer = counter.post(f"{PAGE}/tep", fields | {"file": pdf()})
    assert 'name="kept-phieu"' in answer.text
    answer = counter.post(f"{PAGE}/tep", fields | {"file": SimpleUploadedFile("phim.mov", b"\0\0\0\x14ftypqt  ")})
    assert answer.status_code == 422
    assert "phim.mov" in answer.text


def test_a_file_of_somebody_else_is_left_out(counter, place):
    file = factories.stored(place.agency)
    counter.post(PAGE, typed(place) | {"kept-phieu": [str(file.pk), "rác"]})
    assert not Paper.objects.get(key="phieu").attachments.exists()


def test_what_the_person_has_on_file_is_offered_and_used_again(counter, place):
    kept = on_file(place)
    page = counter.post(PAGE, without(typed(place, act="xem"), "in-phieu"))
    assert "Dùng lại bản nộp ngày 18/11/2026" in unmarked(page.text)
    assert f"/tep/{kept.pk}" in page.text
    fields = typed(place, **{"known": page.context["typed"].known, "reuse-phieu": str(kept.pk)})
    answer = counter.post(PAGE, without(fields, "in-phieu"))
    assert answer.status_code == 303
    paper = Paper.objects.get(dossier=fields["dossier_id"], key="phieu")
    assert (paper.handed_in, paper.on_paper, paper.originals) == (True, False, 0)
    again = paper.attachments.get()
    assert (again.reused_from, again.file_id) == (kept, kept.file_id)


def test_nobody_uses_again_what_is_not_theirs_or_without_a_card_in_hand(counter, place):
    kept = on_file(place)
    page = counter.post(PAGE, typed(place, act="xem"))
    told = {"known": page.context["typed"].known, "reuse-phieu": str(kept.pk)}
    unseen = counter.post(PAGE, without(typed(place, **told), "in-phieu", "seen"))
    assert unseen.status_code == 422
    assert "Xem giấy tờ tùy thân rồi đánh dấu" in unmarked(unseen.text)
    stranger = counter.post(
        PAGE, without(typed(place, **told, number="052187000023", name="Siu H'Čĕn"), "in-phieu")
    )
    assert stranger.status_code == 422
    assert Dossier.objects.count() == 1
    with pytest.raises(services.CannotTakeIn):
        services.intake(
            dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter",
            person=services.Person(kind="citizen", number="052187000023", name="Siu H'Čĕn", seen=True),
            papers=[services.PaperIn(key="phieu", handed_in=True, reused=[kept])], by=place.officer,
            at=factories.MORNING,
        )  # fmt: skip


def test_a_paper_found_not_good_is_not_offered_again(counter, place):
    kept = on_file(place)
    Paper.objects.filter(pk=kept.paper_id).update(verdict="not_good", words="Mờ")
    page = counter.post(PAGE, typed(place, act="xem"))
    assert "Dùng lại bản nộp" not in unmarked(page.text)


def test_a_request_at_the_counter_may_name_the_day_until_which_to_supply(counter, place):
    fields = without(typed(place, act="gui-bo-sung"), "in-giay-2") | {"words-giay-2": "Thiếu bản có dấu"}
    wrong = counter.post(PAGE, fields | {"supply_on": "31/02/2026"})
    assert (wrong.status_code, "31/02/2026" in wrong.text) == (422, True)
    assert "phải là ngày có thật" in wrong.text
    gone = counter.post(PAGE, fields | {"supply_on": "05/02/2020"})
    assert gone.status_code == 422
    assert "Ngày bổ sung phải sau hôm nay" in gone.text
    assert not Dossier.objects.exists()
    day = today() + timedelta(days=30)
    assert counter.post(PAGE, fields | {"supply_on": f"{day:%d/%m/%Y}"}).status_code == 303
    assert localtime(Dossier.objects.get().supplements.get().supply_by).date() == day


def test_who_lacks_papers_gets_one_request_and_no_number(counter, place):
    fields = without(typed(place, act="bo-sung"), "in-giay-2")
    panel = counter.post(PAGE, fields)
    assert panel.status_code == 200
    assert 'name="words-giay-2"' in panel.text
    answer = counter.post(PAGE, fields | {"act": "gui-bo-sung", "words-giay-2": "Thiếu bản có dấu"})
    dossier = Dossier.objects.get()
    assert (answer["Location"], dossier.number) == (f"{PAGE}?moi={dossier.reference}", "")
    assert dossier.state == State.SUPPLEMENT
    assert dossier.supplements.get().items == [{"key": "giay-2", "name": "Giấy tờ 2", "words": "Thiếu bản có dấu"}]
    assert WorkItem.objects.open().about(dossier.pk).count() == 1
    assert "Đã ghi yêu cầu bổ sung" in counter.get(answer["Location"]).text
    paper = counter.get(f"{PAGE}/{dossier.reference}/phieu-yeu-cau-bo-sung.pdf")
    assert paper.content.startswith(b"%PDF")
    assert counter.get(f"{PAGE}/{dossier.reference}/giay-hen.pdf").status_code == 404
    again = counter.post(PAGE, fields | {"act": "gui-bo-sung", "words-giay-2": "Thiếu bản có dấu"})
    assert again["Location"] == answer["Location"]


def test_a_request_for_nothing_is_not_sent(counter, place):
    answer = counter.post(PAGE, typed(place, act="gui-bo-sung"))
    assert answer.status_code == 422
    assert "Ghi nội dung cần bổ sung" in answer.text
    counter.post(PAGE, typed(place, act="gui-bo-sung", message="Ký lại đơn"))
    assert Dossier.objects.get().supplements.get().items[0]["words"] == "Ký lại đơn"
