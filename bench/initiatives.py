"""The initiatives of one county, and what is stated about each: written kind by kind, in bulk."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import count, pairwise

from django.db.models import Model

from bench.ground import Ground
from handslag.plans.models import (
    Contradiction,
    Figure,
    FundingStatement,
    GoalContribution,
    Initiative,
    InitiativeNodeLink,
    InitiativePlace,
    InitiativeRelation,
    Obstacle,
    Participation,
    Post,
    PostTask,
    Recommendation,
    Result,
    StatusEntry,
    SuccessFactor,
)
from handslag.plans.words import (
    FIGURE_KINDS,
    FORMS,
    INITIATIVE_KINDS,
    LEVELS,
    PARTY_ROLES,
    RELATIONS,
    RESULT_KINDS,
    SOLVERS,
    STATUSES,
    THEMES,
    TIERS,
)
from handslag.swedish.dates import month
from handslag.swedish.periods import parse_period
from handslag.swedish.sorting import sort_key
from handslag.trust.models import Citation

STATUS_ENTRIES, FIGURES = 10, 8
PERIODS = (
    "3 mars 2024 – 12 maj 2025",
    "juni 2024 – januari 2026",
    "juni 2025 – december 2026",
    "våren 2024 – hösten 2026",
    "2025",
    "under två år",
    "från och med 2024",
    "våren 2024 till juni 2025",
    "till och med 2026",
    "",
)
PLACES = ("county", "county", "named", "named", "count", "unknown")
ROUNDS = [datetime.date(2023, 12, 31) + datetime.timedelta(days=91 * number) for number in range(STATUS_ENTRIES)]
CITED_FIELDS = ("title", "summary", "purpose", "kind", "level", "report_place")

Made = Iterable[Model]


def add_initiatives(ground: Ground, number: int) -> None:
    """Make `number` reported, public initiatives of the ground's plan with all that is stated about them."""
    items = Initiative.objects.bulk_create(_initiative(ground, place) for place in range(number))
    cited = {kind: _write(make, ground, items) for kind, make in CITED.items()}
    for make in (_groups, _methods, _places):
        _write(make, ground, items)
    cited["post_task"] = PostTask.objects.bulk_create(_task(ground, post) for post in cited["post"])
    cited["relation"] = InitiativeRelation.objects.bulk_create(_relations(ground, items))
    Citation.objects.bulk_create(_citations(ground, items, cited))


def _write(make: Callable[[Ground, Initiative, int], Made], ground: Ground, items: list[Initiative]) -> list[Model]:
    """Write what `make` gives for each initiative (with its place in the list), all of it at once."""
    rows = [row for place, item in enumerate(items) for row in make(ground, item, place)]
    return type(rows[0])._default_manager.bulk_create(rows)


def _period(place: int) -> dict[str, object]:
    text = PERIODS[place % len(PERIODS)]
    found = parse_period(text)
    if found is None:
        return {"period_text": text}
    return {
        "period_text": text,
        "period_from": found.first,
        "period_to": found.last,
        "period_precision": found.precision,
    }


def _initiative(ground: Ground, place: int) -> Initiative:
    write, title = ground.write, ground.write.title()
    precision = PLACES[place % len(PLACES)]
    counted = {"places_count": 1, "places_of": len(ground.municipalities), "places_unit": "kommuner"}
    return Initiative(
        uuid=write.uuid(),
        key=f"insats-{place}",
        plan=ground.plan,
        owner=write.random.choice(ground.organisations),
        number=place + 1,
        title=title,
        sort_key=sort_key(title),
        kind=write.random.choice(["", *INITIATIVE_KINDS]),
        summary=write.text(2),
        purpose=write.text(1),
        background=write.text(1),
        level=write.random.choice(["", *LEVELS]),
        visibility="public",
        report_place=write.title(),
        about_suicide=place % 20 == 0,
        places_precision=precision,
        tiers=write.random.sample(list(TIERS), k=place % 3),
        missing=[write.text(1) for _ in range(place % 3)],
        **(counted if precision == "count" else {}),
        **_period(place),
    )


def _statuses(ground: Ground, item: Initiative, place: int) -> Made:
    write, known = ground.write, list(STATUSES)
    for day in ROUNDS:
        status = write.random.choice(known)
        yield StatusEntry(
            initiative=item,
            status=status,
            words=write.words(4).capitalize(),
            as_of=day,
            as_of_text=month(day),
            reason=write.text(1),
            role="uppföljningen av planen",
        )


def _figures(ground: Ground, item: Initiative, place: int) -> Made:
    """The first two may be summed, the third is a share of a base, the last is of the nation."""
    write, kinds = ground.write, list(FIGURE_KINDS)
    period = _period(place + 1)
    for number in range(FIGURES):
        base = {"numerator": 30, "denominator": 120} if number == 2 else {}
        yield Figure(
            initiative=item,
            key=f"siffra-{number}",
            kind=kinds[0] if number < 2 else kinds[number],
            label=write.words(4),
            definition=write.text(1) if number % 2 else "",
            value=Decimal(write.random.randint(1, 4000)),
            unit="personer",
            series="deltagare" if number < 2 else "",
            lansdel=ground.lansdelar[number] if number < 2 else None,
            context=number == FIGURES - 1,
            missing=write.text(1) if number == 3 else "",
            **base,
            **period,
        )


