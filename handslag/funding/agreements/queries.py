"""What pages of agreements read: an agreement with its sums, and the county's share of each of its lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from handslag.allocation import (
    Allocation,
    AllocationInputError,
    LikelyReason,
    StatedSum,
    Step,
    SumCheck,
    check_sums,
    explain,
    likely_reason,
)
from handslag.allocation.checks import RIGHT, WRONG
from handslag.funding.agreements.parting import CountyShare, Parting, key_words, needs_ages, part, share_of
from handslag.funding.agreements.receivers import Receivers, receivers_in, year_for, years_known
from handslag.funding.models import Agreement, GrantLine, Payee, PublishedShare
from handslag.funding.words import RECEIVERS
from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.swedish.kronor import kronor, millions
from handslag.swedish.lists import join
from handslag.swedish.numbers import count, number, percent, word

ALL = 100


def agreements_of(county: Area, user: Any) -> QuerySet[Agreement]:
    """Return the agreements that ship, and the county's own of plans that `user` may know of. The county's own come first."""
    plans = Plan.objects.visible_to(user).filter(county=county)
    found = Agreement.objects.filter(Q(plan__isnull=True) | Q(plan__in=plans))
    return found.select_related("plan__county", "plan__lead").order_by("-year", "-plan_id", "title", "id")


def lines_of(county: Area, user: Any) -> QuerySet[GrantLine]:
    """Return the standing lines of those agreements."""
    found = GrantLine.objects.filter(agreement__in=agreements_of(county, user).order_by())
    return found.select_related("agreement__plan__county", "agreement__plan__lead")


# Sums


@dataclass(frozen=True)
class Sums:
    """An agreement's stated sums held against its lines. told: the answer in a few words. is_wrong: some sum is wrong."""

    checks: tuple[SumCheck, ...]
    told: str

    @property
    def is_wrong(self) -> bool:
        return any(each.state == WRONG for each in self.checks)

    @property
    def wrong(self) -> list[SumCheck]:
        return [each for each in self.checks if each.state == WRONG]


def sums_of(agreement: Agreement, lines: Iterable[GrantLine]) -> Sums:
    """Return the checks of an agreement's sums."""
    lines = list(lines)
    stated = [StatedSum(tuple(key.split("+")), amount) for key, amount in agreement.stated_sums.items()]
    amounts = [(line.receiver, line.kronor) for line in lines]
    checks = check_sums(agreement.kronor, amounts, stated, is_complete=agreement.is_complete)
    return Sums(checks, _told(checks, len(lines)))


def _told(checks: tuple[SumCheck, ...], n: int) -> str:
    whole = checks[0]
    if wrong := [each for each in checks if each.state == WRONG]:
        return f"{len(wrong)} av {count(len(checks), 'summa', 'summor')} stämmer inte."
    if whole.state == RIGHT:
        return f"de {word(n)} posterna ger summan på kronan" if n != 1 else "posten är hela summan"
    return f"går inte att kontrollera: {whole.why}"


# A county's money of a year


@dataclass(frozen=True)
class MoneyLine:
    """A line as a county sees it. key: in words. share: by our working. published: what the payer has said, by area's code.

    decided: those together, None where none or only some are there. payees: who is paid; flags: what is missing, in words.
    """

    line: GrantLine
    key: str
    parting: Parting
    share: CountyShare
    published: Mapping[str, PublishedShare]
    payees: tuple[Payee, ...]
    decided: int | None
    flags: tuple[str, ...]

    @property
    def difference(self) -> int | None:
        """Kronor that the decided amount is above ours; None where either is not known."""
        if self.decided is None or self.share.kronor is None:
            return None
        return self.decided - self.share.kronor


