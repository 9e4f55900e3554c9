"""Logs: one line an event on stderr, readable by people, or JSON for a program (CCHC_LOG=json)."""

from typing import Any, Literal

import structlog

_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging(style: Literal["line", "json"]) -> dict[str, Any]:
    """Django's LOGGING for `style`."""
    written = (
        structlog.dev.ConsoleRenderer(colors=False) if style == "line" else structlog.processors.JSONRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "written": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
                "foreign_pre_chain": _STEPS,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "written"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {"procrastinate": {"level": "WARNING"}, "pikepdf": {"level": "WARNING"}},
    }
