"""A made-up national strategy with seven sub-goals, the last of which nobody serves."""

from bench.vocabulary import Writer
from handslag.plans.models import Framework, FrameworkNode

SUB_GOALS = 7


def make_framework() -> list[FrameworkNode]:
    """Return the nodes of the new framework, in order."""
    write = Writer("framework")
    framework = Framework.objects.create(
        uuid=write.uuid(),
        key="nationell-strategi",
        title="Nationell strategi",
        kind="national_strategy",
        state="decided",
    )
    nodes = [
        FrameworkNode(
            framework=framework,
            key=f"delmal-{number}",
            code=str(number),
            title=write.title(),
            text=write.text(2),
            wording="official",
            position=number,
        )
        for number in range(1, SUB_GOALS + 1)
    ]
    return FrameworkNode.objects.bulk_create(nodes)
