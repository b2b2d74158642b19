"""What a verdict on a goal says, in plain Swedish. Small counts are never told."""

from decimal import Decimal
from typing import TYPE_CHECKING

from handslag.swedish.numbers import number, word

if TYPE_CHECKING:
    from handslag.stats.goals import Goal

FEWEST_TOLD = 10
"""Fewer events than this are not written out, and nothing that gives them back."""

_OF_THE_WORK = "ett mått på själva arbetet, till exempel hur många som nås"
_PROPOSED = f"Följ också {_OF_THE_WORK}."


def plan_text(
    code: str,
    reasons: tuple[str, ...],
    *,
    kind: str,
    area: str,
    change: float = 0.0,
    earliest_year: int | None = None,
    points: int | None = None,
    step: int = 1,
) -> str:
    """Return the text of a verdict on a goal whose time has not come. change: relative for rates, else absolute."""
    wish, here = _wish(kind, change), f"I {area}" if area else "Här"
    when = _points(points or 0, is_yearly=kind == "rate" and step == 1)
    few = "inträffar så få fall" if kind == "rate" else "svarar så få"
    if code == "measurable":
        size = "minskning" if change < 0 else "ökning"
        return (
            f"Målet ({wish}) kan synas i statistiken. {earliest_year} finns {when} efter start, "
            f"och en så stor {size} syns då i minst 8 fall av 10."
        )
    if code == "only_after_year":
        return (
            f"Målet ({wish}) kan synas i statistiken tidigast när {when} finns efter start, det vill säga "
            f"{earliest_year}. Före dess går det inte att säga om målet är nått. {_PROPOSED}"
        )
    if code == "measurable_only_for_county":
        return (
            f"{here} {few} att målet ({wish}) inte kan synas i statistiken. För länet kan det synas tidigast "
            f"{earliest_year}. Följ målet för länet, och här {_OF_THE_WORK}."
        )
    return {
        "no_baseline": "Det finns inga värden för utgångsläget. Då går det inte att se om målet nås. "
        "Välj en period som har värden, eller en annan indikator.",
        "no_events": "Under utgångsperioden finns inga fall, så det går inte att se en minskning. "
        "Ett lågt värde betyder inte att problemet är löst.",
        "no_change_wished": "Målet innebär ingen förändring åt det önskade hållet, jämfört med utgångsläget. "
        "Ange en annan nivå.",
        "too_few_events": f"{here} {few} att målet ({wish}) inte kan synas i statistiken inom rimlig tid. "
        f"Välj en längre period eller {_OF_THE_WORK}.",
    }[reasons[0]]


def follow_up_text(
    code: str,
    wish: "Goal",
    *,
    years: tuple[int, int] | None = None,
    count: float = 0,
    exposure: float = 0,
    limits: tuple[float, float] = (0, 0),
    target: float | None = None,
) -> str:
    """Return the text of a verdict at follow-up. limits, target: per unit of exposure, or 0-1; no target: it is not told."""
    if years is None:
        return f"Värden saknas för åren fram till {wish.year}. Det går inte att säga om målet är nått."
    is_low, unit = wish.direction == "lower", _unit(wish)
    scale = Decimal(repr(float(wish.per))) if wish.kind == "rate" else Decimal(100)
    level = "" if target is None else f" ({'högst' if is_low else 'minst'} {_shown(target, scale)} {unit})"
    right, wrong = ("under", "över") if is_low else ("över", "under")
    said = {
        "reached": f"Målet{level} är nått: också räknat med slumpen ligger värdet {right} målet.",
        "not_reached": f"Målet{level} är inte nått: också räknat med slumpen ligger värdet {wrong} målet.",
        "cannot_be_told": f"Det går inte att säga om målet{level} är nått: "
        "skillnaden mot målet är inte större än vad slumpen kan ge.",
    }[code]
    period = f"{years[0]}" if years[0] == years[1] else f"{years[0]}–{years[1]}"
    if count < FEWEST_TOLD or (wish.kind == "proportion" and exposure - count < FEWEST_TOLD):
        return f"{said} Under {period} är talen så små att de varierar kraftigt av en slump. Vi visar dem inte."
    between = f"Slumpen ensam kan ge mellan {_shown(limits[0], scale)} och {_shown(limits[1], scale)}."
    if wish.kind == "rate":
        found = f"inträffade {_whole(count)} fall, det vill säga {_shown(count / exposure, scale)} {unit} och år"
    else:
        found = f"var det {_whole(count)} av {_whole(exposure)}, det vill säga {_shown(count / exposure, scale)} {unit}"
    return f"{said} Under {period} {found}. {between}"


def _wish(kind: str, change: float) -> str:
    size = Decimal(repr(round(100 * abs(float(change)), 1)))
    shown = number(size, decimals=0 if size == size.to_integral_value() else 1)
    if kind == "rate":
        return f"{shown} procent {'färre' if change < 0 else 'fler'}"
    unit = "procentenhet" if size == 1 else "procentenheter"
    return f"{shown} {unit} {'lägre' if change < 0 else 'högre'}"


def _points(points: int, *, is_yearly: bool) -> str:
    if is_yearly:
        return f"{word(points, gender='ett')} år med data"
    return f"{word(points, gender='en')} {'mätning' if points == 1 else 'mätningar'}"


def _unit(wish: "Goal") -> str:
    if wish.kind == "proportion":
        return "procent"
    return f"per {_whole(wish.per)} invånare"


def _shown(value: float, scale: Decimal) -> str:
    return number(Decimal(repr(float(value))) * scale, decimals=1)


def _whole(value: float) -> str:
    return number(Decimal(repr(float(value))), decimals=0)
