"""What is drawn of money: the map of who gets how much for each inhabitant, and where a year's money goes."""

from dataclasses import replace
from fractions import Fraction

from handslag.allocation import Allocation
from handslag.documents import figures
from handslag.documents.figures import Drawing, Step, ValueTile, value_tiles
from handslag.documents.figures_values import State
from handslag.funding.agreements.queries import Money
from handslag.funding.agreements.receivers import Receivers
from handslag.funding.agreements.table import Row, two_decimals
from handslag.places.models import Area
from handslag.places.tiles import county_names, county_positions, positions
from handslag.swedish.kronor import kronor, millions
from handslag.swedish.numbers import NO_BREAK_SPACE


def share_map(rows: list[Row], allocation: Allocation, receivers: Receivers) -> Drawing | None:
    """Return the map of the country's counties or regions; of a line to municipalities, the county's own municipalities.

    None where all get the same for each inhabitant, to two decimals: there is nothing to see then.
    """
    is_towns = allocation.level.key == "municipality"
    shown = [row for row in rows if row.is_ours] if is_towns else rows
    people = sum(row.people or 0 for row in rows)
    mean = two_decimals(Fraction(allocation.total, people)) if people else ""
    if len({row.per_text for row in shown}) < 2:
        return None
    tiles = [
        ValueTile(
            row.code,
            row.name if is_towns else county_names()[row.code],
            f"{row.per_text}{NO_BREAK_SPACE}kr" if row.per is not None else "uppgift saknas",
            _state(row, Fraction(allocation.total, people) if people else None, mean),
        )
        for row in sorted(shown, key=lambda each: each.code)
    ]
    drawing = value_tiles(
        tiles,
        positions() if is_towns else county_positions(),
        key="fordelning",
        title="Kronor per invånare",
        finding=told_spread(shown),
        unit="Kronor per invånare",
        reference=f"hela landets {mean}{NO_BREAK_SPACE}kr",
        head="Kommun" if is_towns else "Län",
    )
    where = "kommunerna" if is_towns else "länen"
    # The map's own note tells of intervals; kronor that are worked out have none.
    return replace(
        drawing, note=f"Lika stora rutor, ungefär som {where} ligger. Räkneexempel. Folkmängd {receivers.edition}."
    )


def _state(row: Row, mean: Fraction | None, mean_text: str) -> State:
    if row.per is None or mean is None:
        return "not_known"
    if row.per_text == mean_text:
        return "same"
    return "higher" if row.per > mean else "lower"


def told_spread(rows: list[Row]) -> str:
    """Return from how little to how much they get for each inhabitant."""
    known = [row for row in rows if row.per is not None]
    if not known:
        return "Folkmängden är inte känd."
    low, high = min(known, key=lambda row: row.per or 0), max(known, key=lambda row: row.per or 0)
    if high.per_text == low.per_text:
        return f"Alla får {high.per_text}{NO_BREAK_SPACE}kr per invånare."
    return f"Från {low.per_text}{NO_BREAK_SPACE}kr per invånare i {low.name} till {high.per_text}{NO_BREAK_SPACE}kr i {high.name}."


def waterfall(money: Money, county: Area) -> Drawing | None:
    """Return how a year's money falls to what the county gets; None where no share of the county can be worked out.

    What falls away is what goes to the nation and to others' regions, municipalities and counties, and lines whose share
    is not known: together with the county's they are the whole, to the krona.
    """
    whole = money.agreement.kronor if money.agreement.kronor is not None else money.known
    if not money.counted or money.known > whole:
        return None  # a sum is wrong, and says so; a picture of it would not be true
    steps = [Step("Hela summan", whole, millions(whole)), *_falls(money, whole)]
    steps.append(Step(f"{county.name}, vår beräkning", money.ours, kronor(money.ours)))
    return figures.waterfall(
        steps,
        key="pengarnas-vag",
        title="Vart årets pengar går",
        finding=f"{county.name} skulle få {kronor(money.ours)} av de poster som går att räkna, enligt vår beräkning.",
        head="Steg",
        note=_rests_on(money),
    )


def _rests_on(money: Money) -> str:
    """Return what the figure rests on: a proposal, lines that are left out, whose words it is."""
    agreement = money.agreement
    told = (
        "Ett räkneexempel: det som utbetalaren har publicerat står post för post i tabellen.",
        "Överenskommelsen är ett förslag." if agreement.status == "proposal" else "",
        "Poster vars belopp inte är kända är inte med." if money.unknown else "",
        f"Källa: {agreement.source.rstrip('.')}." if agreement.source else "",
    )
    return " ".join(each for each in told if each)


_OTHERS = {
    "region": "Till andra regioner",
    "municipality": "Till kommuner i andra län",
    "county": "Till andra län gemensamt",
    "national": "Till nationell nivå",
}


def _falls(money: Money, whole: int) -> list[Step]:
    """Return what goes to others than the county, by kind of receiver, and what nobody can say the county's part of."""
    away: dict[str, int] = {}
    untold = whole - money.known
    for each in money.lines:
        amount = each.line.kronor or 0
        if each.share.kronor is None and each.line.receiver != "national":
            untold += amount
        else:
            away[each.line.receiver] = away.get(each.line.receiver, 0) + amount - (each.share.kronor or 0)
    told = [(words, away[key]) for key, words in _OTHERS.items() if away.get(key)]
    told += [("Länets del går inte att räkna", untold)] if untold else []
    return [Step(words, amount, f"−{millions(amount)}", "fall") for words, amount in told]
