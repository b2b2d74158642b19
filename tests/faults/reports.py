"""`python -m tests.faults.reports ask` or `again`: a report file to be built, in the database of an installation."""

import sys

import django


def ask() -> None:
    """Let the worker build a Word file of a draft of the ground's plan."""
    from handslag.plans.models import Plan
    from handslag.reports import actions
    from handslag.reports.models import Report
    from handslag.trust.changes import OPERATOR

    plan = Plan.objects.get(county__slug="provlan")
    report = actions.start(Report(plan=plan, template="full", title="Uppföljning"), by=OPERATOR)
    actions.ask_for_draft(report, "docx", by=1, site="http://localhost/")


if __name__ == "__main__":
    django.setup()
    sys.exit(ask())
