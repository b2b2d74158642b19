"""Tells how a share came about, step by step, and by which rule, in plain Swedish."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from handslag.allocation.shares import Allocation, Share
from handslag.allocation.words import decimals, exact_kronor, kronor_and_ore, percent, plain
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import MINUS, capitalised, number


@dataclass(frozen=True)
class Step:
    """One step. what: the words. value: the number. how: where it comes from, "" where that is plain."""

    what: str
    value: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.value}" + (f" ({self.how})" if self.how else "")


def explain(allocation: Allocation, code: str) -> tuple[Step, ...]:
    """Return the steps to a unit's share, the share last. Raises AllocationInputError where the unit has none."""
    share = allocation.share(code)
    steps = [*_base(allocation, share), *_by_weight(allocation, share), *_bound(allocation, share)]
    return (*steps, *_rounding(allocation, share), _final(allocation, share))


def rule_in_words(allocation: Allocation) -> str:
    """Return the whole rule: key, method, what is done with equal remainders, what is rounded to what."""
    key, level = allocation.key, allocation.level
    told = [f"Nyckel: {key.in_words(level)}."]
    told += [f"Vår läsning: {key.reading}"] if key.reading else []
    told += [*_bounds_in_words(allocation), *_rounding_in_words(allocation)]
    told.append("Delarna blir tillsammans summan på kronan.")
    told += [f"Underlag: {allocation.vintage}."] if allocation.vintage else []
    return " ".join(told)


def _rounding_in_words(allocation: Allocation) -> Iterator[str]:
    unit = allocation.unit
    if not allocation.weights and not any(each.remainder for each in allocation.shares):
        return  # amounts that are fixed beforehand are not rounded
    yield (
        f"Varje del räknas exakt och avrundas nedåt till {_steps(unit)}. Det som då blir över ges till dem som förlorade "
        f"mest på avrundningen, {kronor(unit)} var (största restens metod). Vid lika rest går den större vikten före, "
        "sedan den lägre koden."
    )
    if rest := allocation.total % unit:
        even = f"Summan går inte jämnt upp i {kronor(unit)}"
        yield f"{even}: de sista {kronor(rest)} ges till den som står näst i tur."


def _steps(unit: int) -> str:
    return "hela kronor" if unit == 1 else f"jämna {number(unit)}-tal kronor"


def _bounds_in_words(allocation: Allocation) -> Iterator[str]:
    bounds, each = allocation.key.bounds, allocation.level.each
    for one, name, among in (("Minst", "floor", bounds.floors), ("Högst", "ceiling", bounds.ceilings)):
        general = getattr(bounds, name)
        single = [f"{kronor(amount)} till {allocation.share(code).name}" for code, amount in sorted(among.items())]
        told = ([f"{kronor(general)} till {each}"] if general is not None else []) + single
        if told:
            yield f"{one} {', '.join(told)}."
    if bounds:
        yield "Den som skulle få mindre än sitt golv får golvet, mer än sitt tak får taket, och resten delas mellan de andra."


def _base(allocation: Allocation, share: Share) -> Iterator[Step]:
    """Yield the fixed part and what it leaves, where there is one."""
    if not allocation.bases:
        return
    level, count = allocation.level, len(allocation.shares)
    is_same = allocation.has_one_base
    taken = f"tillsammans {kronor(allocation.bases)}"
    many = f"{number(count)} {level.many if count != 1 else level.one}"
    how = f"{many} får lika mycket, {taken}." if is_same else f"{many} får fasta belopp, {taken}."
    what = f"Fast del till {level.each}" if is_same else f"{capitalised(level.whose)} fasta del"
    yield Step(what, number(share.base), how)
    if allocation.weights:
        left = f"{number(allocation.total)} {MINUS} {number(allocation.bases)}"
        yield Step(f"Kvar att dela efter {allocation.key.by}", number(allocation.total - allocation.bases), left)


def _by_weight(allocation: Allocation, share: Share) -> Iterator[Step]:
    """Yield the unit's part of the weights and what that is in kronor."""
    if not allocation.weights:
        return
    if len(allocation.free) == len(allocation.shares):
        yield from _part(allocation, share, allocation.weights, Fraction(allocation.total - allocation.bases), "")
        return
    shared = allocation.left_to_free
    number_held = len(allocation.shares) - len(allocation.free)
    others = "de andra" if share.bound else "dem som inte ligger vid golv eller tak"
    how = f"{number(number_held)} av {number(len(allocation.shares))} ligger vid golv eller tak"
    yield Step(f"Kvar att dela mellan {others}", exact_kronor(shared), how)
    if not share.bound:
        yield from _part(allocation, share, allocation.free_weights, shared, " bland dem")


def _part(allocation: Allocation, share: Share, weights: Fraction, shared: Fraction, among: str) -> Iterator[Step]:
    if not weights:
        return
    part = share.weight / weights
    measure = f"{allocation.key.measure()}{_ours(allocation)}"
    whose = capitalised(allocation.level.whose)
    yield Step(
        f"{whose} andel av {measure}{among}",
        percent(part, 3),
        f"{plain(share.weight)} av {plain(weights)} {allocation.key.counted}".rstrip(),
    )
    what = f"{whose} rörliga del" if allocation.bases else f"{whose} del, exakt"
    yield Step(what, decimals(shared * part, 2), f"{plain(shared)} × {decimals(part, 7)}")


def _ours(allocation: Allocation) -> str:
    return " (vår läsning)" if allocation.key.reading else ""


def _bound(allocation: Allocation, share: Share) -> Iterator[Step]:
    if not share.bound:
        return
    bounds = allocation.key.bounds
    free = share.base + share.weight * allocation.per_weight
    is_floor = share.bound == "floor"
    limit = bounds.floor_of(share.code) if is_floor else bounds.ceiling_of(share.code)
    what, side = ("Golv", "under golvet") if is_floor else ("Tak", "över taket")
    assert limit is not None  # the share says that it was held by it
    yield Step(what, number(limit), f"{exact_kronor(free)} efter nyckeln ligger {side}")


def _rounding(allocation: Allocation, share: Share) -> Iterator[Step]:
    """Yield how an exact share became whole kronor, where it was not already."""
    if not share.remainder:
        return
    down = f"{exact_kronor(share.exact)} avrundas nedåt till {number(share.rounded_down)}"
    over = f"{kronor(allocation.left_over)} blev över när alla hade avrundats nedåt"
    served = allocation.served
    if share.order is None:
        yield Step(
            "Avrundning", "nedåt", f"{down}. {over}, och gick till {number(served)} som stod före i tur efter rest."
        )
        return
    turn = f"{allocation.level.the} är nummer {number(share.order)} av {number(served)} i tur efter rest"
    yield Step("Avrundning", "uppåt", f"{down}. {over}: {turn} och får {kronor(share.extra)}.")


def _final(allocation: Allocation, share: Share) -> Step:
    per = Fraction(share.kronor, share.population) if share.population else None
    return Step(share.name, kronor(share.kronor), f"{kronor_and_ore(per)} per invånare" if per is not None else "")
