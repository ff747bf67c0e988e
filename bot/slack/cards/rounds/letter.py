"""One message to a round, whole, in a modal: what was written, with what must not be seen masked."""

from itertools import islice

from bot.slack.cards.attachments import named
from bot.slack.cards.blocks import Block, context, modal, section
from bot.slack.cards.outside import pieces, safe_line
from bot.slack.cards.wording import Wording
from consultation.rounds.answers.privacy import masked
from storage.tables import Submission

NAME_SHOWN = 200
PIECE = 2800
MOST_BLOCKS = 60
"""Slack takes a hundred blocks and 250 kB a modal; Danish letters and escaping cost several bytes each."""


def draw(submission: Submission, key: str, words: Wording, when: str) -> Block:
    """Draw everything that was written, text by text; CPR numbers and private addresses are masked."""
    head = words("original-head", who=safe_line(submission.sender, NAME_SHOWN), when=when)
    blocks = [context(head), context(safe_line(masked(submission.subject), NAME_SHOWN) or "-")]
    for text in submission.texts:
        if text["source"]:
            blocks.append(context(named([masked(text["source"])], words)))
        whole = islice(pieces(masked(text["text"]), PIECE), MOST_BLOCKS + 1)
        blocks += [section(piece) for piece in whole]
    if unread := [masked(each["name"]) for each in submission.attachments if each.get("unread")]:
        blocks += [context(words("round-unread")), context(named(unread, words))]
    if len(blocks) > MOST_BLOCKS:
        blocks[MOST_BLOCKS:] = [context(words("round-letter-more", called=key))]
    return modal("round.letter", words("round-letter-title"), blocks, "", close=words("button-dismiss"))
