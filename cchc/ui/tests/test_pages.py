from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from cchc.kernel.access import anyone
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.ui import context, errors, faults, hooks, menu, samples
from cchc.ui.middleware import AnswerErrors
from cchc.ui.views import gallery

OFFICE = context.Office(
    1, "Sở Khoa học và Công nghệ", "Department of Science", "Sở KH&CN", "01 đường", "02690000000", "a@b.example"
)


PARTS = [
    "status-badge",
    "due-badge",
    "timeline",
    "person-chip",
    "file-row",
    "figure-card",
    "target-bar",
    "chart-with-table",
    "filter-bar",
    "data-table",
    "empty-state",
    "error-summary",
    "step-indicator",
    "process-diagram",
    "confirm-dialog",
    "toast-live",
    "skeleton",
    "deadline-days",
    "paper-viewer",
]


@pytest.fixture(autouse=True)
def office(monkeypatch):
    """An office without a database."""
    monkeypatch.setattr(context, "top_office", lambda day: OFFICE)
    monkeypatch.setattr(context, "holds_demonstration", lambda: True)
    monkeypatch.setattr(hooks, "hooks", hooks.Hooks())
    monkeypatch.setattr(context, "hooks", hooks.hooks)
    monkeypatch.setattr(menu, "_entries", {})


def staff(**more):
    fields = {"full_name": "Võ Quỳnh Khuê", "agency": SimpleNamespace(short_name="Sở KH&CN"), "grants": ()}
    return SimpleNamespace(is_authenticated=True, is_staff=True, is_active=True, pk=1, **(fields | more))


