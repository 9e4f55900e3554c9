"""One installation, started, asked, killed and started again. Each test leaves it stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cchc.config.environment import Environment
from cchc.config.postgres import CannotStart
from cchc.config.program import free_port as keep_port
from tests.faults.processes import ROOT, alive, below, cchc, free_port, surroundings, until, up

pytestmark = pytest.mark.xdist_group("up")

COUNT = "from cchc.kernel.models import Generation; print(Generation.objects.filter(name='kept').count())"
KEEP = "from cchc.kernel.models import Generation; Generation.objects.create(name='kept')"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose folder nobody but its owner may enter, at a path too long for a socket."""
    folder = tmp_path_factory.mktemp("installation") / ("long" * 25)
    folder.mkdir(mode=0o700)
    found = folder / "var"
    assert cchc(found, "manage", "migrate", "--verbosity=0").returncode == 0
    made = cchc(found, "manage", "shell", "--verbosity=0", "-c", KEEP)
    assert made.returncode == 0, made.stderr
    return found


def kept(var: Path) -> str:
    """What the database says, by a command of its own."""
    answer = cchc(var, "manage", "shell", "--verbosity=0", "-c", COUNT)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_a_command_starts_the_database_when_nothing_runs_and_ends_it(var):
    assert kept(var) == "1"
    assert not (var / "postgres" / "postmaster.pid").exists()
    assert (var / "postgres.log").read_text().rstrip().endswith("database system is shut down")


def test_commands_at_once_share_one_database(var):
    words = [sys.executable, "-m", "cchc.config.cli", "manage", "shell", "--verbosity=0", "-c", COUNT]
    commands = [subprocess.Popen(words, env=surroundings(var), cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)]
    assert [command.communicate(timeout=120)[0].strip() for command in commands] == [b"1"] * 3
    assert not (var / "postgres" / "postmaster.pid").exists()


def test_it_serves_commands_work_beside_it_and_ctrl_c_ends_it_whole(var):
    with up(var) as running:
        assert running.status() == 200
        assert kept(var) == "1"
        again = cchc(var, "up")
        assert again.returncode == 2
        assert f"already running over {var}: http://127.0.0.1:{running.port}" in again.stderr
        assert running.status() == 200
        assert running.end(signal.SIGINT) < 10
        assert running.process.returncode == 0
    assert not (var / "postgres" / "postmaster.pid").exists()


def test_a_service_manager_ends_it_and_a_second_signal_does_not_disturb_the_end(var):
    with up(var) as running:
        left = below(running.process.pid)
        running.process.send_signal(signal.SIGTERM)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(10) == 0
        assert not any(alive(pid) for pid in left)


def test_children_end_with_a_killed_parent_and_the_next_start_goes_on(var):
    with up(var) as running:
        left = below(running.process.pid)
        running.process.kill()
        running.process.wait()
        assert until(lambda: not any(alive(pid) for pid in left), 15)
    with up(var) as running:
        assert running.status() == 200
        assert kept(var) == "1"
        running.end()


def test_a_killed_database_ends_the_program(var):
    with up(var) as running:
        left = below(running.process.pid)
        os.kill(running.child("pginstall18/bin/postgres"), signal.SIGKILL)
        assert running.process.wait(20) == 2
        assert until(lambda: not any(alive(pid) for pid in left), 10)
        assert "PostgreSQL has ended" in running.said
    with up(var) as running:
        assert kept(var) == "1"
        running.end()


def test_a_web_server_that_is_killed_again_and_again_comes_up_again_at_its_port(var):
    with up(var) as running:
        web = running.child("-m granian")
        os.kill(web, signal.SIGKILL)
        assert until(lambda: not alive(web) and running.status() == 200, 60)
        web = running.child("-m granian")
        for _ in range(2):  # twice within the seconds after which granian itself gives up
            first = min(below(web))
            os.kill(first, signal.SIGKILL)
            assert until(lambda first=first: not alive(first) and (below(web) - {first} or not alive(web)), 60)
        assert until(lambda: running.status() == 200 and len(below(running.child("-m granian"))) >= 2, 60)
        assert "the web server has ended" in running.said
        assert running.process.poll() is None
        assert running.end() < 10


def test_two_programs_that_begin_together_do_not_share_a_port(var, monkeypatch):
    monkeypatch.setenv("CCHC_VAR", str(var))
    monkeypatch.setenv("PORT", str(free_port()))
    chosen = Environment.read()
    with keep_port(chosen) as kept_port, pytest.raises(CannotStart, match="Name a free one in PORT"):
        assert kept_port.getsockname()[1] == chosen.port
        keep_port(chosen)


def test_a_killed_worker_is_started_again(var):
    with up(var) as running:
        jobs = running.child("cchc.config.cli jobs")
        os.kill(jobs, signal.SIGKILL)
        assert until(
            lambda: (jobs not in below(running.process.pid)) and _has(running, "cchc.config.cli jobs"), 20
        )
        web = running.child("-m granian")
        first = min(below(web))
        os.kill(first, signal.SIGKILL)
        assert until(lambda: first not in below(web) and len(below(web)) >= 2, 20)
        assert until(lambda: running.status() == 200, 60)
        assert running.process.poll() is None
        assert running.end() < 10


def _has(running, mark: str) -> bool:
    try:
        return bool(running.child(mark))
    except ValueError:
        return False


def test_a_stale_file_of_a_server_that_was_killed_does_not_matter(var):
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{var}/postgres\n1\n5432\n\n\n 1 1\nready\n")
    assert kept(var) == "1"
