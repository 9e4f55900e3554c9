"""What a file of past dossiers held and what became of it: kept with its run, said on a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cchc.onestop.dossiers.choices import HELD, REMARKS
from cchc.onestop.dossiers.models import HistoryRun
from cchc.onestop.dossiers.services.history.saying import fault_words
from cchc.onestop.dossiers.services.history.staging import Staged


@dataclass(frozen=True, kw_only=True)
class HistoryReport:
    """What a file of past dossiers held, and what became of it."""

    file: str
    read: int
    aside: int
    new: int
    changed: int
    unchanged: int
    refused: int
    open: int
    until: datetime | None
    errors: tuple[dict[str, Any], ...]
    kinds: Mapping[str, int]
    remarks: Mapping[str, int]
    unknown: Mapping[str, Mapping[str, int]]
    columns: Mapping[str, str]
    left: tuple[str, ...]
    dry_run: bool
    written: bool
    run_id: UUID | None = None

    def lines(self) -> list[str]:
        """The report in words, for a terminal."""
        found = [f"cột {HELD[column]}: “{name}”" for column, name in self.columns.items()]
        if self.left:
            found.append("không dùng: " + ", ".join(f"“{name}”" for name in self.left))
        found += [f"lưu ý, {count} dòng: {REMARKS[remark]}" for remark, count in self.remarks.items()]
        if self.aside:
            found.append(f"{self.aside} dòng không phải hồ sơ (tiêu đề, tổng cộng, chữ ký)")
        if self.open:
            found.append(f"{self.open} hồ sơ chưa có kết quả: tính là đang giải quyết cho đến khi có tệp mới hơn")
        done = "chạy thử, chưa ghi" if self.dry_run else ("đã ghi" if self.written else "chưa ghi")
        found.append(
            f"{self.read} dòng: {self.new} mới, {self.changed} đổi, {self.unchanged} như cũ, "
            f"{self.refused} không nhận: {done}"
        )
        return found

    def as_json(self) -> dict[str, Any]:
        """As `cchc import dossiers --json` prints it: rows as a person sees them, moments in ISO 8601."""
        return {
            "file": self.file, "read": self.read, "aside": self.aside, "new": self.new, "changed": self.changed,
            "unchanged": self.unchanged, "refused": self.refused, "open": self.open,
            "until": self.until.isoformat() if self.until else None,
            "errors": [
                {name: error[name] for name in ("row", "number", "field", "kind")} | {"words": fault_words(error)}
                for error in self.errors
            ],
            "error_counts": dict(self.kinds), "remarks": dict(self.remarks),
            "unknown": {kind: dict(words) for kind, words in self.unknown.items()},
            "columns": dict(self.columns), "left": list(self.left), "dry_run": self.dry_run,
            "written": self.written, "run": str(self.run_id) if self.run_id else None,
        }  # fmt: skip


def tell_of(run: HistoryRun, found: Staged) -> None:
    """Keep with a run what was found of its file."""
    run.counts = {
        name: getattr(found, name) for name in ("read", "aside", "new", "changed", "unchanged", "refused", "open")
    } | {"columns": _named(found), "left": list(found.head.left), "kinds": dict(found.kinds)}
    run.errors, run.remarks, run.until = found.errors, dict(found.remarks), found.until
    run.unknown = {kind: dict(words.most_common()) for kind, words in found.unknown.items()}
    run.seen = run.total = found.read


def _named(found: Staged) -> dict[str, str]:
    return {column: found.head.names[place] for column, place in found.head.columns.items()}


def report_of(name: str, found: Staged, *, dry_run: bool, run: HistoryRun | None) -> HistoryReport:
    """What was found of a file, for whoever asked by command."""
    return HistoryReport(
        file=name, read=found.read, aside=found.aside, new=found.new, changed=found.changed,
        unchanged=found.unchanged, refused=found.refused, open=found.open, until=found.until,
        errors=tuple(found.errors), kinds=dict(found.kinds), remarks=dict(found.remarks),
        unknown=found.unknown, columns=_named(found), left=found.head.left, dry_run=dry_run,
        written=run is not None, run_id=run.pk if run else None,
    )  # fmt: skip
