"""What is drawn of a plan's money as a whole: how a year's money flows to what is left, and each initiative's part of it."""

from collections.abc import Iterable, Sequence

from handslag.documents.figures import Drawing, Spent, Step, spent_bars, waterfall
from handslag.funding.agreements.queries import MoneyLine
from handslag.funding.ledger.queries import Line
from handslag.funding.ledger.rules import total
from handslag.funding.telling import PotTold, Telling
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import count, number

MOST = 12
"""Rows of the bars; what there is more of is counted."""
NOT_STATED = "belopp inte angivet"


def flow(told: Telling, year: int) -> Drawing | None:
    """Return how a year's money goes from what the county has to what is left of it; None where there is nothing to follow.

    Only what is known is in it: awards without a sum, and those from elsewhere than the year's pots, are told of in words.
    """
    pots = [each for each in told.decided if each.pot.year == year]
    keys = {each.pot.pk for each in pots}
    of_year = [each for each in told.lines if each.award.year == year]
    lines = [each for each in of_year if each.award.pot_id in keys] if pots else of_year
    known = [each for each in lines if each.standing.granted is not None]
    unknown = len(lines) - len(known)
    steps = [*_before(told, pots, known, unknown), *_after(known)]
    if len(steps) < 2:
        return None
    left = steps[-1]
    finding = f"{left.words} är kvar att använda eller återbetala." if known else "Inget belopp är tilldelat."
    return waterfall(
        steps, key=f"medlens-vag-{year}", title=f"Pengarnas väg {year}", finding=finding,
        note=" ".join(filter(None, (_unknown(unknown), _beside(len(of_year) - len(lines))))),
    )  # fmt: skip


def _unknown(n: int) -> str:
    if not n:
        return ""
    return f"{count(n, 'tilldelning', 'tilldelningar')} utan angivet belopp är inte med: okänt är inte noll."


def _beside(n: int) -> str:
    return f"{count(n, 'tilldelning', 'tilldelningar')} från annat än årets potter är inte med." if n else ""


def _before(told: Telling, pots: Sequence[PotTold], known: Sequence[Line], unknown: int) -> list[Step]:
    """Return the steps down to what is awarded. A sum that is less than the one after it is left out: it is not the same money."""
    awarded = sum(each.standing.granted or 0 for each in known)
    not_given = "Inte tilldelat med känt belopp" if unknown else "Inte tilldelat"
    levels = [
        # Money that goes from year to year is not the year's grant: then the flow begins with the pots.
        ("", "Länets del av statsbidraget", None if _is_carried(pots) else _share(told, pots)),
        ("Inte lagt i en pott", "Att fördela i potter", _whole([each.purse.free for each in pots])),
        ("Inte beslutat", "Beslutat", _whole([each.decision and each.decision.kronor for each in pots])),
        (not_given, "Tilldelat", awarded if known else None),
    ]
    kept: list[tuple[str, str, int]] = []
    for gone, name, amount in reversed(levels):
        if amount is not None and (not kept or amount >= kept[0][2]):
            kept.insert(0, (gone, name, amount))
    steps: list[Step] = []
    for gone, name, amount in kept:
        if steps and steps[-1].amount > amount:
            rest = steps[-1].amount - amount
            steps.append(Step(gone, rest, f"−{kronor(rest)}", "fall"))
        steps.append(Step(name, amount, kronor(amount)))
    return steps


def _is_carried(pots: Iterable[PotTold]) -> bool:
    """Whether a pot has taken over money from another year, or given it on."""
    return any(each.purse.carried != 0 or each.purse.carried_on for each in pots)


def _whole(amounts: Sequence[int | None]) -> int | None:
    """Return the sum; None where there is nothing to sum, or a part of it is not known."""
    known = [each for each in amounts if each is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _share(told: Telling, pots: Sequence[PotTold]) -> int | None:
    """Return what the county gets of the lines that the pots are of; None where a pot names none, or a share is not known."""
    shares: dict[int, int | None] = {}
    for money in told.agreements:
        for each in money.lines:
            shares[each.line.pk] = share_of(each)
    named = {each.pot.line_id for each in pots}
    found = [shares.get(key) if key else None for key in named]
    return _whole(found)


def share_of(line: MoneyLine) -> int | None:
    """Return what a county gets of a line: what is published, else by our working; None where neither is known."""
    return line.share.kronor if line.decided is None else line.decided


def _after(known: Sequence[Line]) -> list[Step]:
    """Return the steps from what is awarded to what is left; none where more is spent than there is."""
    if not known:
        return []
    asked = total(each.standing.requisitioned for each in known)
    granted = sum(each.standing.granted or 0 for each in known)
    steps = []
    if asked[1] < len(known) and 0 <= asked[0] <= granted:
        steps.append(Step("Därav rekvirerat", asked[0], kronor(asked[0]), "part"))
    used, repaid = (sum(getattr(each.standing, name) or 0 for each in known) for name in ("used", "repaid"))
    if min(used, repaid) < 0 or used + repaid > granted:
        return []
    steps += [
        Step(name, amount, f"−{kronor(amount)}", "fall")
        for name, amount in (("Använt", used), ("Återbetalat", repaid))
        if amount
    ]
    left = granted - used - repaid
    return [*steps, Step("Kvar", left, kronor(left))]


def granted_used_left(told: Telling, *, most: int = MOST) -> Drawing | None:
    """Return each initiative's (or budget post's) money, the most granted first and those without a sum last."""
    rows = sorted(
        (_spent(lines) for lines in _by_receiver(told).values()),
        key=lambda row: (row.granted is None, -(row.granted or 0)),
    )
    known = [row for row in rows if row.granted is not None]
    if not known:
        return None
    finding = f"Av {count(len(rows), 'insats eller budgetpost', 'insatser och budgetposter')} har {number(len(known))} ett angivet belopp."
    rest = len(rows) - most
    return spent_bars(
        rows[:most],
        key="beviljat-anvant-kvar",
        title="Beviljat, använt, kvar",
        finding=finding,
        head="Insats eller budgetpost",
        columns=("Beviljat", "Använt eller återbetalat", "Kvar"),
        note=" ".join(
            filter(None, ("Det fyllda är använt eller återbetalat.", f"Och {number(rest)} till." if rest > 0 else ""))
        ),
    )


def _by_receiver(told: Telling) -> dict[int | str, list[Line]]:
    """Return the awards by the initiative that they are for, or by what a budget post is called."""
    found: dict[int | str, list[Line]] = {}
    for line in told.lines:
        found.setdefault(line.award.initiative_id or line.award.title, []).append(line)
    return found


def _spent(lines: Sequence[Line]) -> Spent:
    """Return a row: of its awards whose sum is known, and how many have none."""
    title = str(lines[0].award)
    known = [each.standing for each in lines if each.standing.granted is not None]
    if not known:
        booked = sum(each.standing.spent for each in lines)
        used = kronor(booked) if any(each.standing.used is not None for each in lines) else "inte bokfört"
        return Spent(title, None, 0, NOT_STATED, (NOT_STATED, used, "går inte att räkna"))
    granted, spent = sum(each.granted or 0 for each in known), sum(each.spent for each in known)
    unknown = len(lines) - len(known)
    least = "minst " if unknown else ""
    left = granted - spent
    words = f"{kronor(left)} kvar" if left >= 0 else f"{kronor(-left)} för mycket"
    is_booked = any(each.used is not None or each.repaid is not None for each in known)
    cells = (f"{least}{kronor(granted)}", kronor(spent) if is_booked else "inte bokfört", f"{least}{kronor(left)}")
    return Spent(title, granted, spent, f"{least}{words}", cells)
