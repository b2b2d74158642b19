"""Proportions with Wilson's limits."""

import numpy as np
from numpy.typing import ArrayLike

from handslag.stats.flags import above, filled, flags_of, gaps, negative, refuse, withheld, without_exposure
from handslag.stats.inputs import Floats, choice, floats, is_several, levels, positive, refuse_where, same_shape
from handslag.stats.limits import z_of
from handslag.stats.results import Estimate


def proportion(
    count: ArrayLike,
    total: ArrayLike,
    *,
    per: float = 100,
    confidence: float | tuple[float, ...] = 0.95,
    method: str = "wilson",
    deff: ArrayLike = 1.0,
    errors: str = "raise",
) -> Estimate:
    """Return proportions with Wilson's score limits, in the unit of `per`: 100 for percent, 1 for shares.

    count of total; none and all of them are valid. They broadcast, with `deff`, to one shape, which value has; lower and
    upper get a last axis where `confidence` is a tuple. deff: the survey's design effect, the limits are then those of
    total / deff answers. None and NaN are missing: NaN out, flag "missing".
    Raises StatsInputError negative_count, zero_exposure (total or deff), count_exceeds_total, shape_mismatch,
    confidence_range, not_a_number, out_of_range, unknown_choice; with errors="flag" the first three are flags instead.
    Source: Wilson 1927; Newcombe & Altman 2000; Kish 1965 (effective number).
    """
    asked, per = levels(confidence), positive("per", per)
    choice("method", method, ("wilson",))
    cases, people, design = floats("count", count), floats("total", total), floats("deff", deff)
    refuse_where("zero_exposure", "deff", ~(design > 0), "är inte större än 0.")
    faults = negative("count", cases) + without_exposure("total", people)
    cases, people, design = same_shape(count=cases, total=people, deff=design)
    faults += above("count", cases, people)
    refuse(faults, errors)
    flags = flags_of(faults, gaps(cases, people), cases.shape)
    safe, divisor = filled(cases, flags, 0), filled(people, flags, 1)
    share = np.divide(safe, divisor, out=np.empty(safe.shape))
    lower, upper = _wilson(share, divisor / design, tuple(map(z_of, asked)))
    lower *= per
    upper *= per
    share *= per
    if not is_several(confidence):
        lower, upper = lower[..., 0], upper[..., 0]
    shown = withheld(share, lower, upper, flags)
    return Estimate(
        **shown, method=method, kind="proportion", per=per, confidence=asked, count=cases[()], exposure=people[()]
    )


def _wilson(share: Floats, effective: Floats, points: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Return the limits of shares (0-1), with the normal points' axis last."""
    lower, upper = (np.empty((len(points), *share.shape)) for _ in range(2))
    spread = share * (1 - share) / effective
    for place, z in enumerate(points):
        added = z * z / effective
        middle, half = share + added / 2, z * np.sqrt(spread + added / effective / 4)
        # At none and at all of them the limit is the share itself: dust must not put it on the wrong side.
        lower[place] = np.clip((middle - half) / (1 + added), 0, share)
        upper[place] = np.clip((middle + half) / (1 + added), share, 1)
    return np.moveaxis(lower, 0, -1), np.moveaxis(upper, 0, -1)
