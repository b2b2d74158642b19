"""What is not public reaches no report for all: neither through a text that somebody wrote, nor after it was published."""

import datetime
from typing import Any

import pytest

from handslag.plans.models import Initiative
from handslag.reports import actions, making
from handslag.reports.building import Built
from handslag.reports.models import EditedText
from handslag.trust.changes import OPERATOR
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 3, 1)
SECRET = "Hemlig insats vid skolan"


@pytest.fixture
def secret(world) -> Initiative:
    return make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, visibility="internal", title=SECRET)


def key_of(world, start: str = "sammanfattning:") -> str:
    passages = making.passages(making.draft(world.now, user=None, today=DAY).document)
    return next(each for each in passages if each.startswith(start))


def write(world, markdown: str, key: str) -> Any:
    client = world.lead
    form = client.get(world.of_draft("report_text"), {"nyckel": key}).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return client.post(f"{world.of_draft('report_text')}?nyckel={key}", {**typed, "markdown": markdown})


def make_for(world, audience: str) -> Any:
    values = {"title": "Uppföljning", "audience": audience, "version": world.now.version}
    return world.lead.post(world.of_draft("report_settings"), values)


@pytest.fixture
def written_for_the_lead(world, secret) -> str:
    """The key of a text that names what is not public, written when the report was for the lead; it is for all now."""
    key = key_of(world)
    assert make_for(world, "lead").status_code == 302
    assert write(world, f"Se {SECRET}.", key).status_code == 302
    assert make_for(world, "public").status_code == 302
    return key


def test_a_text_is_kept_with_whom_it_was_for_and_what_the_report_rested_on(world, secret) -> None:
    key = key_of(world)
    make_for(world, "lead")
    write(world, "Egen text.", key)
    text = EditedText.objects.get()
    assert (text.audience, set(text.told)) == ("lead", {str(secret.uuid), str(world.initiative.uuid)})

    make_for(world, "public")
    write(world, "Egen text.", key)  # the same words, read again

    text.refresh_from_db()
    assert (text.audience, text.told) == ("public", [str(world.initiative.uuid)])


def test_a_text_for_the_lead_stands_in_no_report_for_all(world, written_for_the_lead) -> None:
    built = making.draft(world.now, user=None, today=DAY)
    edition = world.frozen(world.lead)

    assert making.passages(built.document)[written_for_the_lead].state == "automatic"
    assert SECRET not in str(making.document_of(edition))


def test_a_text_for_the_lead_is_lost_to_nobody_and_stands_again_when_it_is_saved_anew(
    world, written_for_the_lead
) -> None:
    client, address = world.lead, world.of_draft("report_text")
    page = client.get(world.report.get_absolute_url()).content.decode()
    editor = client.get(address, {"nyckel": written_for_the_lead})

    assert "Texter som är skrivna för dem som leder planen" in page and f"{address}?nyckel=" in page
    assert SECRET in editor.context["form"]["markdown"].value()
    assert "Ta bort det som inte är offentligt" in editor.content.decode()
    write(world, "Vi har börjat.", written_for_the_lead)
    page = client.get(world.report.get_absolute_url()).content.decode()
    assert "Vi har börjat." in page and "Texter som är skrivna för dem" not in page


def test_who_makes_a_report_for_all_is_told_what_becomes_of_its_texts(world, secret) -> None:
    make_for(world, "lead")
    write(world, "Egen text.", key_of(world))

    page = world.lead.get(world.of_draft("report_settings")).content.decode()

    assert "En ändrad text är skriven för dem som leder planen." in page


def test_a_text_is_read_again_before_freezing_when_what_it_rested_on_has_closed(world) -> None:
    other = make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, title="Nattöppet")
    key = key_of(world)
    write(world, "Nattöppet är viktigast.", key)
    Initiative.objects.filter(pk=other.pk).update(visibility="internal")
    client, address = world.lead, world.of_draft("freeze_report")
    typed = {"title": "Till nämnden", "seen": client.get(address).context["form"]["seen"].value()}

    answer = client.post(address, typed)

    assert answer.status_code == 422 and not world.report.editions.exists()
    assert "kan nämna den" in answer.content.decode()
    assert f"{world.of_draft('report_text')}?nyckel=" in answer.content.decode()
    write(world, "Vi har börjat.", key)
    assert world.frozen(client).told == [str(world.initiative.uuid)]


def test_freezing_itself_refuses_a_text_that_rested_on_what_has_closed(world) -> None:
    write(world, "Kvällsöppet är viktigast.", key_of(world))
    Initiative.objects.update(visibility="internal")
    built = making.draft(world.now, user=None, today=DAY)

    with pytest.raises(actions.NotNow, match="Läs och spara den igen"):
        actions.freeze(world.now, built, title="Till nämnden", by=OPERATOR)


def test_an_edition_rests_on_what_its_texts_rested_on(world) -> None:
    other = make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, title="Nattöppet")
    write(world, "Nattöppet är viktigast.", key_of(world))
    now = making.draft(world.now, user=None, today=DAY)

    edition = actions.freeze(world.now, Built(now.document, frozenset()), title="Till nämnden", by=OPERATOR)
    Initiative.objects.filter(pk=other.pk).update(visibility="internal")

    assert set(edition.told) == {str(other.uuid), str(world.initiative.uuid)}
    answer = world.lead.post(world.url("publish_edition", edition.uuid))
    assert answer.status_code == 422 and "Nattöppet" in answer.content.decode()
