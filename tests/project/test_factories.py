"""Every factory makes an object that the database takes, twice."""

import pytest

from handslag.places.models import OrganisationList
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("turn", [1, 2])
def test_every_kind_of_object_is_made(turn: int) -> None:
    for _ in range(2):
        plan = make.plan()
        goal, other = make.goal(plan), make.goal(plan)
        first, second = make.initiative(plan, serves=goal), make.initiative(plan)
        parts = make.division(county=plan.county)
        town = make.municipality(parent=plan.county)
        asked = make.follow_up_round(plan, first)
        node = make.node(make.framework())
        figure = make.figure(first)
        listed = OrganisationList.objects.get()

        made = [
            make.appendix(plan),
            make.quote(make.survey(plan)),
            make.goal_proposal(goal, make.recommendation(plan)),
            make.quote(make.survey(first)),
            make.coverage_note(goal),
            make.contribution(first, other),
            make.target_group(plan),
            make.method(plan),
            make.place(first, town),
            make.place(first, make.lansdel(parts, town)),
            make.status(first),
            make.participation(first, make.organisation(county=plan.county)),
            make.post(first),
            make.figure(plan),
            make.obstacle(first),
            make.obstacle(plan),
            make.recommendation(first),
            make.recommendation(plan),
            make.relation(first, "continues_as", second),
            make.citation(first.uuid, of=figure, kind="figure"),
            make.citation(first.uuid, of=figure, kind="figure", ours="Vår läsning."),
            make.follow_up_request(asked, first),
            make.request_item(make.follow_up_request(asked), first, town),
            make.participant(listed, "<Namn>"),
            make.member(Role.READER, make.organisation()),
            node,
        ]

        assert all(each.pk for each in made)
