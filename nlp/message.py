"""One message as the corpus holds it, and the one text that everything else reads.

Reading files of messages is `nlp.corpus`; what a message means is `nlp.understanding`.
"""

from dataclasses import dataclass
from functools import lru_cache

READ_LIMIT = 40_000  # characters; what stands later in a message does not decide what it wants


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; `source` names the file it came from."""

    body: str
    initiative: str
    subject: str = ""
    topics: tuple[str, ...] = ()
    susi_phase: str | None = None
    form: str | None = None
    kind: str | None = None
    lang: str | None = None
    channel: str | None = None
    hard: bool | None = None
    id: str = ""
    source: str = ""

    @property
    def text(self) -> str:
        """The subject line and the body as one text."""
        return joined(self.subject, self.body)


def joined(subject: str, body: str) -> str:
    """Return subject and body as the one text that is read, cut at READ_LIMIT characters.

    An empty subject leaves the body alone; else the subject is the first line, followed by
    an empty one.
    """
    subject = " ".join(subject.split())
    text = f"{subject}\n\n{body}" if subject else body
    # half a surrogate pair (a broken emoji) is no text and would stop the reader; it becomes "?"
    return text[:READ_LIMIT].encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)  # each part of the pipeline asks for that of the same text
def lowered(text: str) -> str:
    """Return `text` in lower case, letter for letter, so that positions stay what they are."""
    return text.replace("İ", "I").lower()  # the one letter that would become two
