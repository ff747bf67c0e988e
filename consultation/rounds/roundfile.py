"""A round's TOML file (docs: "A round from A to Z"), read whole: a round, or every mistake at once.

Whether the round is a good one is `check`'s to say, and whether its key is free the use case's.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

from consultation.rounds.invitees import LANGUAGES, Invitee, is_address
from consultation.rounds.mistakes import Mistake, RoundFileError, Shape, Table, Wrong
from consultation.rounds.question_sets import consent_question, default_questions
from consultation.rounds.reminders import Moment
from consultation.rounds.words import OTHER, Question, RoundKind

_KEY = re.compile(r"\w[\w-]{0,63}")
CLOSES = time(23, 59)
"""When a deadline without a clock time is taken to be; the check before launch points at it."""
_OPENS = time(9)


@dataclass(frozen=True, slots=True)
class RoundFile:
    """What a round's file says; moments in UTC.

    `closing_time_stated` is False where the deadline is a mere date. `default_set` says that the file asks
    no questions of its own: `questions` are then the kind's, in the language given to `read_round`.
    `consent` is the question on publication, None where the file wants none. `reminders` are the moments
    wanted; all, where the file says nothing.
    """

    key: str
    kind: RoundKind
    title: str
    text: str
    deadline: datetime
    closing_time_stated: bool
    office: str
    questions: tuple[Question, ...]
    default_set: bool
    invitees: tuple[Invitee, ...]
    opens: datetime | None = None
    documents: tuple[Path, ...] = ()
    tags: tuple[str, ...] = ()
    reminders: frozenset[Moment] = frozenset(Moment)
    approver: str | None = None
    consent: str | None = None
    feedback: date | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file is read against: the offices there are, whose clock it means, and when it is read."""

    offices: Collection[str]
    timezone: tzinfo
    now: datetime
    language: str = "da"


def read_round(path: Path, setting: Setting) -> RoundFile:
    """Read a round's file; raises `RoundFileError` with everything that is wrong with it.

    `documents` are looked for beside the file.
    """
    mistakes: list[Mistake] = []
    table = Table(_toml(path), mistakes)
    read = _round(table, path.parent, setting)
    table.no_more()
    if mistakes:
        raise RoundFileError(mistakes)
    return read


def round_of(values: Mapping[str, Any], setting: Setting) -> RoundFile:
    """Read a round of the values that a file would hold; it has no documents. Raises as `read_round` does."""
    mistakes: list[Mistake] = []
    table = Table(values, mistakes)
    read = _round(table, Path(), setting)
    table.no_more()
    if mistakes:
        raise RoundFileError(mistakes)
    return read


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise RoundFileError([Mistake("", Wrong.UNREADABLE, path.name)]) from None
    except tomllib.TOMLDecodeError as broken:
        raise RoundFileError([Mistake("", Wrong.NOT_TOML, str(broken))]) from None


def _round(table: Table, folder: Path, setting: Setting) -> RoundFile:
    kind = RoundKind(table.word("kind", tuple(RoundKind)))
    deadline, stated = _deadline(table, setting)
    questions = tuple(_questions(table))
    tags = table.texts("tags")
    return RoundFile(
        key=_key(table),
        kind=kind,
        title=table.line("title"),
        text=table.text("text"),
        deadline=deadline,
        closing_time_stated=stated,
        office=table.word("office", tuple(setting.offices)),
        questions=questions or default_questions(kind, setting.language),
        default_set=not questions,
        invitees=_invitees(table, chosen_by_tags=bool(tags)),
        opens=_opens(table, deadline, setting),
        documents=tuple(_documents(table, folder)),
        tags=tags,
        reminders=_reminders(table),
        approver=table.text_or_none("approver"),
        consent=_consent(table, setting.language),
        feedback=_feedback(table, deadline, setting),
        parent=table.text_or_none("parent"),
    )


def _key(table: Table) -> str:
    key = table.text("key")
    if key and not _KEY.fullmatch(key):
        table.wrong("key", Wrong.BAD_KEY, key)
    return key


