"""Makes the database itself refuse to change a comment that has been sent; its answer may be."""

from django.db.backends.base.base import BaseDatabaseWrapper

from handslag.plans import fixed

TABLE = "plans_comment"
MESSAGE = "a comment that has been sent cannot be changed"
SAID = (
    "request_id", "target_kind", "target_id", "field", "heading", "words", "text", "proposal", "state", "sent_at",
)  # fmt: skip


def protect(connection: BaseDatabaseWrapper) -> None:
    """Install the trigger. A later migration that alters the table must call it again."""
    fixed.protect(connection, TABLE, message=MESSAGE, said=SAID, sent="OLD.state = 'sent'")


def release(connection: BaseDatabaseWrapper) -> None:
    """Remove the trigger: for taking the migration back."""
    fixed.release(connection, TABLE)
