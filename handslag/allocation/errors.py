"""What the package raises on input that no share could be honest about."""


class AllocationInputError(ValueError):
    """Input that cannot be shared out, or that no allocation was ever stored as.

    field: what is wrong, "total", "base", "bounds.floors", "units[0980].population". message_sv: the same to a person, in
    Swedish, beginning with the field where a person may not have seen it.
    """

    def __init__(self, field: str, message_sv: str) -> None:
        super().__init__(f"{field}: {message_sv}")
        self.field = field
        self.message_sv = message_sv
