"""A plan's goal tree, read in one query and handed out as nested, frozen nodes."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from handslag.plans.models import CoverageNote, GoalNode, Plan
from handslag.plans.models.goals import goal_url
from handslag.plans.words import GOAL_KINDS


@dataclass
class Goal:
    """A goal with its children. `confirmed`: somebody responsible has said that nothing exists."""

    id: int
    uuid: uuid.UUID
    kind: str
    code: str
    title: str
    text: str
    plain: str
    public_line: str
    aliases: list[str]
    problem_type: str
    problem_reason: str
    level_name: str
    parent_id: int | None
    plan: Plan = field(repr=False, compare=False)
    children: list["Goal"] = field(default_factory=list)
    confirmed: CoverageNote | None = None

    def walk(self) -> Iterator["Goal"]:
        """Yield this goal and all under it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def url(self) -> str:
        """Made when it is asked for: a tree has many goals, and most pages link to few of them."""
        return goal_url(self.plan, self.uuid, self.title)

    @cached_property
    def ids(self) -> frozenset[int]:
        """Ids of this goal and all under it."""
        return frozenset(goal.id for goal in self.walk())

    @property
    def questions(self) -> list["Goal"]:
        return [child for child in self.children if child.kind == "question"]

    @property
    def branches(self) -> list["Goal"]:
        return [child for child in self.children if child.kind != "question"]


@dataclass
class Tree:
    """All goals of a plan: the top ones, and every one by id in the order of the tree."""

    roots: list[Goal]
    by_id: dict[int, Goal]
    notes: list[CoverageNote] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[Goal]:
        return [goal for root in self.roots for goal in root.walk() if goal.kind in kinds]

    @property
    def bearing(self) -> list[Goal]:
        """The goals that initiatives hang on: the lowest that are not questions (challenges, items)."""
        return [goal for root in self.roots for goal in root.walk() if goal.kind != "question" and not goal.branches]

    def root_of(self, goal_id: int) -> Goal:
        goal = self.by_id[goal_id]
        while goal.parent_id:
            goal = self.by_id[goal.parent_id]
        return goal


def glossary(plan: Plan) -> list[tuple[str, tuple[str, str]]]:
    """Return the plan's concepts as (term, (address, definition)), longest first; one query."""
    address = reverse("terms", args=[plan.county.slug, plan.key])
    terms = plan.terms.filter(kind="concept").values_list("term", "key", "definition")
    found = [(term, (f"{address}#{key}", definition)) for term, key, definition in terms]
    return sorted(found, key=lambda pair: -len(pair[0]))


COLUMNS = (
    "id", "uuid", "kind", "code", "title", "text", "plain", "public_line", "aliases", "problem_type", "problem_reason",
)  # fmt: skip


def goal_tree(plan: Plan, *, notes: bool = False) -> Tree:
    """Return the plan's tree in one query; with `notes`, one more for what is confirmed empty."""
    by_id: dict[int, Goal] = {}
    children: dict[int | None, list[Goal]] = defaultdict(list)
    for values in GoalNode.objects.filter(plan=plan).order_by("position", "id").values(*COLUMNS, "parent_id"):
        name = plan.level_names.get(values["kind"]) or GOAL_KINDS[values["kind"]]
        goal = Goal(**values, plan=plan, level_name=name)
        by_id[goal.id] = goal
        children[goal.parent_id].append(goal)
    for goal in by_id.values():
        goal.children = children[goal.id]
    roots = children[None]
    tree = Tree(roots, {goal.id: goal for root in roots for goal in root.walk()})
    if notes:
        tree.notes = list(
            CoverageNote.objects.filter(goal__plan=plan, goal__withdrawn_on__isnull=True).order_by("date", "id")
        )
        for note in tree.notes:
            if note.dimension == "all":
                by_id[note.goal_id].confirmed = note
    return tree
