"""The list of what was taken for machines' mail, for whoever asked alone."""

from datetime import datetime

from bot.front_desk.taken_for_machines import Page, Taken
from bot.slack.cards.blocks import Block, actions, beside, button, context, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.kept_aside import Spot

SENDER_SHOWN, SUBJECT_SHOWN, TEXT_SHOWN = 80, 120, 160


def draw(page: Page, words: Wording, now: datetime) -> Post:
    """Each mail with what it was taken for, the button that makes an inquiry of it, and the ways on."""
    nothing = "machine-mail-none" if page.is_first else "found-no-more"
    title = words("machine-mail-title" if page.mails else nothing)
    ways = _ways(page, words)
    blocks = [
        section(f"*{title}*" if page.mails else title),
        *(_entry(each, words, now) for each in page.mails),
        *([actions(ways, "machine-mail/ways")] if ways else []),
        *([context(words("machine-mail-hint"))] if page.mails else []),
    ]
    return Post(title, blocks)


def place_named(name: str) -> tuple[str, Spot | None]:
    """Read what a button that leads to a page bears: in whose words, and after which one it begins."""
    language, at, number = name.split("/")
    return language, Spot(datetime.fromisoformat(at), int(number)) if number else None


def _ways(page: Page, words: Wording) -> list[Block]:
    language, older = words.texts.language, page.older
    after = f"{language}/{older.decided_at.isoformat()}/{older.ledger_id}" if older else ""
    return [
        *([] if page.is_first else [button(words("button-newest"), "machine_mail.newest", f"{language}//")]),
        *([button(words("button-older"), "machine_mail.older", after)] if older else []),
    ]


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
