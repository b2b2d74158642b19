"""One county: its parts, organisations and plan, then its initiatives and what is stated about them."""

import datetime
from dataclasses import dataclass

from bench.ground import Ground
from bench.initiatives import add_initiatives
from bench.vocabulary import Writer
from handslag.places.models import Area, Lansdel, LansdelDivision, Organisation
from handslag.plans.indexing import index_plan
from handslag.plans.models import (
    CoverageNote,
    FrameworkNode,
    GoalLink,
    GoalNode,
    Method,
    Plan,
    PlanRelation,
    QuestionAnswer,
    TargetGroup,
    Term,
)
from handslag.swedish.sorting import sort_key
from handslag.trust.models import Citation, SourceDocument

STATE_AS_OF = datetime.date(2026, 3, 31)
LANSDELAR = ("Norra", "Södra", "Västra", "Östra")
GOAL_AREAS, CHALLENGES, QUESTIONS, TARGET_GROUPS, METHODS, TERMS = 3, 9, 16, 12, 10, 12


@dataclass(frozen=True)
class Size:
    """How many initiatives and organisations a county gets."""

    initiatives: int
    organisations: int


def build_county(county: Area, nodes: list[FrameworkNode], size: Size) -> None:
    """Make the county's public plan with all that hangs on it, and its search index."""
    write = Writer(county.code)
    municipalities = list(Area.objects.filter(parent=county, kind=Area.MUNICIPALITY))
    organisations = _organisations(county, municipalities, write, size.organisations)
    division, lansdelar = _division(county, municipalities)
    plan = _plan(county, division, organisations[0], write)
    ground = Ground(
        write=write,
        plan=plan,
        municipalities=municipalities,
        lansdelar=lansdelar,
        organisations=organisations,
        document=_document(county),
        challenges=_goals(plan, nodes, write),
        target_groups=_target_groups(plan, write),
        methods=_methods(plan, write),
        nodes=nodes,
    )
    _cite_goals(ground)
    _terms(ground)
    add_initiatives(ground, size.initiatives)
    index_plan(plan)


def _organisations(county: Area, municipalities: list[Area], write: Writer, count: int) -> list[Organisation]:
    sectors = list(Organisation.SECTORS)
    made = []
    for number in range(count):
        name = write.title()
        made.append(
            Organisation(
                uuid=write.uuid(),
                key=f"organisation-{number}",
                county=county,
                name=name,
                aliases=[write.words(1)] if number % 5 == 0 else [],
                sector=sectors[number % len(sectors)],
                area=write.random.choice(municipalities),
                sort_key=sort_key(name),
            )
        )
    return Organisation.objects.bulk_create(made)


def _division(county: Area, municipalities: list[Area]) -> tuple[LansdelDivision, list[Lansdel]]:
    division = LansdelDivision.objects.create(
        county=county, key="lansdelar", title="Länsdelar", purpose="Samverkan om psykisk hälsa"
    )
    parts = Lansdel.objects.bulk_create(
        Lansdel(division=division, key=f"del-{place}", name=f"{name} länsdelen", short=name, position=place)
        for place, name in enumerate(LANSDELAR)
    )
    within = Lansdel.municipalities.through
    within.objects.bulk_create(
        within(lansdel=parts[place % len(parts)], area=area) for place, area in enumerate(municipalities)
    )
    return division, parts


def _plan(county: Area, division: LansdelDivision, lead: Organisation, write: Writer) -> Plan:
    plan = Plan.objects.create(
        uuid=write.uuid(),
        key=f"{county.slug}-plan",
        county=county,
        lead=lead,
        division=division,
        title=f"Plan för psykisk hälsa i {county.name}",
        kind="county_plan",
        status="adopted",
        visibility="public",
        adopted_by=lead.name,
        vision=write.text(1),
        purpose=write.text(2),
        state_as_of=STATE_AS_OF,
        period_text="2024–2027",
        period_from=datetime.date(2024, 1, 1),
        period_to=datetime.date(2027, 12, 31),
        period_precision="year",
    )
    PlanRelation.objects.create(from_plan=plan, kind="replaces", text=write.text(1))
    return plan


def _goals(plan: Plan, nodes: list[FrameworkNode], write: Writer) -> list[GoalNode]:
    """Make areas, challenges under them and questions under those; return the challenges.

    The last challenge is confirmed empty; every other question has an answer.
    """
    areas = _level(plan, "goal_area", GOAL_AREAS, [None], write)
    challenges = _level(plan, "challenge", CHALLENGES, areas, write)
    questions = _level(plan, "question", QUESTIONS, challenges, write)
    GoalLink.objects.bulk_create(
        GoalLink(goal=goal, node=nodes[place % (len(nodes) - 1)], origin="reported" if place % 2 else "proposed")
        for place, goal in enumerate(challenges)
    )
    CoverageNote.objects.create(goal=challenges[-1], role="Länets utvecklingsledare", date=STATE_AS_OF)
    QuestionAnswer.objects.bulk_create(
        QuestionAnswer(goal=question, answered_on=STATE_AS_OF, state="partly", text=write.text(2))
        for question in questions[::2]
    )
    return challenges


def _level(plan: Plan, kind: str, count: int, parents: list, write: Writer) -> list[GoalNode]:
    return GoalNode.objects.bulk_create(
        GoalNode(
            uuid=write.uuid(),
            key=f"{kind}-{place}",
            plan=plan,
            parent=parents[place % len(parents)],
            kind=kind,
            title=write.text(1)[:200],
            plain=write.text(1),
            position=place,
        )
        for place in range(count)
    )


def _target_groups(plan: Plan, write: Writer) -> list[TargetGroup]:
    return TargetGroup.objects.bulk_create(
        TargetGroup(plan=plan, key=f"grupp-{place}", title=write.words(2).capitalize(), position=place)
        for place in range(TARGET_GROUPS)
    )


def _methods(plan: Plan, write: Writer) -> list[Method]:
    return Method.objects.bulk_create(
        Method(plan=plan, key=f"metod-{place}", title=write.title(), what=write.text(2)) for place in range(METHODS)
    )


def _terms(ground: Ground) -> None:
    kinds, write = list(Term.KINDS), ground.write
    Term.objects.bulk_create(
        Term(
            plan=ground.plan,
            key=f"begrepp-{place}",
            term=write.words(2).capitalize(),
            kind=kinds[place % len(kinds)],
            definition=write.text(2),
            wording="official",
            position=place,
        )
        for place in range(TERMS)
    )


def _document(county: Area) -> SourceDocument:
    return SourceDocument.objects.create(
        key=f"uppfoljning-{county.slug}", title=f"Uppföljning av planen i {county.name}", year=2026, kind="report"
    )


def _cite_goals(ground: Ground) -> None:
    goals = ground.plan.goals.values_list("uuid", "id")
    Citation.objects.bulk_create(
        Citation(
            root=root,
            target_kind="goal",
            target_id=key,
            field="title",
            document=ground.document,
            lines=str(100 + place),
        )
        for place, (root, key) in enumerate(goals)
    )
