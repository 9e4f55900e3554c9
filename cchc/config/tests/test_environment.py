import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.config.environment import Environment, own_secret
from cchc.config.postgres import sized_for
from cchc.config.settings.base import database

MB = 1024 * 1024


def chosen(monkeypatch, **given: str) -> Environment:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Environment.read()


def test_lists_are_written_with_commas(monkeypatch):
    found = chosen(monkeypatch, CCHC_ALLOWED_HOSTS="a.vn, b.vn,", CCHC_TRUSTED_ORIGINS="")
    assert found.allowed_hosts == ["a.vn", "b.vn"]
    assert found.trusted_origins == []


def test_an_empty_port_is_none(monkeypatch):
    assert chosen(monkeypatch, PORT="").port is None
    assert chosen(monkeypatch, PORT="8081").port == 8081


def test_a_secret_is_made_once_whoever_asks_first(tmp_path):
    path = tmp_path / "var" / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: own_secret(path), range(32)))
    assert len(found) == 1
    assert len(found.pop()) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret-key"]


@given(total=st.integers(256 * MB, 4_000_000 * MB))
def test_the_database_takes_its_share_of_the_memory_and_no_more(total):
    settings = sized_for(total)
    shared = int(settings["shared_buffers"].removesuffix("MB")) * MB
    assert 64 * MB <= shared <= 2048 * MB
    assert shared <= max(total // 8, 64 * MB)
    assert settings["listen_addresses"] == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://postgres@/cchc?host=/run/cchc", {"NAME": "cchc", "HOST": "/run/cchc", "USER": "postgres"}),
        ("postgresql://a:s%40cret@db.vn:5433/office?sslmode=require", {"PASSWORD": "s@cret", "PORT": "5433"}),
    ],
)
def test_a_database_address_is_read_as_libpq_does(url, expected):
    found = database(url)
    assert {name: found[name] for name in expected} == expected
