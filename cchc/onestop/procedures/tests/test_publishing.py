"""Many drafts published at once, by the service and on its page."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.kernel.lifecycle import Stale
from cchc.kernel.testing import Browser
from cchc.onestop.procedures import services
from cchc.onestop.procedures.choices import State
from cchc.onestop.procedures.models import Version
from cchc.onestop.procedures.tests.factories import LAW, NOON
from cchc.onestop.procedures.tests.test_services import content, keeper_of
from cchc.onestop.procedures.tests.test_views import words_of

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2021, 1, 1)
STEPS = content().steps
UNSOUND = (*STEPS, replace(STEPS[1], key="treo", name="Bước treo"))


@pytest.fixture
def agency():
    agency = AgencyFactory()
    UnitFactory(agency=agency, code="CCTDC")
    return agency


@pytest.fixture
def desk(agency):
    browser = Browser()
    browser.force_login(keeper_of(agency))
    return browser


def drafted(agency, code, *, effective_from=None, **told):
    return services.draft(
        agency=agency, content=content(code=code, **told), effective_from=effective_from, by=None, at=NOON
    )


def shown(*versions):
    return {version.pk: version.revision for version in versions}


def publish(agency, drafts, effective_on=FIRST_DAY):
    return services.publish_many(agency=agency, drafts=drafts, effective_on=effective_on, by=None, at=NOON)


def page(desk, agency, *versions, day="01/01/2021", query=""):
    url = f"{reverse('procedures:publish-many')}?co-quan={agency.pk}{query}"
    ticked = [f"{version.pk}-{version.revision}" for version in versions]
    return desk.post(url, {"draft": ticked, "effective_on": day})


def states(*versions):
    return [Version.objects.get(pk=version.pk).state for version in versions]


def test_each_draft_is_in_force_from_its_own_day_or_from_the_one_that_was_said(agency):
    own, other = drafted(agency, "1.000001", effective_from=LAW), drafted(agency, "1.000002")
    done = publish(agency, shown(own, other))
    assert [(one.state, one.effective_from) for one in done] == [
        (State.PUBLISHED, LAW), (State.PUBLISHED, FIRST_DAY)
    ]  # fmt: skip


def test_where_one_cannot_be_published_none_is(agency):
    sound, unsound = drafted(agency, "1.000001"), drafted(agency, "1.000002", steps=UNSOUND)
    with pytest.raises(services.NotAll) as raised:
        publish(agency, shown(sound, unsound))
    assert [one.code for one in raised.value.found] == ["1.000002"]
    assert "Không bước nào chuyển đến “Bước treo”" in str(raised.value)
    assert states(sound, unsound) == [State.DRAFT, State.DRAFT]


def test_a_draft_changed_since_it_was_shown_is_not_published(agency):
    version = drafted(agency, "1.000001")
    drafts = shown(version)
    services.change_draft(
        version_id=version.pk, revision=version.revision, content=content(code="1.000001", name="Tên khác"),
        by=None, at=NOON,
    )  # fmt: skip
    with pytest.raises(services.NotAll) as raised:
        publish(agency, drafts)
    assert isinstance(raised.value.found[0].why, Stale)


def test_drafts_of_another_agency_are_not_touched(agency):
    theirs = drafted(AgencyFactory(), "1.000001")
    assert publish(agency, shown(theirs)) == []
    assert states(theirs) == [State.DRAFT]


def test_the_page_has_every_draft_ticked_but_those_that_cannot_be_published(desk, agency):
    sound, unsound = drafted(agency, "1.000001"), drafted(agency, "1.000002", steps=UNSOUND)
    text = desk.get(reverse("procedures:publish-many")).text
    assert f'value="{sound.pk}-{sound.revision}"' in text
    assert text.count(" checked>") == 1
    assert "Không bước nào chuyển đến “Bước treo”" in text
    assert unsound.procedure.code in text


def test_what_is_ticked_is_published_from_the_day_on(desk, agency):
    first, second, third = (drafted(agency, f"1.00000{n}") for n in (1, 2, 3))
    response = page(desk, agency, first, third)
    assert response.status_code == 302
    assert states(first, second, third) == [State.PUBLISHED, State.DRAFT, State.PUBLISHED]
    assert "Đã công bố 2 thủ tục." in words_of(desk.get(response["Location"]))


def test_what_cannot_be_published_says_why_at_its_row_and_keeps_the_ticks(desk, agency):
    before = drafted(agency, "1.000001")
    services.publish(version_id=before.pk, revision=before.revision, effective_on=LAW, by=None, at=NOON)
    again, other = drafted(agency, "1.000001", name="Bản sau"), drafted(agency, "1.000002")
    response = page(desk, agency, again, other, day=f"{LAW:%d/%m/%Y}")
    assert response.status_code == 409
    assert f"có bản có hiệu lực từ {LAW:%d/%m/%Y} hoặc sau đó" in words_of(response)
    assert f'href="#ban-{again.pk}"' in response.text
    assert response.text.count(" checked>") == 2
    assert states(again, other) == [State.DRAFT, State.DRAFT]


@pytest.mark.parametrize(("day", "ticked", "words"), [
    ("31/02/2021", True, "Ngày có hiệu lực phải là ngày có thật"),
    ("01/01/2021", False, "Chọn ít nhất một bản thảo."),
])  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk, agency, day, ticked, words):
    version = drafted(agency, "1.000001")
    response = page(desk, agency, *([version] if ticked else []), day=day)
    assert response.status_code == 422
    assert words in response.text
    assert day in response.text
    assert states(version) == [State.DRAFT]


def test_a_filter_narrows_what_is_offered(desk, agency):
    drafted(agency, "1.000001", name="Cấp giấy phép")
    drafted(agency, "1.000002", name="Khai báo thiết bị")
    text = desk.get(reverse("procedures:publish-many") + "?q=khai+bao").text
    assert "1.000002" in text
    assert "1.000001" not in text


def test_without_a_draft_the_page_says_so(desk):
    assert "Không có bản thảo nào chờ công bố" in desk.get(reverse("procedures:publish-many")).text


def test_who_does_not_keep_the_agencys_catalogue_does_not_find_it(desk):
    other = AgencyFactory()
    version = drafted(other, "1.000001")
    assert page(desk, other, version).status_code == 404
    assert states(version) == [State.DRAFT]
