"""Makes the database itself refuse to change what a respondent has sent.

A later migration that alters the table must call `protect` again: SQLite makes the table anew and drops its triggers.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "plans_followup"
MESSAGE = "an answer that has been sent cannot be changed"
SAID = (
    "by_function", "nothing_changed", "no_new_figures", "status", "reason", "continuation", "continues", "happened",
    "outcome", "attribution", "obstacle", "granted", "used", "left", "money_note", "influence", "sent_at", "item_id",
    "number",
)  # fmt: skip


def protect(connection: BaseDatabaseWrapper) -> None:
    """Install the trigger: nothing of an accepted answer is changed, and no content of one that was sent."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in SAID)
            changed += " OR OLD.figures::text IS DISTINCT FROM NEW.figures::text"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END; $$ LANGUAGE plpgsql; "
                f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} FOR EACH ROW "
                f"WHEN (OLD.state = 'accepted' OR (OLD.state <> 'draft' AND ({changed}))) "
                f"EXECUTE FUNCTION {TABLE}_refuse();"
            )
            return
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in (*SAID, "figures"))
        cursor.execute(
            f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} "
            f"WHEN OLD.state = 'accepted' OR (OLD.state <> 'draft' AND ({changed})) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def release(connection: BaseDatabaseWrapper) -> None:
    """Remove the trigger: for taking the migration back."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_fixed{on_table}")