def _contributions(ground: Ground, item: Initiative, place: int) -> Made:
    """One reported, on six of the nine challenges; 0.6 proposed ones on average, on all but the last."""
    primary = place % 6
    plan, goals = ground.plan, ground.challenges
    yield GoalContribution(initiative=item, goal=goals[primary], plan=plan, primary=True, origin="reported")
    if place % 5 < 3:
        other = (primary + 1 + place // 6 % 7) % 8
        yield GoalContribution(initiative=item, goal=goals[other], plan=plan, origin="proposed")


def _node_links(ground: Ground, item: Initiative, place: int) -> Made:
    """One each, to all nodes but the last."""
    node = ground.nodes[place % (len(ground.nodes) - 1)]
    yield InitiativeNodeLink(initiative=item, node=node, origin="proposed" if place % 3 == 0 else "reported")


def _participations(ground: Ground, item: Initiative, place: int) -> Made:
    """The lead and one more; the county's first ten organisations take part in most."""
    write, roles, forms = ground.write, list(PARTY_ROLES), ["", "", *FORMS]
    lead = write.random.choice(ground.organisations[:10])
    partner = write.random.choice(ground.organisations[10:])
    for party, role in ((lead, "lead"), (partner, write.random.choice(roles))):
        form = write.random.choice(forms)
        yield Participation(initiative=item, organisation=party, role=role, form=form, text=write.text(1))


def _posts(ground: Ground, item: Initiative, place: int) -> Made:
    part = ground.lansdelar[place % len(ground.lansdelar)]
    role = ground.write.title()
    yield Post(initiative=item, key="samordnare", role=role, percent=Decimal(50), lansdel=part, **_period(place + 2))


def _task(ground: Ground, post: Model) -> PostTask:
    return PostTask(post=post, theme="coordination", text=ground.write.text(1))


def _results(ground: Ground, item: Initiative, place: int) -> Made:
    for kind in ground.write.random.sample(list(RESULT_KINDS), k=2):
        yield Result(initiative=item, kind=kind, text=ground.write.text(1), attribution="unclear")


def _obstacles(ground: Ground, item: Initiative, place: int) -> Made:
    write = ground.write
    theme, level = write.random.choice(list(THEMES)), write.random.choice(["", *SOLVERS])
    yield Obstacle(initiative=item, text=write.text(1), theme=theme, level=level)


def _recommendations(ground: Ground, item: Initiative, place: int) -> Made:
    write = ground.write
    answer = {"answer": write.text(1), "answered_on": ROUNDS[-1]} if place % 4 == 0 else {}
    theme = write.random.choice(list(THEMES))
    yield Recommendation(
        initiative=item, key="rad", text=write.text(2), by="Uppföljningen", to="Kommunerna", theme=theme, **answer
    )


def _success_factors(ground: Ground, item: Initiative, place: int) -> Made:
    yield SuccessFactor(initiative=item, text=ground.write.text(1), rank=1)


def _funding(ground: Ground, item: Initiative, place: int) -> Made:
    kronor = 100_000 * place if place % 2 else None
    yield FundingStatement(initiative=item, source_text="Statsbidrag", kronor=kronor, text=ground.write.text(1))


def _contradictions(ground: Ground, item: Initiative, place: int) -> Made:
    """One initiative in ten."""
    if place % 10 == 0:
        yield Contradiction(initiative=item, text=ground.write.text(1))


def _groups(ground: Ground, item: Initiative, place: int) -> Made:
    for group in ground.write.random.sample(ground.target_groups, k=1 + place % 3):
        yield Initiative.target_groups.through(initiative=item, targetgroup=group)


def _methods(ground: Ground, item: Initiative, place: int) -> Made:
    yield Initiative.methods.through(initiative=item, method=ground.write.random.choice(ground.methods))


def _places(ground: Ground, item: Initiative, place: int) -> Made:
    if item.places_precision != "named":
        return
    yield InitiativePlace(initiative=item, area=ground.write.random.choice(ground.municipalities))
    yield InitiativePlace(initiative=item, lansdel=ground.write.random.choice(ground.lansdelar))


def _relations(ground: Ground, items: list[Initiative]) -> Made:
    """Chains of three: each of them leads to the next."""
    kinds = list(RELATIONS)
    for place, (item, after) in enumerate(pairwise(items)):
        if place % 3 < 2:
            kind = kinds[place % len(kinds)]
            yield InitiativeRelation(from_initiative=item, to_initiative=after, kind=kind, text=ground.write.text(1))


CITED: dict[str, Callable[[Ground, Initiative, int], Made]] = {
    "status": _statuses,
    "figure": _figures,
    "contribution": _contributions,
    "node_link": _node_links,
    "participation": _participations,
    "post": _posts,
    "result": _results,
    "obstacle": _obstacles,
    "recommendation": _recommendations,
    "success_factor": _success_factors,
    "funding": _funding,
    "contradiction": _contradictions,
}
"""What is cited, by its name in citations, and what makes it."""


def _citations(ground: Ground, items: list[Initiative], cited: dict[str, list]) -> Made:
    """Each statement in lines of its own, as in the example; a proposed link says why it is ours."""
    line = count(1, 3)
    for item in items:
        for field in CITED_FIELDS:
            yield _citation(ground, item, "initiative", item.id, next(line), field=field)
    for kind, rows in cited.items():
        for row in rows:
            yield _citation(ground, _initiative_of(row), kind, row.id, next(line), ours=_why_ours(ground, row))


def _initiative_of(row: Model) -> Initiative:
    if isinstance(row, PostTask):
        return row.post.initiative
    return row.from_initiative if isinstance(row, InitiativeRelation) else row.initiative


def _why_ours(ground: Ground, row: Model) -> str:
    return ground.write.text(1) if getattr(row, "origin", "") == "proposed" else ""


def _citation(
    ground: Ground, item: Initiative, kind: str, key: int, line: int, *, field: str = "", ours: str = ""
) -> Citation:
    document, lines = (None, "") if ours else (ground.document, f"{line}-{line + 2}")
    return Citation(
        root=item.uuid, target_kind=kind, target_id=key, field=field, document=document, lines=lines, ours=ours
    )
