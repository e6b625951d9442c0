"""What can go wrong, by text key: the person gets a sentence in their language, the log gets the
key.
"""


class UserError(Exception):
    """Something the person can put right. `key` is looked up in the catalogue with `values`."""

    key = "error.unexpected"

    def __init__(self, key: str | None = None, **values: str | int) -> None:
        self.key = key or self.key
        self.values = values
        super().__init__(self.key)


class Gone(UserError):
    """What a button or link points at is no longer there."""

    key = "error.gone"


class Hidden(Gone):
    """What a button or link points at was withdrawn by the team."""

    key = "error.hidden"


class NotAllowed(UserError):
    """The person's role does not hold the permission."""

    key = "error.not_allowed"


class Suspended(NotAllowed):
    """A colleague took this member's rights for now."""

    key = "people.suspended"
