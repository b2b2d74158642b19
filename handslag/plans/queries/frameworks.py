"""Frameworks and the level of theirs that links belong on."""

from django.db.models import Q

from handslag.plans.models import Framework, FrameworkNode


def frameworks() -> list[Framework]:
    """Return all frameworks, the strategy first."""
    order = list(Framework.KINDS)
    return sorted(Framework.objects.all(), key=lambda item: (order.index(item.kind), item.state == "proposal", item.id))


def bearing_nodes(framework: str) -> list[FrameworkNode]:
    """Return the nodes of a framework (its key) that goals and initiatives may be tied to. One query, two where none is.

    A framework may have levels above and below: goals over sub-goals, priorities under one of them.
    Those that anything is tied to bear; where nothing is, the lowest level does.
    """
    nodes = FrameworkNode.objects.filter(framework__key=framework).select_related("parent")
    tied = nodes.filter(Q(initiative_links__isnull=False) | Q(goal_links__isnull=False))
    bearing = list(nodes.filter(kind__in=tied.order_by().values("kind")))
    return bearing or list(nodes.filter(children__isnull=True))
