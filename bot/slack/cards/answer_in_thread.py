"""What people outside read in their own thread."""

from datetime import datetime
from itertools import islice

from bot.slack.cards.blocks import context, section
from bot.slack.cards.outside import outside, pieces, safe_excerpt
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from nlp import cpr
from storage.tables import Correspondence, Inquiry

PART = 2400
MOST_PARTS = 4
"""With the line below them, no more than Slack takes in one message (``post.TOGETHER``)."""
NOTIFIED = 300


def received(inquiry: Inquiry, words: Wording, now: datetime) -> Post:
    """That we have it, and when an answer is due."""
    deadline = words.deadline(inquiry.first_answer_due, now)
    text = words("talk-received", reference=inquiry.reference, deadline=deadline)
    return Post(text, [section(text)])


def answer(letter: Correspondence, reference: str, name: str, words: Wording) -> Post:
    """The answer, and which case it is about; of one that is too long the beginning."""
    parts = [section(part) for part in islice(pieces(letter.text, PART), MOST_PARTS)]
    if is_too_long(letter):
        parts.append(context(words("talk-goes-on")))
    footer = context(words("talk-footer", name=outside(name), reference=reference))
    return Post(safe_excerpt(letter.text, NOTIFIED), [*parts, footer])


def whole(letter: Correspondence) -> bytes:
    """The answer as a file."""
    return cpr.mask(letter.text).encode()


def is_too_long(letter: Correspondence) -> bool:
    """Whether an answer does not fit into one message, so that the whole of it comes as a file."""
    return any(True for _ in islice(pieces(letter.text, PART), MOST_PARTS, None))


def not_shown(reference: str, words: Wording) -> Post:
    """What stands in for an answer that Slack refused."""
    text = words("talk-not-shown", reference=reference)
    return Post(text, [section(text)])
