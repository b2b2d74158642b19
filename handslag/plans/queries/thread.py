"""The red thread: from a framework's nodes to the county's goals and initiatives, and back."""

from collections import defaultdict
from dataclasses import dataclass

from handslag.plans.models import Framework, FrameworkNode, GoalLink, Plan
from handslag.plans.queries.frameworks import bearing_nodes
from handslag.plans.queries.goals import Goal, Tree
from handslag.plans.queries.rows import InitiativeRow


@dataclass(frozen=True)
class GoalServing:
    goal: Goal
    origin: str


@dataclass(frozen=True)
class RowServing:
    row: InitiativeRow
    origin: str


@dataclass(frozen=True)
class NodeThread:
    """A node with the goals and initiatives that serve it. Empty ones stay, and are shown as empty."""

    node: FrameworkNode
    goals: tuple[GoalServing, ...]
    rows: tuple[RowServing, ...]

    bears: bool = True  # whether links belong on this level of the framework

    @property
    def is_empty(self) -> bool:
        return not self.goals and not self.rows


@dataclass(frozen=True)
class GoalThread:
    """The way back: a goal, the nodes it serves, and its initiatives with theirs."""

    goal: Goal
    nodes: tuple[tuple[FrameworkNode, str], ...]
    rows: tuple[InitiativeRow, ...]


def thread(
    plan: Plan, framework: Framework, tree: Tree, rows: list[InitiativeRow], *, proposed: bool
) -> tuple[list[NodeThread], list[GoalThread]]:
    """Return the thread both ways, with every node of the framework.

    Nodes on other levels than links belong on do not count as empty. proposed: our proposed links too.
    Four queries.
    """
    nodes = list(FrameworkNode.objects.filter(framework=framework).select_related("parent"))
    links = GoalLink.objects.filter(
        node__framework=framework, goal__plan=plan, goal__withdrawn_on__isnull=True
    ).order_by("goal__position", "id")
    if not proposed:
        links = links.exclude(origin="proposed")
    goals: dict[int, list[GoalServing]] = defaultdict(list)
    served: dict[int, list[tuple[FrameworkNode, str]]] = defaultdict(list)
    by_id = {node.id: node for node in nodes}
    for goal_id, node_id, origin in links.values_list("goal_id", "node_id", "origin"):
        goals[node_id].append(GoalServing(tree.by_id[goal_id], origin))
        served[goal_id].append((by_id[node_id], origin))
    initiatives: dict[int, list[RowServing]] = defaultdict(list)
    for row in rows:
        for ref in row.nodes:
            if proposed or ref.origin != "proposed":
                initiatives[ref.node_id].append(RowServing(row, ref.origin))
    bearing = {node.id for node in bearing_nodes(framework.key)}
    down = [NodeThread(node, tuple(goals[node.id]), tuple(initiatives[node.id]), node.id in bearing) for node in nodes]
    up = [
        GoalThread(goal, tuple(served[goal.id]), tuple(row for row in rows if row.serves({goal.id}, proposed=proposed)))
        for goal in tree.by_id.values()
        if goal.kind != "question"
    ]
    return down, up
