"""Each länsdel's budget: what it has to decide about, what is granted of it, used, and left (R52)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from handslag.funding.ledger.queries import Line
from handslag.funding.ledger.rules import total
from handslag.funding.models import Pot
from handslag.places.models import Lansdel
from handslag.plans.models import Plan


@dataclass(frozen=True)
class Budget:
    """A pot of a länsdel with what is granted of it. carried_on: what later pots have taken over of it."""

    pot: Pot
    lines: tuple[Line, ...]
    carried_on: int = 0

    @property
    def own(self) -> int | None:
        """What the pot has less what later ones have taken over: a krona is in one budget. None where it is not known."""
        return None if self.pot.to_share is None else self.pot.to_share - self.carried_on

    @property
    def granted(self) -> int:
        """The stated sums together; see `unknown`."""
        return total(line.standing.granted for line in self.lines)[0]

    @property
    def unknown(self) -> int:
        """How many awards have no sum."""
        return total(line.standing.granted for line in self.lines)[1]

    @property
    def spent(self) -> int | None:
        """What is used and repaid; None where nothing of the kind is entered."""
        entered = [line for line in self.lines if (line.standing.used, line.standing.repaid) != (None, None)]
        return sum(line.standing.spent for line in entered) if entered else None

    @property
    def left(self) -> int | None:
        """What of the pot is not used or repaid; None where the pot's sum is not known."""
        return None if self.own is None else self.own - (self.spent or 0)

    @property
    def not_granted(self) -> int | None:
        """What of the pot nobody has been granted; None where a sum is not known."""
        return None if self.own is None or self.unknown else self.own - self.granted


@dataclass(frozen=True)
class OfLansdel:
    """A länsdel with its budgets, the latest year first."""

    lansdel: Lansdel
    budgets: tuple[Budget, ...]


def budgets_of(plan: Plan, lines: Iterable[Line]) -> list[OfLansdel]:
    """Return every länsdel with its budgets, those without one too. Three queries."""
    by_pot: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.award.pot_id:
            by_pot[line.award.pot_id].append(line)
    later = Pot.objects.filter(carried_from__plan=plan).order_by().values_list("carried_from")
    taken = dict(later.annotate(n=Sum("carried")))
    budgets: dict[int, list[Budget]] = defaultdict(list)
    for pot in Pot.objects.filter(plan=plan, lansdel__isnull=False).select_related("plan__county", "lansdel"):
        budgets[pot.lansdel_id].append(Budget(pot, tuple(by_pot[pot.pk]), taken.get(pot.pk) or 0))
    places = Lansdel.objects.filter(division=plan.division_id) if plan.division_id else Lansdel.objects.none()
    found = {each.pk: each for each in places.order_by("position", "id")}
    found |= {each[0].pot.lansdel_id: each[0].pot.lansdel for each in budgets.values()}
    return [OfLansdel(place, tuple(budgets[pk])) for pk, place in found.items()]
