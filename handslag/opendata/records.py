"""What the clients hand out: plain values that are alike whichever source they came from."""

from dataclasses import dataclass

MISSING, SUPPRESSED, DELETED, NOT_PUBLISHED, NOT_APPLICABLE = (
    "missing",
    "suppressed",
    "deleted",
    "not_published",
    "not_applicable",
)
STATUSES = ("", MISSING, SUPPRESSED, DELETED, NOT_PUBLISHED, NOT_APPLICABLE)
"""Why a value is None. "" stands beside every value that is a number."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One published value, or the word that there is none.

    indicator: the source's id. area: the source's area code, as text with its zeros. period: text, as the source has
    it ("2024", "2026M04", "2021-2024"). sex: "T", "K" or "M", resolved by the source's label; "" where the source does
    not divide by sex. value: None exactly where status says why. unit: as the source tells it. source: the source's
    name. note: what a reader must know. sex_code: the source's own code. area_name: the source's label without its
    code. other: further parts of the question (age, measure ...) as (variable, code) in the source's order. lower, upper:
    limits of the value's confidence interval, in its unit; answers: how many answered; None where the source tells none.
    """

    indicator: str
    area: str
    period: str
    sex: str
    value: float | None
    status: str = ""
    unit: str = ""
    source: str = ""
    note: str = ""
    sex_code: str = ""
    area_name: str = ""
    other: tuple[tuple[str, str], ...] = ()
    lower: float | None = None
    upper: float | None = None
    answers: float | None = None

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status cannot be {self.status!r}")
        if (self.value is None) != bool(self.status):
            raise ValueError(f"value {self.value!r} does not go with status {self.status!r}")
