"""Finding a plan by what a person calls it on the command line."""

from uuid import UUID

from handslag.plans.models import Plan


def find_plan(named: str) -> Plan | None:
    """Return the plan with this key, uuid or number, withdrawn or not; the key goes first."""
    found = Plan.everything.filter(key=named).first()
    if found is None and named.isascii() and named.isdigit() and len(named) < 19:
        return Plan.everything.filter(pk=int(named)).first()
    try:
        return found or Plan.everything.filter(uuid=UUID(named)).first()
    except ValueError:
        return None


def plans_there_are() -> str:
    """Return the keys of all plans, for somebody who named one that is not here."""
    return ", ".join(Plan.everything.order_by("key").values_list("key", flat=True)) or "inga"
