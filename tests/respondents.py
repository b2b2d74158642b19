"""An open round with many respondents, for what drives the real server: `python -m tests.respondents make 500`."""

import datetime
import itertools
import json
import os
import sys

import django


def make(count: int) -> list[str]:
    """Make a round in which so many are asked, each about one initiative of twenty; return the paths of their links."""
    from django.utils import timezone

    from handslag.accounts import links
    from handslag.plans.followup import rounds
    from handslag.plans.models import FollowUpRequest, RequestItem
    from handslag.trust.changes import OPERATOR
    from tests import factories

    factories._numbers = itertools.count(1_000_000)  # another process may have made things in this database before
    country = factories.county(code="svarsland", slug="svarsland")
    county = factories.county(parent=country, code="svarslan", slug="svarslan")
    plan = factories.plan(county=county, lead=factories.organisation(county=county), visibility="public")
    goal = factories.goal(plan)
    initiatives = [factories.initiative(plan, serves=goal, visibility="public") for _ in range(20)]
    due = timezone.localdate() + datetime.timedelta(days=7)
    asked = rounds.create(plan, {"title": "Uppföljning", "due_on": due}, initiatives, by=OPERATOR)
    for n in range(count):
        request = FollowUpRequest.objects.create(round=asked, function=f"Funktion {n}", email=f"f{n}@example.invalid")
        RequestItem.objects.create(request=request, initiative=initiatives[n % 20])
    rounds.send(asked, site="http://localhost/", by=OPERATOR)
    return [links.make(rounds.PURPOSE, each.pk, valid_to=due) for each in asked.requests.all()]


def count() -> int:
    """Return how many answers have been sent, each by another."""
    from handslag.plans.models import FollowUp

    answers = FollowUp.objects.filter(state="sent", round__plan__county__slug="svarslan")
    return answers.values("item").distinct().count()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handslag.settings")
    django.setup()
    print(json.dumps(make(int(sys.argv[2]))) if sys.argv[1] == "make" else count())
