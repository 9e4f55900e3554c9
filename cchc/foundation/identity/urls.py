"""Addresses of the pages of people. The first ones bear the names by which allauth asks for them."""

from django.urls import path, re_path

from cchc.foundation.identity.views import own, sign_in

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
    path("tai-khoan/dang-xuat-moi-thiet-bi", own.end_own_sessions, name="account_end_sessions"),
    path("tai-khoan/thoi-gan/<int:pk>", own.unlink_own, name="account_unlink"),
    path("bat-dau", sign_in.begin, name="account_begin"),
]
