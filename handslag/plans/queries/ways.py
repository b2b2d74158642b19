"""Where a plan's page leads on besides its goals: one question, however many ways there are."""

from dataclasses import dataclass

from django.db.models import IntegerField, TextField, Value

from handslag.plans.models import Consultation, FollowUpRound, Plan


@dataclass(frozen=True)
class Account:
    """A consultation whose account has been published."""

    number: int
    title: str


@dataclass(frozen=True)
class Ways:
    """Published accounts, latest first; and whether a round of follow-up is there for anyone who may see the plan."""

    accounts: list[Account]
    has_rounds: bool


def ways_on(plan: Plan) -> Ways:
    """Return where the plan's page leads on. One query."""
    accounts = Consultation.objects.filter(plan=plan, published_on__isnull=False).order_by()
    rounds = FollowUpRound.objects.filter(plan=plan, state="closed").order_by()
    nothing = {"which": Value(0, output_field=IntegerField()), "named": Value("", output_field=TextField())}
    told = rounds.annotate(**nothing).values_list("which", "named")
    rows = list(accounts.values_list("number", "title").union(told))
    found = [Account(number, title) for number, title in rows if number]
    return Ways(sorted(found, key=lambda each: -each.number), has_rounds=len(found) < len(rows))
