"""What two later pots take over from the same earlier pot at the same time: never more than it has left."""

import re
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse

from handslag.funding.models import Pot
from handslag.funding.pots.forms import PotForm
from handslag.plans.actions import InTheWay, withdraw
from handslag.trust.changes import OPERATOR
from handslag.trust.models import Change
from tests import factories as make
from tests.funding.pots_ground import Ground, ground

ALIVE = 20
"""Seconds that a thread waits for the other."""


def at_once(*acts: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Return what each act answered, all of them begun together."""
    answers: list[HttpResponse] = []

    def one(act: Callable[[], HttpResponse]) -> None:
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(each,)) for each in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers


@pytest.fixture
def both_have_asked(monkeypatch) -> None:
    """Let no form go on to be saved before both have asked what is left."""
    met, ask = Barrier(2), PotForm._weigh

    def ask_and_wait(form: PotForm, cleaned: Any) -> None:
        ask(form, cleaned)
        met.wait(ALIVE)

    monkeypatch.setattr(PotForm, "_weigh", ask_and_wait)


def typed(world: Ground, title: str, carried: int) -> dict[str, Any]:
    return {"title": title, "year": 2027, "kind": "joint", "kronor": "5 000", "carried_from": world.pot.pk, "carried": carried}  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_new_pots_do_not_take_over_the_same_kronor(static_files, both_have_asked) -> None:
    world = ground()
    address, keepers = world.url("add", "ny-pott", world.plan.uuid), [world.keeper, world.keeper]

    answers = at_once(
        lambda: keepers[0].post(address, typed(world, "Ena", 700_000)),
        lambda: keepers[1].post(address, typed(world, "Andra", 400_000)),
    )

    assert sorted(each.status_code for each in answers) == [302, 422]
    told = next(each for each in answers if each.status_code == 422).content.decode()
    (first,) = Pot.objects.filter(carried_from=world.pot)
    left = {700_000: "300 000", 400_000: "600 000"}[first.carried]
    assert left in re.sub(r"\s", " ", told)
    typed_by_the_second = "Andra" if first.title == "Ena" else "Ena"
    assert f'value="{typed_by_the_second}"' in told


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_changed_pots_do_not_take_over_the_same_kronor(static_files, both_have_asked) -> None:
    world = ground()
    later = [make.pot(world.plan, title=f"Nästa {n}", year=2027, carried_from=world.pot, carried=1) for n in (1, 2)]
    keepers = [world.keeper, world.keeper]

    def change(pot: Pot, client: Any) -> HttpResponse:
        asked = typed(world, pot.title, 600_000) | {"version": pot.version}
        return client.post(world.url("edit", "pott", pot.uuid), asked)

    answers = at_once(*(lambda pair=pair: change(*pair) for pair in zip(later, keepers, strict=True)))

    assert sorted(each.status_code for each in answers) == [302, 422]
    assert sorted(Pot.objects.filter(carried_from=world.pot).values_list("carried", flat=True)) == [1, 600_000]
    assert Change.objects.filter(target_kind=Pot.KIND).count() == 1


@pytest.mark.django_db
def test_a_pot_that_another_took_over_from_is_not_withdrawn_whatever_was_asked_before() -> None:
    world = ground()
    make.pot(world.plan, year=2027, carried_from=world.pot, carried=1)

    with pytest.raises(InTheWay, match="senare pott"):
        withdraw(world.pot, by=OPERATOR, version=world.pot.version, reason="Fel")