@dataclass(frozen=True)
class Money:
    """An agreement as a county sees it. known: the lines' kronor that are known, unknown: how many are not.

    ours: the county's shares that could be worked out, of so many lines (`counted`) of those that are parted (`parted`).
    """

    agreement: Agreement
    lines: tuple[MoneyLine, ...]
    sums: Sums
    receivers: Receivers

    @property
    def by_receiver(self) -> list[tuple[str, list[MoneyLine]]]:
        """Return the lines under what their receivers are called, in the order of RECEIVERS."""
        groups = [
            (words, [each for each in self.lines if each.line.receiver == key]) for key, words in RECEIVERS.items()
        ]
        return [(words, lines) for words, lines in groups if lines]

    @property
    def known(self) -> int:
        return sum(each.line.kronor for each in self.lines if each.line.kronor is not None)

    @property
    def unknown(self) -> int:
        return sum(each.line.kronor is None for each in self.lines)

    @property
    def parted(self) -> int:
        return sum(each.line.receiver != "national" for each in self.lines)

    @property
    def counted(self) -> int:
        return sum(each.share.kronor is not None for each in self.lines)

    @property
    def ours(self) -> int:
        return sum(each.share.kronor or 0 for each in self.lines)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Return why shares could not be worked out, each with the lines that it is about."""
        told: dict[str, list[str]] = {}
        for each in self.lines:
            if each.share.why and each.line.receiver != "national":
                told.setdefault(each.share.why, []).append(each.line.title)
        return [(why, "" if len(titles) == self.parted else join(titles)) for why, titles in told.items()]

    def line(self, slug: str) -> MoneyLine | None:
        """Return the line of that name; without one, the first to counties that can be worked out, else the first that can."""
        named = next((each for each in self.lines if each.line.slug == slug), None)
        can = [each for each in self.lines if each.share.kronor is not None]
        first = next((each for each in can if each.line.receiver == "county"), can[0] if can else None)
        return named or first


def money_of(agreement: Agreement, county: Area, plan: Plan | None, *, asked_year: int | None = None) -> Money:
    """Return an agreement's lines with the county's shares. Seven queries at most, whatever the number of lines."""
    return moneys_of([agreement], county, plan, asked_year=asked_year)[0]


def moneys_of(
    agreements: Iterable[Agreement], county: Area, plan: Plan | None, *, asked_year: int | None = None
) -> list[Money]:
    """Return the same of several. Six queries, and up to two for each year of population that they are parted by."""
    agreements = list(agreements)
    by_agreement = {each.pk: list(each.lines.all()) for each in agreements}
    every = [line for lines in by_agreement.values() for line in lines]
    published, payees = published_of(plan, every), _payees(plan, every)
    years = years_known()
    found: dict[tuple[int | None, bool], Receivers] = {}
    made = []
    for each in agreements:
        lines = by_agreement[each.pk]
        wanted = year_for(asked_year, years, grant_year=each.year), needs_ages(lines)
        if wanted not in found:
            found[wanted] = receivers_in(wanted[0], years, by_age=wanted[1])
        made.append(_money(each, lines, county, found[wanted], published, payees))
    return made


def _money(
    agreement: Agreement,
    lines: list[GrantLine],
    county: Area,
    receivers: Receivers,
    published: Mapping[int, Mapping[str, PublishedShare]],
    payees: Mapping[int, tuple[Payee, ...]],
) -> Money:
    names = names_of(receivers)
    made = []
    for line in lines:
        parting = part(line, receivers)
        share = share_of(parting, county, receivers)
        said, paid = published.get(line.pk, {}), payees.get(line.pk, ())
        decided = _decided(line, said, county, receivers)
        flags = (*_missing(line, said, decided, county, receivers), *payee_flags(line, paid, _whole(decided, share)))
        made.append(MoneyLine(line, key_words(line, names), parting, share, said, paid, decided, flags))
    return Money(agreement, tuple(made), sums_of(agreement, lines), receivers)


@dataclass(frozen=True)
class Whole:
    """What a county gets of a line. kind: "published" by the payer, "computed" by our working, or "unknown", and why then."""

    kronor: int | None
    kind: str
    why: str = ""


def wholes_of(
    lines: list[GrantLine], county: Area, published: Mapping[int, Mapping[str, PublishedShare]]
) -> dict[int, Whole]:
    """Return what the county gets of each line of a year. What is published rules. Three queries at most; none without lines."""
    if not lines:
        return {}
    years = years_known()
    year = year_for(None, years, grant_year=lines[0].agreement.year)
    receivers = receivers_in(year, years, by_age=needs_ages(lines))
    return {line.pk: _whole_of(line, published.get(line.pk, {}), county, receivers) for line in lines}


def _whole_of(line: GrantLine, said: Mapping[str, PublishedShare], county: Area, receivers: Receivers) -> Whole:
    decided = _decided(line, said, county, receivers)
    if decided is not None:
        return Whole(decided, "published")
    share = share_of(part(line, receivers), county, receivers)
    return Whole(None, "unknown", share.why) if share.kronor is None else Whole(share.kronor, "computed")


def names_of(receivers: Receivers) -> dict[str, str]:
    """Return the names of counties and municipalities, by code."""
    return {unit.code: unit.name for kind in ("county", "municipality") for unit in receivers.units.get(kind, ())}


def published_of(plan: Plan | None, lines: list[GrantLine]) -> dict[int, dict[str, PublishedShare]]:
    """Return what the payer has said of lines, by line and by area's code. One query."""
    found: dict[int, dict[str, PublishedShare]] = {}
    if plan is not None:
        for each in PublishedShare.objects.filter(plan=plan, line__in=lines).select_related("area", "line"):
            found.setdefault(each.line_id, {})[each.area.code] = each
    return found


def _payees(plan: Plan | None, lines: list[GrantLine]) -> dict[int, tuple[Payee, ...]]:
    found: dict[int, tuple[Payee, ...]] = {}
    if plan is not None:
        for each in Payee.objects.filter(plan=plan, line__in=lines).select_related("organisation"):
            found[each.line_id] = (*found.get(each.line_id, ()), each)
    return found


def _decided(line: GrantLine, said: Mapping[str, PublishedShare], county: Area, receivers: Receivers) -> int | None:
    """Return what is published for the county: its own, or its municipalities' together where all are there."""
    if county.code in said:
        return said[county.code].kronor
    towns = receivers.of_county(county.code)
    if line.receiver == "municipality" and towns and all(code in said for code in towns):
        return sum(said[code].kronor for code in towns)
    return None


