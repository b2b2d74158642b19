"""A plan that is out for comments, and those who comment on it."""

import datetime
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handslag.accounts import links
from handslag.plans.consultation import actions
from handslag.plans.consultation.actions import PURPOSE, Recipient
from handslag.plans.consultation.queries import paragraphs
from handslag.plans.models import Comment, Consultation, ConsultationRequest, Plan
from handslag.trust.changes import Actor
from tests import factories as make

LEAD = Actor(None, "utvecklingsledare för länet, Regionen")
SITE = "https://handslag.example.invalid/"


def in_days(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=n)


def consultation(plan: Plan, *names: str, **values) -> Consultation:
    """A consultation that has been sent to organisations of these names; each at an address of its own."""
    made = actions.create(plan, {"title": "Remissversion", "due_on": in_days(14), **values}, by=LEAD)
    asked = [Recipient(organisation(plan, name), "", f"{n}@kommun.example.invalid") for n, name in enumerate(names)]
    if asked:
        actions.add_recipients(made, asked, by=LEAD)
        actions.send(made, site=SITE, by=LEAD)
    made.refresh_from_db()
    return made


def organisation(plan: Plan, name: str):
    return make.organisation(county=plan.county, name=name)


def commented(request: ConsultationRequest, text: str, *, on: str = "hela", sent: bool = True, **values) -> Comment:
    """A comment on the paragraph with the key `on`."""
    about = next(each for each in paragraphs(request.consultation.plan) if each.key == on)
    kind, number, field = about.target
    fields = {"target_kind": kind, "target_id": number, "field": field, "heading": about.heading, "words": about.words}
    if sent:
        fields |= {"state": "sent", "sent_at": timezone.now()}
        ConsultationRequest.objects.filter(pk=request.pk).update(answered_on=timezone.localdate())
    return Comment.objects.create(request=request, text=text, **{**fields, **values})


@dataclass
class Holder:
    """Somebody who has opened the link in a letter to one who is asked."""

    request: ConsultationRequest
    client: Client

    @property
    def address(self) -> str:
        return self.request.get_absolute_url()

    def page(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def form(self, paragraph: str, **query: str) -> dict[str, str]:
        """The form's fields as the page gives them."""
        answer = self.client.get(self.address, {"pa": paragraph, **query})
        form = answer.context["form"]
        return {name: str(form[name].value() or "") for name in form.fields}

    def write(self, paragraph: str, text: str, **values: str):
        """Fill the form in and send it; return the answer."""
        return self.post(paragraph, self.form(paragraph) | {"text": text, **values})

    def post(self, paragraph: str, values: dict[str, str]):
        return self.client.post(f"{self.address}?pa={paragraph}", values)

    def send(self):
        return self.client.post(reverse("send_comments", args=self.where))

    def nothing(self):
        return self.client.post(reverse("no_comments", args=self.where))

    @property
    def where(self) -> list:
        return [self.request.consultation.plan.county.slug, self.request.uuid]


def opened(request: ConsultationRequest) -> Holder:
    """Open a new link to what a request asks for."""
    client = Client()
    assert client.get(links.make(PURPOSE, request.pk, valid_to=request.consultation.due_on)).status_code == 302
    return Holder(request, client)


def lead_url(name: str, made: Consultation, *more) -> str:
    return reverse(name, args=[made.plan.county.slug, made.plan.key, made.number, *more])
