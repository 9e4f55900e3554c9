import runpy
from typing import Any

import pytest
from django.test import override_settings

from cchc.config.environment import Environment
from cchc.config.settings import base


def office(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Any]:
    """The settings of an office that chose so."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(base, "ENV", Environment.read())
    return runpy.run_module("cchc.config.settings.prod")


def test_on_a_plain_address_cookies_work_and_browsers_are_bound_to_nothing(monkeypatch):
    found = office(monkeypatch, CCHC_HSTS_SECONDS="31536000")
    assert not found["SESSION_COOKIE_SECURE"]
    assert not found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["SECURE_PROXY_SSL_HEADER"] is None


def test_behind_tls_cookies_stay_there_and_hsts_is_as_chosen(monkeypatch):
    found = office(
        monkeypatch,
        CCHC_PUBLIC_URL="https://mot-cua.example.vn/",
        CCHC_BEHIND_PROXY="true",
        CCHC_HSTS_SECONDS="60",
    )
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 60
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://mot-cua.example.vn"]


def test_a_forwarded_protocol_is_believed_only_where_a_proxy_was_declared(monkeypatch, rf):
    request = rf.get("/", headers={"X-Forwarded-Proto": "https"})
    with override_settings(SECURE_PROXY_SSL_HEADER=office(monkeypatch)["SECURE_PROXY_SSL_HEADER"]):
        assert not request.is_secure()
    behind = office(monkeypatch, CCHC_BEHIND_PROXY="true")["SECURE_PROXY_SSL_HEADER"]
    with override_settings(SECURE_PROXY_SSL_HEADER=behind):
        assert request.is_secure()


@pytest.mark.django_db
def test_every_answer_carries_the_policy_of_what_a_page_may_load(client):
    policy = client.get("/khong-co-trang-nay").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
