"""Processor time of the programs that take part: what a ratio comes to on a machine that does nothing else."""

import os
from collections import defaultdict
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(root: int) -> float:
    """Processor seconds of a process and all below it so far, those that have ended included."""
    below: dict[int, list[int]] = defaultdict(list)
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(entry.name)
            below[int(fields[1])].append(pid)
            used[pid] = sum(map(int, fields[11:15]))
    found, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        found += used.get(pid, 0)
        waiting += below[pid]
    return found / _TICKS


def own_seconds() -> float:
    """Processor seconds of this process and of those that it started and that have ended (pgbench)."""
    mine = os.times()
    return mine.user + mine.system + mine.children_user + mine.children_system
