"""Attachments: what a mail carries beside its text, under names that are safe to show and save.

Which parts are attachments is decided in `bot.mail.body`, what they really are in
`bot.front_desk.attachment_kinds`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.mail.headers import shown

MAX_NAME = 120
_MAX_SUFFIX = 16
_RESERVED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # Windows opens devices
_SUFFIX = re.compile(rf"(?<=.)\.[^.\s]{{1,{_MAX_SUFFIX - 1}}}$")
# For attachments sent without a name. Not `mimetypes`, which reads each machine's own tables.
_SUFFIXES = {
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: its safe name, declared media type, size in bytes when decoded, and what is odd."""

    name: str
    type: str
    size: int
    mark: str | None = None
    """A mark of `bot.front_desk.attachment_kinds`, for people to see before they open it."""

    def as_dict(self) -> dict[str, str | int]:
        """Return it as it is kept in the record; a mark only where there is one."""
        kept: dict[str, str | int] = {"name": self.name, "size": self.size, "type": self.type}
        return kept | {"mark": self.mark} if self.mark else kept


def safe_name(sent: str, media_type: str, number: int) -> str:
    """Return a file name made from the one that was sent; never empty, never a path.

    Characters that hide or reorder others are dropped, since `fdp.exe` can be made to show as
    `exe.pdf`. `number` names an attachment that was sent without a name.
    """
    name = shown(sent).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = _RESERVED.sub("_", name).strip(". ")
    if not any(character.isalnum() for character in name):
        name = f"attachment-{number}{_SUFFIXES.get(media_type, '.bin')}"
    return _shortened(f"_{name}" if _DEVICES.match(name) else name, MAX_NAME)


def unique_names(names: Iterable[str]) -> list[str]:
    """Tell equal names apart by ` (2)`, ` (3)` …; letter case does not make a difference."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate.casefold() in taken:
            count += 1
            mark = f" ({count})"
            stem, suffix = _stem_and_suffix(_shortened(name, MAX_NAME - len(mark)))
            candidate = f"{stem}{mark}{suffix}"
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def _stem_and_suffix(name: str) -> tuple[str, str]:
    found = _SUFFIX.search(name)
    return (name[: found.start()], found[0]) if found else (name, "")


def _shortened(name: str, length: int) -> str:
    stem, suffix = _stem_and_suffix(name)
    return stem[: length - len(suffix)].rstrip() + suffix if len(name) > length else name