def asked(path="/", user=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user or AnonymousUser()
    return request


def text(answer):
    return answer.content.decode()


def test_public_pages_say_office_telephone_and_demonstration():
    page = render_to_string("ui/public.html", {}, asked("/"))
    for words in (
        "Sở Khoa học và Công nghệ",
        "0269 000 0000",
        "DỮ LIỆU MINH HỌA",
        'data-density="public"',
        "skip-link",
    ):
        assert words in page


def test_each_page_links_to_itself_in_the_other_language():
    site = context.Site(asked("/thu-tuc/1?ban=2"))
    with translation.override("vi"):
        assert [language.url for language in context.Site(asked("/thu-tuc/1?ban=2")).other_languages] == [
            "/en/thu-tuc/1?ban=2"
        ]
    with translation.override("en"):
        assert [language.url for language in context.Site(asked("/en/thu-tuc/1")).other_languages] == [
            "/thu-tuc/1"
        ]
        assert [language.url for language in context.Site(asked("/en")).other_languages] == ["/"]
        assert site.office.title == "Department of Science"


def test_the_other_language_leads_back_to_the_page_in_that_language():
    with translation.override("vi"):
        (english,) = context.Site(asked("/dang-nhap?next=/nop-ho-so/1")).other_languages
    assert english.url == "/en/dang-nhap?next=/en/nop-ho-so/1"


def test_a_menu_line_without_its_page_is_left_out():
    menu.register("nowhere", "Không có", "no:such-page", anyone)
    menu.register("gallery", "Thư viện", "desk:gallery", anyone, lambda user: 3)
    lines = menu.lines(menu.DESK, staff(), "/thu-vien-giao-dien")
    assert [(line.label, line.current, line.count) for line in lines] == [("Thư viện", True, 3)]


def test_a_menu_line_is_shown_to_whom_its_check_admits():
    menu.register("gallery", "Thư viện", "desk:gallery", lambda user: user.is_staff)
    assert menu.lines(menu.DESK, AnonymousUser(), "/") == []


def test_two_places_may_use_one_key():
    menu.register("procedures", "Thủ tục", "desk:gallery", anyone)
    menu.register("procedures", "Thủ tục", "desk:gallery", anyone, place=menu.PUBLIC)
    assert len(menu.lines(menu.DESK, staff(), "/")) == len(menu.lines(menu.PUBLIC, staff(), "/")) == 1


def test_a_menu_has_no_other_places():
    with pytest.raises(ValueError, match="attic"):
        menu.register("x", "X", "x", anyone, place="attic")


def test_a_stand_in_is_told_whose_work_it_is(monkeypatch):
    monkeypatch.setattr(context, "names_of", lambda ids: {2: "Trần Quốc Bảo"})
    grant = SimpleNamespace(for_id=2, runs_on=lambda day: True)
    page = render_to_string("ui/desk.html", {}, asked("/", staff(grants=(grant,))))
    assert "Đang làm thay" in page
    assert "Trần Quốc Bảo" in page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("density", ["", "?mat-do=cong-khai"])
def test_the_gallery_shows_every_component(language, density):
    with translation.override(language):
        page = text(gallery(asked(f"/thu-vien-giao-dien{density}", staff())))
    assert "<c-" not in page
    assert "{%" not in page
    for part in PARTS:
        assert f'class="{part}' in page or f" {part}" in page, part


def test_the_gallery_is_for_the_staff(client):
    answer = client.get("/thu-vien-giao-dien")
    assert answer.headers["Location"].startswith("/dang-nhap")


# Errors


def test_who_may_not_is_told_the_right_and_whom_to_ask():
    page = errors.forbidden(asked(user=staff()), PermissionDenied("Việc này cần quyền “Phân công”."))
    assert page.status_code == 403
    assert "Việc này cần quyền “Phân công”." in text(page)
    assert "0269 000 0000" in text(page)
    assert 'data-density="desk"' in text(page)


def test_a_citizen_gets_errors_in_the_public_frame():
    page = errors.not_found(asked())
    assert page.status_code == 404
    assert 'data-density="public"' in text(page)
    assert "<title>Lỗi: Không có trang này" in " ".join(text(page).split())


def test_a_failure_has_a_code_and_changes_nothing(caplog):
    page = errors.failed(asked())
    assert page.status_code == 500
    assert "Chưa thực hiện được, chưa có gì thay đổi" in text(page)
    assert "Mã sự cố" in text(page)


def test_a_failure_is_answered_without_a_database_too(monkeypatch):
    def down(day):
        raise DatabaseError

    monkeypatch.setattr(context, "top_office", down)
    page = errors.failed(asked())
    assert page.status_code == 500
    assert "Mã sự cố" in text(page)


def test_a_failing_page_is_not_answered_by_a_failing_page(monkeypatch):
    def broken(day):
        raise ZeroDivisionError

    monkeypatch.setattr(context, "top_office", broken)
    assert "Mã sự cố" in text(errors.failed(asked()))


def test_a_lost_race_says_who_was_faster():
    at = samples.at(18, 9, 12)
    page = errors.conflict(asked(user=staff()), Stale("Trần Quốc Bảo", at))
    assert page.status_code == 409
    words = text(page).replace('<span class="fig">', "").replace("</span>", "")
    assert "Trần Quốc Bảo đã xử lý việc này lúc 09:12 ngày 18/11/2026" in words


@pytest.mark.parametrize("exception", [Stale(), NotAllowed("received", "answer")])
def test_a_conflict_that_a_view_lets_through_is_409(exception):
    answer = AnswerErrors(lambda request: HttpResponse()).process_exception(asked(), exception)
    assert answer is not None
    assert answer.status_code == 409


def test_other_exceptions_rise():
    assert AnswerErrors(lambda request: HttpResponse()).process_exception(asked(), KeyError()) is None


def test_asking_too_often_says_when_again():
    answer = AnswerErrors(lambda request: HttpResponse()).process_exception(asked(), errors.TooMany(wait=90))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")


def test_too_much_at_once_is_413():
    assert errors.bad_request(asked(), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(asked()).status_code == 400


def test_a_wrong_method_gets_a_page_and_keeps_what_is_allowed():
    answer = AnswerErrors(lambda request: HttpResponseNotAllowed(["POST"]))(asked())
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>" in text(answer)


def test_htmx_is_sent_to_sign_in_as_a_whole_page_and_back():
    away = HttpResponse(status=302, headers={"Location": "/dang-nhap?next=/viec/dong"})
    request = asked("/viec/dong", **{"HX-Request": "true", "HX-Current-URL": "http://testserver/viec"})
    answer = AnswerErrors(lambda request: away)(request)
    assert answer["HX-Redirect"] == "/dang-nhap?next=http%3A%2F%2Ftestserver%2Fviec"


def test_htmx_is_not_sent_to_a_foreign_page():
    away = HttpResponse(status=302, headers={"Location": "/dang-nhap"})
    request = asked("/viec/dong", **{"HX-Request": "true", "HX-Current-URL": "http://evil.example/"})
    assert AnswerErrors(lambda request: away)(request)["HX-Redirect"] == "/dang-nhap"


def test_a_stale_form_of_a_stranger_is_a_session_that_is_over():
    assert "Phiên đã hết" in text(errors.refused_form(asked()))
    assert "biểu mẫu không còn hiệu lực" in text(errors.refused_form(asked(user=staff())))
    words = text(errors.session_over(asked(), samples.at(18, 9, 41))).replace('<span class="fig">', "")
    assert "nội dung đã lưu lúc 09:41" in words


# Forms


def test_a_field_shows_label_hint_error_control_in_that_order():
    field = str(samples.filled()["number"].as_field_group())
    places = [field.index(part) for part in ("<label", "_helptext", 'class="error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_f-number_helptext id_f-number_error"' in field
    assert 'aria-invalid="true"' in field


def test_what_need_not_be_filled_in_says_so():
    form = samples.SampleForm()
    assert "(không bắt buộc)" in str(form["note"].as_field_group())
    assert "(không bắt buộc)" not in str(form["name"].as_field_group())


def test_radios_are_a_group_with_a_legend():
    assert "<legend>Nhận kết quả" in str(samples.SampleForm()["way"].as_field_group())


class Measure(forms.Form):
    name = forms.CharField(label="Họ và tên", max_length=5)
    day = forms.DateField(label="Ngày sinh")
    number = forms.IntegerField(label="Số máy", max_value=9)
    email = forms.EmailField(label="Thư điện tử")
    place = forms.ChoiceField(label="Nơi nhận", choices=[("a", "A")])
    agrees = forms.BooleanField(label="Tôi cam đoan")
    own = forms.CharField(label="Lý do", error_messages={"required": "Ghi lý do dừng"})


def test_errors_repeat_the_label():
    with translation.override("vi"):
        form = Measure({"name": "Nguyễn", "day": "31/02/2026", "number": "12", "email": "x", "place": "b"})
        assert {name: faults.words_of(form[name]) for name in form.fields} == {
            "name": ["Họ và tên dài tối đa 5 ký tự, đang có 6"],
            "day": ["Ngày sinh phải là ngày có thật, ví dụ 05/02/2026"],
            "number": ["Số máy không được lớn hơn 9"],
            "email": ["Thư điện tử phải có dạng ten@vidu.vn"],
            "place": ["Chọn nơi nhận trong danh sách"],
            "agrees": ["Đánh dấu vào ô “Tôi cam đoan”"],
            "own": ["Ghi lý do dừng"],
        }


def test_the_summary_says_the_same_words_as_the_fields_and_leads_to_them():
    form = samples.filled()
    summary = render_component('<c-error-summary :form="form" />', form=form)
    for field in form:
        for words in faults.words_of(field):
            assert words.split("12")[0] in summary
    assert 'href="#id_f-number"' in summary


def test_no_summary_without_errors():
    assert render_component('<c-error-summary :form="form" />', form=samples.SampleForm()).strip() == ""


@pytest.mark.parametrize(
    ("label", "inside"), [("Ngày sinh", "ngày sinh"), ("CMND", "CMND"), ("X-quang", "X-quang"), ("", "")]
)
def test_a_label_inside_a_sentence_begins_small(label, inside):
    assert faults.lowered(label) == inside


def render_component(source, **context):
    from django_cotton.compiler_regex import CottonCompiler

    return Template(CottonCompiler().process(source)).render(Context(context))


def test_a_figure_without_a_source_shows_no_number_and_no_bar():
    card = render_component('<c-figure-card what="Số hóa" state="none" />')
    assert "Chưa có nguồn số liệu" in card
    assert "<svg" not in card
    assert "0%" not in card


def test_the_total_of_a_deadline_repeats_its_days():
    told = render_component('<c-deadline-days :explanation="told" />', told=samples.explanation())
    words = told.replace('<span class="fig">', "").replace("</span>", "")
    assert "10 ngày làm việc + 1 ngày tạm dừng = 16:30 ngày 17/11/2026, quá hạn 2 ngày làm việc" in words
    assert words.count("quá 1") == words.count("quá 2") == 1
    assert "12/11: Ngày nghỉ minh họa." in words


def test_a_process_is_drawn_and_listed_alike():
    drawn = render_component('<c-process-diagram :steps="steps" current="check" />', steps=samples.STEPS)
    assert drawn.count("<rect") == len(samples.STEPS)
    assert drawn.count('aria-current="step"') == 1
    for step in samples.STEPS:
        assert f"{step.name}"[:20] in drawn


def test_the_explanation_ends_two_days_after_its_due_date():
    told = samples.explanation()
    assert told.lines[-1].on == told.due_at.date() + timedelta(days=2)
