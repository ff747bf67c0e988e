"""The list of what was taken for machines' mail, for whoever asked alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.front_desk.taken_for_machines import Taken
from bot.slack.cards.blocks import Block, beside, button, context, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording

SENDER_SHOWN, SUBJECT_SHOWN, TEXT_SHOWN = 80, 120, 160


def draw(mails: Sequence[Taken], words: Wording, now: datetime) -> Post:
    """Each mail with what it was taken for, and the button that makes an inquiry of it."""
    if not mails:
        said = words("machine-mail-none")
        return Post(said, [section(said)])
    title = words("machine-mail-title")
    blocks = [section(f"*{title}*"), *(_entry(each, words, now) for each in mails)]
    return Post(title, [*blocks, context(words("machine-mail-hint"))])


def _entry(mail: Taken, words: Wording, now: datetime) -> Block:
    said = words(
        "machine-mail-entry",
        subject=safe_line(mail.subject, SUBJECT_SHOWN) or words("machine-mail-no-subject"),
        sender=safe_line(mail.sender, SENDER_SHOWN) or words("machine-mail-no-sender"),
        when=words.date(mail.received_at, now),
        what=words(f"outcome-{mail.outcome}"),
    )
    begins = safe_line(mail.text, TEXT_SHOWN)
    pressed = button(words("button-create"), "machine_mail.create", str(mail.ledger_id))
    return beside(f"{said}\n{begins}" if begins else said, pressed, f"machine-mail:{mail.ledger_id}")