def _missing(
    line: GrantLine, said: Mapping[str, PublishedShare], decided: int | None, county: Area, receivers: Receivers
) -> tuple[str, ...]:
    towns = receivers.of_county(county.code)
    n = sum(code in said for code in towns)
    if line.receiver != "municipality" or decided is not None or not n:
        return ()
    return (f"publicerat för {n} av {len(towns)} kommuner",)


def _whole(decided: int | None, share: CountyShare) -> int | None:
    return share.kronor if decided is None else decided


def payee_flags(line: GrantLine, payees: Iterable[Payee], whole: int | None) -> tuple[str, ...]:
    """Return what is missing of who a county's line is paid to. whole: what the county gets, None where not known."""
    payees = list(payees)
    if line.receiver != "county":
        return ()
    if not payees:
        return ("mottagare saknas",)
    percents = sum((each.percent for each in payees if each.percent is not None), Decimal(0))
    amounts = sum(each.kronor for each in payees if each.kronor is not None)
    if any(each.percent is None and each.kronor is None for each in payees):
        return ("hur mycket varje mottagare får är inte angivet",) if len(payees) > 1 else ()
    if not amounts:
        return () if percents == ALL else (f"{percent(_plain(ALL - percents))} har ingen mottagare",)
    if whole is None:
        return ()
    left = whole - amounts - int(whole * percents / ALL)
    if abs(left) <= len(payees):  # shares in percent are seldom whole kronor
        return ()
    return (f"{kronor(left)} har ingen mottagare",) if left > 0 else (f"mottagarna får {kronor(-left)} för mycket",)


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


# A chosen line


@dataclass(frozen=True)
class Chosen:
    """A line whose share is followed. steps: to one receiver's share; empty where the county has several (municipalities).

    reason: what may explain that what is published is not ours.
    """

    money: MoneyLine
    steps: tuple[Step, ...]
    towns: tuple[tuple[str, str, int], ...]
    reason: LikelyReason | None


def chosen_of(money: Money, line: MoneyLine | None, county: Area) -> Chosen | None:
    """Return how the county's share of a line came about. Up to four queries, where something is published."""
    if line is None:
        return None
    allocation = line.parting.allocation
    if allocation is None or line.share.kronor is None:
        return Chosen(line, (), (), None)
    if line.share.parts is not None:
        names = names_of(money.receivers)
        towns = tuple((code, names[code], amount) for code, amount in line.share.parts.items())
        return Chosen(line, (), towns, None)
    reason = None
    if line.difference:
        reason = reason_of(allocation, county.code, line.decided or 0, money.receivers, line.line)
    return Chosen(line, explain(allocation, county.code), (), reason)


def reason_of(
    allocation: Allocation, code: str, published: int, receivers: Receivers, line: GrantLine
) -> LikelyReason | None:
    """Return what may explain a published share: the population of the years beside ours, and other roundings."""
    beside = [year for year in receivers.years if receivers.year and abs(year - receivers.year) == 1]
    others = [receivers_in(year, receivers.years, by_age=needs_ages([line])) for year in beside]
    editions = [(each.edition, each.units[line.receiver]) for each in others if each.edition]
    try:
        return likely_reason(published, allocation, code, others=editions)
    except AllocationInputError:
        return likely_reason(published, allocation, code)


# The years


@dataclass(frozen=True)
class YearLink:
    """An agreement among the years. told: what is known of it."""

    agreement: Agreement
    told: str
    is_here: bool


def year_links(agreements: Iterable[Agreement], here: Agreement | None) -> list[YearLink]:
    """Return every agreement as a link, with what is known of it."""
    return [YearLink(each, known_words(each), each == here) for each in agreements]


def known_words(agreement: Agreement) -> str:
    """Return how much of an agreement is known. Its lines must have been fetched."""
    n = len(agreement.lines.all())
    whole = "summan är inte känd" if agreement.kronor is None else f"{millions(agreement.kronor, decimals=0)}"
    if agreement.is_complete and n:
        return f"{whole}, alla poster"
    return f"{whole}, {count(n, 'post', 'poster')} av dem är känd" if n == 1 else (
        f"{whole}, bara {number(n)} poster är kända" if n else f"{whole}, posterna är inte kända"
    )  # fmt: skip


def latest_whole(agreements: list[Agreement]) -> Agreement | None:
    """Return the latest agreement of which all lines are known, else the latest."""
    whole = (each for each in agreements if each.is_complete and each.lines.all())
    return next(whole, agreements[0] if agreements else None)


def receivers_in_words(agreement: Agreement) -> list[tuple[str, int]]:
    """Return the stated sums with whom they are for: [("till regionerna", 820000000)]."""
    return [
        (join([RECEIVERS.get(each, each) for each in key.split("+")]), amount)
        for key, amount in agreement.stated_sums.items()
    ]
