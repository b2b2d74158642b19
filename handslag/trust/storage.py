"""Recognises that the database cannot be written to: a full disk, a read-only one, or one that fails."""

from collections.abc import Iterator

from django.db import Error

FULL, READ_ONLY, BROKEN = "full", "read-only", "broken"
SQLITE = {"SQLITE_FULL": FULL, "SQLITE_READONLY": READ_ONLY, "SQLITE_IOERR": BROKEN, "SQLITE_CANTOPEN": BROKEN}
"""By the beginning of the error's name."""
POSTGRES = {"53100": FULL, "25006": READ_ONLY, "58030": BROKEN}
"""By the error's code: disk_full, read_only_sql_transaction, io_error."""


def trouble(error: BaseException | None) -> str:
    """Return FULL, READ_ONLY or BROKEN where an error says that nothing can be written; "" for all others."""
    for each in _chain(error):
        if isinstance(each, Error) and (found := _of_driver(each.__cause__)):
            return found
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those it arose from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of_driver(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", "")
    for beginning, found in SQLITE.items():
        if name.startswith(beginning):
            return found
    return POSTGRES.get(getattr(error, "sqlstate", None) or "", "")
