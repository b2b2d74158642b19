"""The panel on an initiative's page: its own output measures, and how far what is there carries a claim."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.template.loader import render_to_string

from handslag.indicators import queries
from handslag.indicators.models import GoalIndicator, MethodStart, TrainingSession
from handslag.indicators.reach.claims import Grounds, Measured, StatedOutcome, ladder
from handslag.indicators.reach.outputs import OF_PERSONS, Amount, counts_something, measures
from handslag.indicators.reach.rates import printed
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Series
from handslag.indicators.series import Value as Told
from handslag.plans.models import Figure, Initiative
from handslag.plans.queries.initiative import add_beside, figure_sums
from handslag.plans.rights import may_edit
from handslag.swedish.numbers import rounded

HIDDEN_SUM = "tal som inte visas, det skyddar enskilda:"


def read_beside() -> None:
    """Let an initiative's page read, with its names: sessions, starts, and the indicators of the goals that it serves."""
    nothing = Value("", output_field=TextField())
    add_beside("session", lambda each: _texts(TrainingSession.objects.filter(initiative=each)), "state", "many", "more")
    add_beside(
        "start",
        lambda each: MethodStart.objects.filter(initiative=each).annotate(many=nothing, more=nothing),
        "state", "many", "more",
    )  # fmt: skip
    add_beside(
        "indicator",
        lambda each: _serving(each).annotate(many=nothing, more=nothing),
        "indicator__key", "many", "more",
    )  # fmt: skip


def _texts(rows: QuerySet) -> QuerySet:
    return rows.annotate(many=Cast("number", TextField()), more=Value("", output_field=TextField()))


def _serving(initiative: Initiative) -> QuerySet:
    goals = {each.goal_id for each in initiative.contributions.all()}
    return GoalIndicator.objects.filter(goal__in=goals)


def claims_panel(request: HttpRequest, initiative: object) -> str:
    """Return the panel of an initiative whose parts have been read. No query, and one where its goals have indicators."""
    assert isinstance(initiative, Initiative)
    told: Counter[tuple[str, str]] = Counter()
    for what, which, many, _ in initiative.beside:
        told[what, which] += int(many or 1)
    keys = [which for what, which in told if what == "indicator"]
    outputs = output_lines(initiative.figures.all())
    grounds = Grounds(
        status=_status(initiative),
        told_done=any(each.kind in ("done", "product") for each in initiative.results.all()),
        outputs=outputs,
        held=told["session", "held"],
        planned=told["session", "planned"],
        begun=told["start", "started"],
        measured=_measured(initiative, keys),
        outcomes=[
            StatedOutcome(each.text, each.attribution, each.get_attribution_display())
            for each in initiative.results.all()
            if each.kind == "outcome"
        ],
    )
    context = {
        "county": initiative.plan.county,
        "plan": initiative.plan,
        "initiative": initiative,
        "outputs": outputs,
        "grounds": grounds,
        "ladder": ladder(grounds),
        "has_training": any(what == "session" for what, _ in told),
        "has_starts": any(what == "start" for what, _ in told),
        "may_edit": may_edit(request.user, initiative),
    }
    return render_to_string("indicators/_claims.html", context, request)


def _status(initiative: Initiative) -> str:
    """Return the latest status; one without a day comes before those with one."""
    entries = list(initiative.statuses.all())
    return entries[-1].status if entries else ""


def output_lines(figures: Iterable[Figure]) -> list[str]:
    """Return the output measures in words: the sums that may be made, and what stands alone. Averages count nothing."""
    counted = [each for each in figures if counts_something(each)]
    sums = figure_sums(counted)
    summed = {part.pk for each in sums for part in each.parts}
    lines = [_line(_shown(each.parts), each.unit, each.label, each.parts[0].period_text) for each in sums]
    return lines + [
        _line(_shown([each]), each.unit, each.label, each.period_text) for each in counted if each.pk not in summed
    ]


def _shown(parts: Sequence[Figure]) -> str:
    """Return the sum as printed; the word instead where it would tell of few persons at a place.

    What is stated without a place stands as it was stated, here as on the page of reach: it is open in the plan.
    """
    if any(_is_of_few(each) for each in parts):
        return HIDDEN_SUM
    return printed(_sum_amount(parts))


def _is_of_few(figure: Figure) -> bool:
    measure = measures()[figure.kind]
    at_place = figure.area_id is not None or figure.lansdel_id is not None
    return at_place and measure.key in OF_PERSONS and 0 < figure.value < measure.smallest


def _sum_amount(parts: Sequence[Figure]) -> Amount:
    return Amount(
        sum((each.value for each in parts), Decimal(0)),
        any(each.approximate for each in parts),
        any(each.at_least for each in parts),
    )


def _line(told: str, unit: str, label: str, period: str) -> str:
    words = unit if unit == label else f"{unit} {label}".strip()
    return f"{told} {words}, {period or 'period inte angiven'}"


def _measured(initiative: Initiative, keys: Sequence[str]) -> list[Measured]:
    """Return the outcomes of the goals, before and after the initiative began. Needs its first day.

    What is about suicide or self-harm is told only where help stands first on the page.
    """
    wanted = [definitions()[key] for key in keys if key in definitions()]
    wanted = [each for each in wanted if each.kind != "output" and (initiative.about_suicide or not each.needs_help)]
    if not wanted or initiative.period_from is None:
        return []
    found = queries.all_series(wanted, [initiative.plan.county])
    told = ((each, found[key]) for each in wanted for key in found if key.indicator == each.key)
    made = (before_and_after(each, series, initiative.period_from) for each, series in told)
    return [each for each in made if each]


def before_and_after(definition: Definition, series: Series, start: datetime.date) -> Measured | None:
    """Return the last value before the start beside the last that lies wholly after it; None where either is missing."""
    known = [each for each in series.values if each.value is not None]
    before = [each for each in known if each.period_to < start]
    after = [each for each in known if each.period_from >= start]
    if not before or not after:
        return None
    first, last = before[-1], after[-1]
    certain = _is_apart(first, last)
    if certain is None:
        verdict = "underlag för osäkerhet saknas, så det går inte att säga om det är en förändring"
    elif certain:
        verdict = "skillnaden är större än vad slumpen brukar ge"
    else:
        verdict = "ingen säker skillnad"
    words = (
        f"{definition.title}: {_figure(first)} {definition.unit} {first.label} och {_figure(last)} {last.label}, {verdict}. "
        "Det gäller alla i länet, inte bara dem som insatsen når."
    )
    return Measured(definition.title, words, bool(certain))


def _is_apart(first: Told, last: Told) -> bool | None:
    """Whether the intervals do not meet; None where one is missing."""
    if first.lower is None or first.upper is None or last.lower is None or last.upper is None:
        return None
    return first.upper < last.lower or last.upper < first.lower


def _figure(value: Told) -> str:
    told = rounded(value.value or 0)
    if value.lower is None or value.upper is None:
        return told
    return f"{told} ({rounded(value.lower)}–{rounded(value.upper)})"
