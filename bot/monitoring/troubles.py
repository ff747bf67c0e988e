"""What is wrong in this moment, by what the parts of the service say of themselves: rules.

Whether it has lasted long enough for people to be told is judged in ``bot.monitoring.watching``.
"""

from collections.abc import Collection, Iterable, Mapping

from bot.monitoring.life import LOOPS
from bot.monitoring.subjects import Subject, Trouble, subject_of, whose
from storage.tables import Alarm, OfficeState, PartState

_SUBJECT = {
    "imap": Subject.MAIL,
    "imap-letter": Subject.LETTER,
    "smtp": Subject.LETTERS,
    "slack": Subject.SLACK,
    "slack-events": Subject.SLACK,
    "disk": Subject.DISK,
    "database": Subject.DATABASE,
    "loops": Subject.HUNG,
}
OF_A_MACHINE = frozenset({Subject.DISK, Subject.DATABASE, Subject.HUNG})
"""What each machine says for itself, as long as it is there."""


def troubles(
    parts: Iterable[PartState], channels: Iterable[OfficeState], quiet: Collection[str]
) -> dict[str, Trouble]:
    """What is wrong, by its name; ``quiet`` are the parts that have not been heard of for too long."""
    found: dict[str, Trouble] = {}
    for part in parts:
        if part.part in quiet and part.part in LOOPS:
            _add(found, Trouble(f"{Subject.SILENT} {part.part}", "no sign of life", part.seen_at))
        elif trouble := _of_part(part, quiet):
            _add(found, trouble)
    for office in channels:
        if office.channel_trouble and office.trouble_since:
            what = f"{Subject.CHANNEL} {office.office}"
            _add(found, Trouble(what, office.channel_trouble, office.trouble_since))
    return found


def _of_part(part: PartState, quiet: Collection[str]) -> Trouble | None:
    subject = _SUBJECT.get(part.part.partition(" ")[0])
    if subject is None or not part.trouble:
        return None
    if subject in OF_A_MACHINE:
        # a machine that is gone is in nobody's way any more
        return None if part.part in quiet else Trouble(part.part, part.trouble, part.since)
    # of letters that are not given each is told of by itself
    return Trouble(part.part if subject is Subject.LETTER else subject, part.trouble, part.since)


def _add(found: dict[str, Trouble], trouble: Trouble) -> None:
    known = found.get(trouble.what)
    if known is None or trouble.since < known.since:
        found[trouble.what] = trouble


def is_over(alarm: Alarm, found: Mapping[str, Trouble], parts: Iterable[PartState]) -> bool:
    """Whether a trouble that people were told of is over."""
    if subject_of(alarm.what) == Subject.SILENT:
        # a process that has just started has heard nothing yet: over is what has been heard of since
        return any(part.part == whose(alarm.what) and part.seen_at != alarm.since for part in parts)
    return alarm.what not in found
