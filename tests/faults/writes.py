"""`python -m tests.faults.writes`: write to a database that has been moved, and try to change its audit trail."""

import django


def main() -> None:
    """Raises AssertionError where a new row cannot be written, or an old line of the trail can be changed."""
    from django.db import DatabaseError, transaction

    from handslag.plans.models import Initiative
    from handslag.trust import changes
    from handslag.trust.changes import OPERATOR
    from handslag.trust.models import AuditEvent

    row = Initiative.objects.first()
    assert changes.save(row, {"summary": "Efter flytten"}, by=OPERATOR, version=row.version)
    for change in (lambda rows: rows.update(what="x"), lambda rows: rows.delete()):
        try:
            with transaction.atomic():
                change(AuditEvent.objects.all())
        except DatabaseError:
            continue
        raise AssertionError("the audit trail could be changed")
    print("written")


if __name__ == "__main__":
    django.setup()
    main()
