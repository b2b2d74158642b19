"""What the functions of this package raise on input that they cannot use."""


class StatsInputError(ValueError):
    """Input that no result could be honest about.

    code: negative_count, zero_exposure, count_exceeds_total, shape_mismatch, too_few_points, overlapping_periods,
    mixed_definitions, confidence_range, not_a_number, unknown_choice or out_of_range. field: the argument's name. where:
    the index of the first value at fault, as a tuple, () for the argument as a whole. message_sv: the same to a person,
    in Swedish.
    """

    def __init__(self, code: str, field: str, where: tuple[int, ...], message_sv: str) -> None:
        place = f"{field}{list(where)}" if where else field
        super().__init__(f"{code} in {place}: {message_sv}")
        self.code = code
        self.field = field
        self.where = where
        self.message_sv = message_sv
