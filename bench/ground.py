"""What a county's initiatives hang on."""

from dataclasses import dataclass

from bench.vocabulary import Writer
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import FrameworkNode, GoalNode, Method, Plan, TargetGroup
from handslag.trust.models import SourceDocument


@dataclass(frozen=True)
class Ground:
    """The county's plan and all that is of the plan or the county, and the writer of all its words."""

    write: Writer
    plan: Plan
    municipalities: list[Area]
    lansdelar: list[Lansdel]
    organisations: list[Organisation]
    document: SourceDocument
    challenges: list[GoalNode]
    target_groups: list[TargetGroup]
    methods: list[Method]
    nodes: list[FrameworkNode]