def _deadline(table: Table, setting: Setting) -> tuple[datetime, bool]:
    """Return the deadline, and whether its clock time is stated."""
    value = table.moment("deadline")
    if value is None:
        _missing(table, "deadline")
        return setting.now, False
    deadline = _instant(value, CLOSES, setting)
    if deadline <= setting.now:
        table.wrong("deadline", Wrong.PAST, value)
    return deadline, isinstance(value, datetime)


def _missing(table: Table, name: str) -> None:
    """Note that a key is missing, unless it is there and of the wrong kind, which has been noted."""
    if table.get(name) is None:
        table.wrong(name, Wrong.MISSING)


def _opens(table: Table, deadline: datetime, setting: Setting) -> datetime | None:
    value = table.moment("opens")
    if value is None:
        return None
    opens = _instant(value, _OPENS, setting)
    if opens >= deadline > setting.now:
        table.wrong("opens", Wrong.NOT_BEFORE_DEADLINE, value)
    return opens


def _feedback(table: Table, deadline: datetime, setting: Setting) -> date | None:
    value = table.moment("feedback")
    if value is None:
        return None
    day = value.date() if isinstance(value, datetime) else value
    if day <= deadline.astimezone(setting.timezone).date():
        table.wrong("feedback", Wrong.NOT_AFTER_DEADLINE, value)
    return day


def _instant(value: datetime | date, clock: time, setting: Setting) -> datetime:
    """Return the moment that a local date or time means."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, clock)
    return (moment if moment.tzinfo else moment.replace(tzinfo=setting.timezone)).astimezone(UTC)


def _questions(table: Table) -> Iterator[Question]:
    taken = {OTHER}
    for question in table.tables("question"):
        key, text = question.text("key"), question.text("text")
        if key in taken:
            question.wrong("key", Wrong.DOUBLED, key)
        elif key and not _KEY.fullmatch(key):
            question.wrong("key", Wrong.BAD_KEY, key)
        taken |= {key} - {""}
        question.no_more()
        yield Question(key, text)


def _invitees(table: Table, *, chosen_by_tags: bool) -> tuple[Invitee, ...]:
    invitees = tuple(_invitee(entry) for entry in table.tables("invitee"))
    if not invitees and not chosen_by_tags and table.get("invitee") in (None, []):
        table.wrong("invitee", Wrong.EMPTY)
    return invitees


def _invitee(entry: Table) -> Invitee:
    """Read one invitee; an address may be empty, for the check before launch to name."""
    organisation = entry.line("organisation")
    address = entry.get("address") or ""
    if not isinstance(address, str):
        entry.wrong("address", Wrong.WRONG_KIND, address, [Shape.TEXT])
        address = ""
    address = address.strip().lower()
    if address and not is_address(address):
        entry.wrong("address", Wrong.BAD_ADDRESS, address)
    language = entry.word("language", LANGUAGES, otherwise=LANGUAGES[0])
    contact, must_hear = entry.line_or_none("contact"), entry.flag("must_hear")
    entry.no_more()
    return Invitee(organisation, address, language, contact or "", must_hear)


def _documents(table: Table, folder: Path) -> Iterator[Path]:
    for place, name in enumerate(table.texts("documents"), start=1):
        if not (folder / name).is_file():
            table.wrong(f"documents[{place}]", Wrong.NO_SUCH_FILE, name)
        yield folder / name


def _reminders(table: Table) -> frozenset[Moment]:
    if table.get("reminders") is None:
        return frozenset(Moment)
    words = table.texts("reminders")
    for place, word in enumerate(words, start=1):
        if word not in tuple(Moment):
            table.wrong(f"reminders[{place}]", Wrong.NOT_ONE_OF, word, Moment)
    return frozenset(moment for moment in Moment if moment in words)


def _consent(table: Table, language: str) -> str | None:
    """Return the question on publication: the file's own, or the usual one where it just says true."""
    value = table.get("consent")
    if value is True:
        return consent_question(language)
    if value is None or value is False:
        return None
    if not isinstance(value, str) or not value.strip():
        table.wrong("consent", Wrong.WRONG_KIND, value, [Shape.FLAG_OR_TEXT])
        return None
    return value.strip()
