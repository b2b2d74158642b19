"""Log lines as JSON, without personal data: no user names, no addresses, no query strings."""

import json
import logging
import re
from typing import Any

_KEYS = re.compile(r"/(lank|inbjudan|logga-in/nytt)/[^\s\"'<>]+")
"""Addresses that end in a key: whoever reads the log must not be able to use it."""


def masked(text: str) -> str:
    """Return a text with the keys of its addresses taken out."""
    return _KEYS.sub(r"/\1/···", text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, path, status; a traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(str(record.msg) if record.args is None else record.getMessage().split("?")[0]),
        }
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            line["path"] = masked(request.path)
            line["status"] = getattr(record, "status_code", None)
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
