"""When the benefit of an initiative falls elsewhere than its cost. Pure: knows no Django."""

from collections.abc import Collection


def benefits_elsewhere(cost_carrier: int, benefit_carriers: Collection[int]) -> bool:
    """Whether somebody else than who pays has the benefit; not where nobody is said to have it."""
    return any(each != cost_carrier for each in benefit_carriers)
