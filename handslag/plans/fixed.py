"""Makes the database itself refuse to change what somebody has sent.

A later migration that alters such a table must protect it again: SQLite makes the table anew and drops its triggers.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper


def protect(
    connection: BaseDatabaseWrapper,
    table: str,
    *,
    message: str,
    said: Iterable[str],
    sent: str,
    json: Iterable[str] = (),
    closed: str = "",
) -> None:
    """Install the trigger. said: columns with what was said; json: those that hold JSON.

    sent: the condition on OLD under which they stand; closed: the one under which nothing of the row is changed.
    """
    is_postgres = connection.vendor == "postgresql"
    differs, text = ("IS DISTINCT FROM", "::text") if is_postgres else ("IS NOT", "")
    changed = [f'OLD."{name}" {differs} NEW."{name}"' for name in said]
    changed += [f'OLD."{name}"{text} {differs} NEW."{name}"{text}' for name in json]
    when = f"({sent} AND ({' OR '.join(changed)}))" + (f" OR {closed}" if closed else "")
    trigger = f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}"
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{message}'; END; $$ LANGUAGE plpgsql; "
                f"{trigger} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {table}_refuse();"
            )
        else:
            cursor.execute(f"{trigger} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END")


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Remove the trigger: for taking the migration back."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_fixed{on_table}")
