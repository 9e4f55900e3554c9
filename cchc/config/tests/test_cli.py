import json
import socket
from importlib import import_module

import pytest

from cchc.config.cli import COMMANDS, check, main
from cchc.config.environment import Environment
from cchc.config.postgres import CannotStart
from cchc.config.program import free_port


@pytest.mark.parametrize(("name", "module"), [(name, module) for name, (module, _) in COMMANDS.items()])
def test_every_command_says_what_it_takes(name, module, capsys):
    found = import_module(f"cchc.config.cli.{module}")
    assert callable(found.arguments)
    assert callable(found.run)
    if name != "manage":
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert f"usage: cchc {name}" in capsys.readouterr().out


def test_the_logins_of_the_demonstration_are_printed_as_they_were_made(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CCHC_VAR", str(tmp_path))
    rows = [{"role": "citizen", "name": "Hà", "username": "ha", "password": "x", "totp": None}]
    (tmp_path / "demo-logins.json").write_text(json.dumps(rows))
    assert main(["demo", "logins", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == rows
    assert main(["demo", "logins"]) == 0
    assert "citizen" in capsys.readouterr().out


def test_without_a_demonstration_the_command_says_how_to_get_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CCHC_VAR", str(tmp_path))
    assert main(["demo", "logins", "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "cchc up --demo" in told.err


def test_a_setting_that_cannot_be_read_is_named(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "eighty")
    assert main(["demo", "logins"]) == 2
    assert "PORT" in capsys.readouterr().err


def test_the_next_free_port_is_taken_unless_one_was_named(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CannotStart, match=f"asked for {port}"):
            free_port(Environment.read())
    monkeypatch.delenv("PORT")
    with free_port(Environment.read()) as kept:
        assert 8000 <= kept.getsockname()[1] < 8100


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "receipts name whichever a visitor asked for"),
        ({"CCHC_ALLOWED_HOSTS": "mot-cua.vn"}, "cannot name this installation's address"),
        ({"CCHC_PUBLIC_URL": "https://mot-cua.vn"}, "any host name is answered"),
        ({"CCHC_PUBLIC_URL": "https://mot-cua.vn", "CCHC_ALLOWED_HOSTS": "mot-cua.vn"}, "https://mot-cua.vn"),
    ],
)
def test_an_address_that_anybody_could_name_is_warned_of(monkeypatch, settings, words):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert words in check._address(Environment.read()).says
