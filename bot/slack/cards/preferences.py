"""The forms of the home tab: one's own settings, and an absence."""

from datetime import date, time

from bot.inquiries.deadlines import WorkCalendar
from bot.slack.cards.blocks import Block, date_input, labelled, modal, person_input, select, time_input
from bot.slack.cards.wording import Wording
from bot.staff.own_settings import Away, Preferences

LANGUAGES = (("da", "Dansk"), ("en", "English"))
"""Each under its own name, so that whoever does not read the page finds theirs."""


def settings(mine: Preferences, house: WorkCalendar, words: Wording) -> Block:
    """Language and working hours, as they hold now."""
    hours = mine.hours(house)
    language = select("language", LANGUAGES, words.texts.language)
    blocks = [
        labelled("language", words("field-language"), language, words("settings-language-hint")),
        labelled("day_starts", words("field-day-starts"), time_input("day_starts", _clock(hours.day_starts))),
        labelled(
            "day_ends",
            words("field-day-ends"),
            time_input("day_ends", _clock(hours.day_ends)),
            words("settings-hours-hint"),
        ),
    ]
    return _form("home.settings", words("settings-title"), blocks, words)


def away(now: Away | None, today: date, words: Wording) -> Block:
    """From when until when, and who stands in."""
    since, until = (now.since, now.until) if now else (today, None)
    blocks = [
        labelled("since", words("field-away-since"), date_input("since", since.isoformat())),
        labelled(
            "until",
            words("field-away-until"),
            date_input("until", until.isoformat() if until else None),
            words("away-until-hint"),
        ),
        labelled(
            "deputy",
            words("field-deputy"),
            person_input("deputy", now.deputy if now else None),
            words("away-deputy-hint"),
            optional=True,
        ),
    ]
    return _form("home.away", words("away-title"), blocks, words)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _form(callback_id: str, title: str, blocks: list[Block], words: Wording) -> Block:
    labels = {"submit": words("button-save"), "close": words("button-cancel")}
    return modal(callback_id, title, blocks, "", **labels)
