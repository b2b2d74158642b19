"""Makes the database itself refuse to change what a respondent has sent."""

from django.db.backends.base.base import BaseDatabaseWrapper

from handslag.plans import fixed

TABLE = "plans_followup"
MESSAGE = "an answer that has been sent cannot be changed"
SAID = (
    "by_function", "nothing_changed", "no_new_figures", "status", "reason", "continuation", "continues", "happened",
    "outcome", "attribution", "obstacle", "granted", "used", "left", "money_note", "influence", "sent_at", "item_id",
    "number",
)  # fmt: skip


def protect(connection: BaseDatabaseWrapper) -> None:
    """Install the trigger: nothing of an accepted answer is changed, and no content of one that was sent.

    A later migration that alters the table must call it again.
    """
    fixed.protect(
        connection,
        TABLE,
        message=MESSAGE,
        said=SAID,
        json=["figures"],
        sent="OLD.state <> 'draft'",
        closed="OLD.state = 'accepted'",
    )


def release(connection: BaseDatabaseWrapper) -> None:
    """Remove the trigger: for taking the migration back."""
    fixed.release(connection, TABLE)
