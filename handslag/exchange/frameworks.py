"""Writes the frameworks of an exchange document, and the goals that correspond to their nodes."""

from handslag.exchange import schema
from handslag.exchange.run import KeyTaken, Load, period_fields
from handslag.plans.models import Framework, FrameworkNode, GoalLink, NodeLink
from handslag.trust.keys import uuid_of


def load_frameworks(run: Load) -> None:
    for item in run.document.frameworks:
        row, made = Framework.objects.get_or_create(
            key=item.id,
            defaults={
                "uuid": uuid_of("framework", "", item.id),
                "title": item.title,
                "kind": item.kind,
                "version": item.version or "",
                "state": item.state or "",
                "note": item.note or "",
                **period_fields(item.period),
            },
        )
        if made:
            run.citing.cite(item, root=row.uuid, kind="framework", row_id=row.id)
            run.added["frameworks"] += 1
        for node in item.nodes:
            run.nodes[node.id] = _node(run, row, node)
        if made:
            for node in item.nodes:
                if node.parent:
                    run.nodes[node.id].parent = run.nodes[node.parent]
                    run.nodes[node.id].save(update_fields=["parent"])
    for item in run.document.frameworks:
        for node in item.nodes:
            for link in node.links:
                row, made = NodeLink.objects.get_or_create(
                    from_node=run.nodes[node.id], to_node=run.nodes[link.node], defaults={"origin": link.origin}
                )
                if made:
                    root = row.from_node.framework.uuid
                    run.citing.cite(link, root=root, kind="framework_link", row_id=row.id)


def _node(run: Load, framework: Framework, node: schema.Node) -> FrameworkNode:
    row, made = FrameworkNode.objects.get_or_create(
        key=node.id,
        defaults={
            "framework": framework,
            "kind": node.kind or "",
            "code": node.code or "",
            "title": node.title,
            "text": node.text or "",
            "questions": list(node.questions),
            "wording": node.wording,
            "position": node.position,
        },
    )
    if row.framework_id != framework.id:
        raise KeyTaken(f"Nyckeln {node.id} finns redan i ramverket {row.framework.title}.")
    if made:
        run.citing.cite(node, root=framework.uuid, kind="node", row_id=row.id)
    return row


def link_goals(run: Load) -> None:
    """Link goals to the nodes that say they correspond to them."""
    for framework in run.document.frameworks:
        for node in framework.nodes:
            if node.goal and node.goal in run.goals:
                ends = {"goal": run.goals[node.goal], "node": run.nodes[node.id]}
                if not GoalLink.everything.filter(**ends).exists():  # withdrawn, it stays so
                    GoalLink.objects.create(**ends, origin="proposed")
