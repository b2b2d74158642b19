"""Makes the database itself refuse to change or remove a row of the audit trail."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "trust_auditevent"
MESSAGE = "the audit trail cannot be changed"

POSTGRES = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse();
CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse();
"""


def protect(connection: BaseDatabaseWrapper) -> None:
    """Install the triggers. PostgreSQL's superuser can still take them away; Handslag's own login need not be one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES)
            return
        for action in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER {TABLE}_no_{action.lower()} BEFORE {action} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def release(connection: BaseDatabaseWrapper, *actions: str) -> None:
    """Remove the triggers of these actions ("update", "delete"): for taking a migration back, and for tests."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for action in actions or ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{action}{on_table}")
