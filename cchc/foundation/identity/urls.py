"""Addresses of the pages of people. The first ones bear the names by which allauth asks for them."""

from django.urls import include, path, re_path

from cchc.foundation.identity.views import agencies, importing, organisation, own, people, sign_in

pages = [
    path("quan-tri/to-chuc", organisation.tree, name="tree"),
    path("quan-tri/to-chuc/co-quan/moi", agencies.open_agency, name="open_agency"),
    path("quan-tri/to-chuc/co-quan/<int:pk>/sua", agencies.change_agency, name="change_agency"),
    path("quan-tri/to-chuc/co-quan/<int:pk>/ket-thuc", agencies.close_agency, name="close_agency"),
    path("quan-tri/to-chuc/co-quan/<int:pk>/nhap-vao", agencies.merge_agencies, name="merge_agencies"),
    path("quan-tri/to-chuc/don-vi/moi", organisation.open_unit, name="open_unit"),
    path("quan-tri/to-chuc/don-vi/<int:pk>", organisation.unit, name="unit"),
    path("quan-tri/to-chuc/don-vi/<int:pk>/sua", organisation.change_unit, name="change_unit"),
    path("quan-tri/to-chuc/don-vi/<int:pk>/chuyen", organisation.move_unit, name="move_unit"),
    path("quan-tri/to-chuc/don-vi/<int:pk>/giai-the", organisation.close_unit, name="close_unit"),
    path("quan-tri/to-chuc/vi-tri", organisation.positions, name="positions"),
    path("quan-tri/to-chuc/vi-tri/moi", organisation.define_position, name="new_position"),
    path("quan-tri/to-chuc/vi-tri/<int:pk>", organisation.define_position, name="position"),
    path("quan-tri/to-chuc/nguoi", people.people, name="people"),
    path("quan-tri/to-chuc/nguoi/moi", people.add_person, name="add_person"),
    path("quan-tri/to-chuc/nguoi/<int:pk>", people.person, name="person"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/sua", people.change_person, name="change_person"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/giao-vi-tri", people.hold, name="hold"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/nghi-viec", people.leave, name="leave"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/tro-lai", people.come_back, name="come_back"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/dang-xuat", people.end_sessions, name="end_sessions"),
    path("quan-tri/to-chuc/nguoi/<int:pk>/mat-khau-tam", people.issue_password, name="issue_password"),
    path("quan-tri/to-chuc/giu-vi-tri/<int:pk>/ket-thuc", people.end_holding, name="end_holding"),
    path("quan-tri/to-chuc/giu-vi-tri/<int:pk>/nguoi-thay", people.name_stand_in, name="name_stand_in"),
    path("quan-tri/to-chuc/nguoi-thay/<int:pk>/ket-thuc", people.end_stand_in, name="end_stand_in"),
    path("quan-tri/to-chuc/nhap", importing.bring, name="bring"),
    path("quan-tri/to-chuc/nhap/tep-mau", importing.template, name="template"),
    path("quan-tri/to-chuc/xuat", importing.take, name="take"),
]

urlpatterns = [
    path("dang-nhap", sign_in.sign_in, name="account_login"),
    path("dang-ky", sign_in.sign_up, name="account_signup"),
    path("dang-xuat", sign_in.sign_out, name="account_logout"),
    path("tai-khoan-da-ngung", sign_in.inactive, name="account_inactive"),
    path("xac-nhan-thu", sign_in.mail_sent, name="account_email_verification_sent"),
    re_path(r"^xac-nhan-thu/(?P<key>[-:\w]+)$", sign_in.confirm_email, name="account_confirm_email"),
    path("quen-mat-khau", sign_in.forgotten, name="account_reset_password"),
    path("quen-mat-khau/da-gui", sign_in.forgotten_sent, name="account_reset_password_done"),
    path("dat-lai-mat-khau/xong", sign_in.new_password_set, name="account_reset_password_from_key_done"),
    re_path(
        r"^dat-lai-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        sign_in.new_password,
        name="account_reset_password_from_key",
    ),
    path("doi-mat-khau", sign_in.change_password, name="account_change_password"),
    path("tai-khoan", own.own, name="account_own"),
    path("tai-khoan/thu-dien-tu", own.change_email, name="account_email"),
    path("tai-khoan/dang-xuat-moi-thiet-bi", own.end_own_sessions, name="account_end_sessions"),
    path("tai-khoan/thoi-gan/<int:pk>", own.unlink_own, name="account_unlink"),
    path("bat-dau", sign_in.begin, name="account_begin"),
    path("", include((pages, "identity"))),
]
