"""A job that takes as long as a test wants."""

import os
import time
from pathlib import Path

from procrastinate.contrib.django import app


@app.task(name="tests.faults.slow")
def slow(folder: str) -> None:
    """Say that it began, wait until the test lets it go on, say that it ended."""
    place = Path(folder)
    (place / f"begun-{os.getpid()}").touch()
    while not (place / "go").exists():
        time.sleep(0.02)
    (place / "ended").touch()
