"""What no browser sends, and every scanner does: answered, not failed."""

import pytest

from cchc.onestop.dossiers.tests.factories import applicant_account, office, taken_in, with_specialist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/ho-so/000%00", "/thu-tuc/%00", "/tra-cuu?so=%00", "/tim-kiem?q=%00", "/?x=%00", "/khong-co%00"]
)
def test_a_nul_in_an_address_is_a_damaged_request(client, path):
    taken_in(office())
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/viec?q=%00", "/viec?tab=%00", "/quan-tri/nhat-ky?nguoi=%00"])
def test_so_it_is_at_the_desk(client, path):
    client.force_login(office().officer)
    assert client.get(path).status_code == 400


def test_a_nul_in_what_was_typed_fails_nothing(client):
    place = office()
    dossier = with_specialist(place)
    client.force_login(place.specialist)
    sent = {"verdict": "not_good", "words": "hết\0hạn"}
    assert client.post(f"/viec/ho-so/{dossier}/giay-to/phieu", sent).status_code == 400


@pytest.mark.parametrize("number", ["9" * 30, "-1", "½", "1e5"])
def test_numbers_out_of_reach_are_not_there(client, number):
    place = office()
    client.force_login(place.officer)
    for path in (f"/viec/ho-so/{number}", f"/viec/ho-so/x/phieu-bo-sung/{number}", f"/viec?sau={number}"):
        assert client.get(path).status_code in (200, 400, 404)
    client.force_login(applicant_account())
    for path in (f"/ho-so/{number}", f"/ho-so-cua-toi?sau={number}", f"/thong-bao?sau={number}"):
        assert client.get(path).status_code in (200, 400, 404)
