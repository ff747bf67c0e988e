"""The card of something that is or was wrong, in the triage office's channel."""

from bot.monitoring.alarm_words import AlarmText
from bot.slack.cards.blocks import context, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording

REASON_SHOWN = 300


def draw(text: AlarmText, words: Wording) -> Post:
    """What it is, since when, what it means for the office, and a line for those who mend it."""
    head = f":white_check_mark: {text.title}" if text.is_over else f":rotating_light: *{text.title}*"
    reason = words("alarm-reason", reason=safe_line(text.reason, REASON_SHOWN))
    blocks = [section(f"{head}\n{text.stands}"), section(text.means), context(reason)]
    return Post(f"{text.title}. {text.stands}", blocks)
