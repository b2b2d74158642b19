"""Makes the database itself refuse to change or remove a row: of the audit trail, and of what else is kept as it was."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "trust_auditevent"
MESSAGE = "the audit trail cannot be changed"


def protect(connection: BaseDatabaseWrapper, table: str = TABLE, message: str = MESSAGE) -> None:
    """Install the triggers. PostgreSQL's superuser can still take them away; Handslag's own login need not be one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{message}'; END; $$ LANGUAGE plpgsql"
            )
        for action in ("update", "delete"):
            cursor.execute(_trigger(connection.vendor, table, action, message))


def _trigger(vendor: str, table: str, action: str, message: str) -> str:
    start = f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
    if vendor == "postgresql":
        return f"{start}FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    return f"{start}BEGIN SELECT RAISE(ABORT, '{message}'); END"


def release(connection: BaseDatabaseWrapper, *actions: str, table: str = TABLE) -> None:
    """Remove the triggers of these actions ("update", "delete"): for taking a migration back, and for tests."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for action in actions or ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on_table}")
