"""Two people, one thing: the second is told, sees both and chooses; nothing typed is lost."""

import pytest

from handslag.plans.models import Initiative
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db


def write(ground: Ground, client, **values):
    start = {"summary": "", "purpose": "", "background": "", "version": "1"}
    return client.post(ground.url("edit", "syfte", ground.mine), start | values)


def now(ground: Ground) -> Initiative:
    return Initiative.objects.get(pk=ground.mine.pk)


def test_both_versions_are_shown_and_nothing_is_saved(ground: Ground) -> None:
    write(ground, ground.owner, purpose="Den förstas syfte")
    answer = write(ground, ground.owner, purpose="Den andras syfte")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Någon har ändrat samma uppgift" in page
    assert page.count("Den förstas syfte") == 1
    assert page.count("Den andras syfte") == 2  # beside theirs, and in the field
    assert 'name="version" value="2"' in page
    assert now(ground).purpose == "Den förstas syfte"


def test_the_second_may_insist(ground: Ground) -> None:
    write(ground, ground.owner, purpose="Den förstas")
    write(ground, ground.owner, purpose="Den andras", version="2")
    assert now(ground).purpose == "Den andras"


def test_the_second_may_take_theirs_in_one_field_and_keep_another(ground: Ground) -> None:
    write(ground, ground.owner, purpose="Den förstas", summary="Den förstas")
    write(ground, ground.owner, purpose="Den andras", summary="Den andras", version="2", ta_purpose="1")
    assert (now(ground).purpose, now(ground).summary) == ("Den förstas", "Den andras")


def test_what_only_they_changed_is_not_lost_by_a_stale_form(ground: Ground) -> None:
    write(ground, ground.owner, background="Deras bakgrund")
    answer = write(ground, ground.owner, purpose="Mitt syfte")
    page = answer.content.decode()
    assert "Ni har ändrat olika saker" in page
    assert "Deras bakgrund" in page
    write(ground, ground.owner, purpose="Mitt syfte", background="Deras bakgrund", version="2")
    assert (now(ground).purpose, now(ground).background) == ("Mitt syfte", "Deras bakgrund")


def test_two_who_wrote_the_same_do_not_clash(ground: Ground) -> None:
    write(ground, ground.owner, purpose="Samma")
    page = write(ground, ground.owner, purpose="Samma").content.decode()
    assert "De skrev" not in page
