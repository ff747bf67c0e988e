"""What can be wrong with a message, as data. Wording for people lives in the templates."""


class Unreadable(Exception):
    """Nothing sensible can be read from these bytes: quarantine them.

    `reason` is a key (`empty`, `not_a_message`, `no_content`), never text from the message.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
