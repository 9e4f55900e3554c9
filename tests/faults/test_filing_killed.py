"""The web server killed in the middle of filing: what was answered is there, nothing is there by half."""

import http.client
import json
import os
import signal
import threading
import time
from urllib.parse import urlencode

import pytest

from cchc.kernel.identifiers import uuid7
from tests.faults.processes import alive, below, cchc, until, up

pytestmark = pytest.mark.xdist_group("up")

PEOPLE, DRAFTS = 6, 12
TOKEN = "a" * 32  # a proof of origin: the cookie and the form say the same


def inside(var, words):
    """What a line of Python says inside the installation."""
    answer = cchc(var, "manage", "shell", "--verbosity=0", "-c", f"from tests.faults.filing import *; {words}")
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


class Crowd:
    """People who file at the same time. Who gets no answer sends the same again, as a person would."""

    def __init__(self, port, told):
        self.port, self.told = port, told
        self.drafts = list(told["drafts"])
        self.taken_in, self.submitted, self.refused = set(), set(), []
        self.unanswered = []  # what was under way when nobody answered any more
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._go_on, args=(n,)) for n in range(PEOPLE)]

    @property
    def answered(self):
        return len(self.taken_in) + len(self.submitted)

    def begin(self):
        self.over.clear()
        self.threads = [threading.Thread(target=self._go_on, args=(n,)) for n in range(PEOPLE)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive()

    def _next(self, n):
        with self.lock:
            if self.unanswered:
                return self.unanswered.pop()
            if n % 3 == 0 and self.drafts:
                return "submit", self.drafts.pop()
        return "intake", str(uuid7())

    def _go_on(self, n):
        while not self.over.is_set():
            act, what = self._next(n)
            if not (self._intake(what) if act == "intake" else self._submit(what)):
                with self.lock:
                    self.unanswered.append((act, what))
                time.sleep(0.05)

    def _intake(self, dossier_id):
        told = self.told
        sent = {
            "act": "nhan", "counter": told["counter"], "dossier_id": dossier_id, "rules": told["rules"],
            "name": "Rơ Châm H'Lưỡng", "no_number": "1", "phone": "0905123456", "channel": "counter",
            "delivery": "counter", **{f"in-{key}": "1" for key in told["papers"]},
        }  # fmt: skip
        status, location = self._post("/tiep-nhan", sent, told["officer"])
        return self._heard(self.taken_in, dossier_id, status, location, 303)

    def _submit(self, base):
        status, location = self._post(f"{base}/kiem-tra", {"declared": "1"}, self.told["citizen"])
        return self._heard(self.submitted, base.rpartition("/")[2], status, location, 302)

    def _heard(self, answered, what, status, location, done):
        if status == 0:
            return False
        with self.lock:
            if status == done:
                answered.add(what)
            else:
                self.refused.append((what, status, location))
        return True

    def _post(self, path, sent, session):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            connection.request("POST", path, urlencode(sent | {"csrfmiddlewaretoken": TOKEN}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
        return answer.status, answer.headers.get("Location", "")


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    found = tmp_path_factory.mktemp("filing") / "var"
    for words in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"]):
        made = cchc(found, "manage", *words)
        assert made.returncode == 0, made.stderr
    return found


def test_a_kill_in_the_middle_of_filing_leaves_nothing_half_done(var):
    told = inside(var, f"seed({DRAFTS})")
    with up(var) as running:
        crowd = Crowd(running.port, told)
        crowd.begin()
        assert until(lambda: crowd.answered >= 20), crowd.refused
        for pid in below(running.child("-m granian")):  # its workers, each in the middle of something
            os.kill(pid, signal.SIGKILL)
        halfway = crowd.answered
        assert until(lambda: crowd.answered >= halfway + 20), (running.said, crowd.refused)
        server = running.child("-m granian")
        os.kill(server, signal.SIGKILL)  # the web server whole: it comes up again
        assert until(lambda: f"the web server has ended ({-signal.SIGKILL})" in running.said), running.said
        halfway = crowd.answered
        assert until(lambda: crowd.answered >= halfway + 20), (running.said, crowd.refused)
        left = below(running.process.pid)
        running.process.kill()  # the program itself: nothing of it goes on
        running.process.wait(30)
        assert until(lambda: not any(alive(pid) for pid in left), 15)
        crowd.end()
    before = inside(var, "account()")
    assert before["wrong"] == []
    assert crowd.taken_in <= set(before["dossiers"])
    assert crowd.submitted <= set(before["filed"])

    with up(var) as running:  # who got no answer sends the same again: filed once, whatever had become of it
        crowd.port = running.port
        waiting = [what for _act, what in crowd.unanswered]
        assert waiting
        answered = crowd.answered
        crowd.begin()
        assert until(lambda: crowd.answered >= answered + len(waiting) + 10), crowd.refused
        crowd.end()
        assert crowd.unanswered == []
        assert running.end() < 10
    after = inside(var, "account()")
    assert after["wrong"] == []
    assert crowd.refused == []
    assert set(before["dossiers"]) <= set(after["dossiers"])
    assert len(after["dossiers"]) == crowd.answered
    assert crowd.submitted == set(after["filed"])


def test_what_is_half_done_would_be_seen(var):
    for lost in (
        "WorkItem.objects.open()[0].delete()",
        "Paper.objects.all()[0].delete()",
        "Entry.objects.filter(kind='DossierAccepted')[0].delete()",
        "DayNumber.objects.update(last=1)",
    ):
        words = f"transaction.atomic().__enter__(); {lost}; account(); transaction.set_rollback(True)"
        assert inside(var, f"from django.db import transaction; {words}")["wrong"] != [], lost
