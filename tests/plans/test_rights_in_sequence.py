"""R119: no sequence of allowed actions reaches another organisation's draft."""

from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from handslag.plans.editors import EDITORS
from handslag.plans.models import Initiative, Obstacle
from handslag.trust import changes
from handslag.trust.changes import Actor
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make

SECRET = "Hemligt utkast om nattvandring"
ACTORS = [role for role in Role if role is not Role.READER]
PARTS = sorted(slug for slug, editor in EDITORS.items() if editor.on == "initiative")


class NoWayIn(TestCase):
    """Somebody with any role elsewhere tries everything, in any order, with every number and address it may guess."""

    def setUp(self) -> None:
        county = make.county()
        lead, theirs, ours = (make.organisation(county=county) for _ in range(3))
        self.plan = make.plan(county=county, lead=lead, visibility="public")
        self.goal = make.goal(self.plan, kind="challenge")
        self.draft = make.initiative(self.plan, serves=self.goal, owner=theirs, visibility="draft", title=SECRET)
        self.row = make.obstacle(self.draft, text=SECRET)
        told = changes.save(self.draft, {"summary": SECRET}, by=Actor(1, "ägaren"), version=1)
        self.told = told
        self.open = make.initiative(self.plan, serves=self.goal, owner=ours, visibility="shared", title="Vårt")
        self.ours, self.lead = ours, lead

    def attempt(self, client: Client, step: tuple) -> str:
        """Do one thing and return what came back."""
        what, part, on_draft, visibility = step
        slug = self.plan.county.slug
        page = self.draft if on_draft else self.open
        typed = {
            "title": "x", "text": "x", "theme": "time", "state": "open", "status": "finished", "version": str(page.version),
            "continues": str(self.draft.pk), "to_initiative": str(self.draft.pk), "kind": "continues_as",
            "goal": str(self.goal.pk), "visibility": visibility, "reason": "x", "organisation": str(self.draft.owner_id),
            "role": "lead", "places_precision": "county",
        }  # fmt: skip
        if what == "undo":
            answer = client.post(reverse("undo", args=[slug, self.told.pk]), follow=True)
        elif what == "history":
            answer = client.get(reverse("history", args=[slug, "initiative", page.uuid]))
        elif what == "row":
            address = reverse("edit_row", args=[slug, part, page.uuid, self.row.pk])
            answer = client.post(address, typed, follow=True)
        elif what == "new":
            answer = client.post(reverse("new_initiative", args=[slug]), typed | {"title": "Nattvandring"}, follow=True)
        else:
            answer = client.post(reverse(what, args=[slug, part, page.uuid]), typed, follow=True)
        return answer.content.decode()

    @settings(max_examples=25, deadline=None)
    @given(
        st.sampled_from(ACTORS),
        st.booleans(),
        st.lists(
            st.tuples(
                st.sampled_from(["edit", "add", "withdraw", "row", "undo", "history", "new"]),
                st.sampled_from(PARTS),
                st.booleans(),
                st.sampled_from(["draft", "internal", "shared", "public"]),
            ),
            max_size=8,
        ),
    )
    def test_r119_anothers_draft_is_neither_seen_nor_changed(self, role, leads, steps) -> None:
        client = Client()
        client.force_login(make.member(role, self.lead if leads else self.ours))
        before = changes.stated(self.draft, changes.fields_of(Initiative))
        for step in steps:
            assert SECRET not in self.attempt(client, step)
        row = Initiative.everything.get(pk=self.draft.pk)
        assert changes.stated(row, changes.fields_of(Initiative)) == before
        assert (row.version, row.withdrawn_on) == (2, None)
        assert Obstacle.objects.filter(initiative=row).count() == 1
        assert not Change.objects.filter(root=row.uuid).exclude(user_id=1).exists()
        seen = client.get(reverse("register", args=[self.plan.county.slug])).content.decode()
        assert SECRET not in seen
