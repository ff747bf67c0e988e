"""What can be wrong with a document, as data. Wording for people lives in the templates."""


class Unreadable(Exception):
    """A document gives no text: kept, marked, and shown to a person.

    `reason` is a key: `encrypted`, `no_text`, `not_a_document` or `too_large`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
