"""A round as somebody fills it in: the fields of the form read into a round, and every mistake at its field.

What may be wrong with a round is `consultation.rounds.roundfile`'s to say; how it is worded, the form's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.typed_moments import read_moment
from consultation.rounds.invitees import InviteeList, invitees_typed
from consultation.rounds.mistakes import Mistake, RoundFileError
from consultation.rounds.question_sets import default_questions
from consultation.rounds.roundfile import CLOSES, RoundFile, Setting, round_of
from consultation.rounds.words import Question, RoundKind
from storage import rounds

_QUESTION = re.compile(r"(?P<key>\w[\w-]{0,63}):\s+(?P<text>.+)")
_SHARED = re.compile(r"[\s,;]*[,;\n][\s,;]*")
YES = "yes"


@dataclass(frozen=True)
class Filled:
    """A form that was filled in: a round, or what is wrong; and the rows of its list."""

    file: RoundFile | None
    mistakes: Mapping[str, Mistake]
    """By field, the first of each."""
    listed: InviteeList


def questions_as_lines(questions: Iterable[Question]) -> str:
    """Write questions out as the form takes them: one a line, its key before it."""
    return "\n".join(f"{each.key}: {each.text}" for each in questions)


def read(fields: Mapping[str, str], key: str, setting: Setting) -> Filled:
    """Read a form; ``key`` is what the round is called where the form does not say."""
    listed = invitees_typed(fields.get("invitees", ""))
    values = {
        "key": fields.get("key", "").strip() or key,
        "kind": fields.get("kind", ""),
        "title": fields.get("title", ""),
        "text": fields.get("text", ""),
        "deadline": _moment(fields.get("deadline", ""), setting),
        "office": fields.get("office", ""),
        "question": list(_questions(fields, setting)),
        "invitee": [
            {
                "organisation": each.organisation,
                "address": each.address,
                "language": each.language,
                **({"contact": each.contact} if each.contact else {}),
            }
            for each in listed.invitees
        ],
        "tags": [tag.strip() for tag in _SHARED.split(fields.get("tags", "")) if tag.strip()],
        "consent": fields.get("consent", YES) == YES,
        **_given(fields, setting),
    }
    try:
        return Filled(round_of(values, setting), {}, listed)
    except RoundFileError as wrong:
        return Filled(None, {_field(each): each for each in reversed(wrong.mistakes)}, listed)


async def free_key(session: AsyncSession, kind: str, year: int) -> str:
    """Find what a round may be called where nobody says: its kind and year, from the second on a number."""
    base, number = f"{kind or 'runde'}-{year}", 1
    while await rounds.by_key(session, key := base if number == 1 else f"{base}-{number}"):
        number += 1
    return key


def year_of(fields: Mapping[str, str], setting: Setting) -> int:
    """Return the year of a form's deadline, this one where it has none."""
    deadline = read_moment(fields.get("deadline", ""), setting.timezone, CLOSES)
    return (deadline or setting.now.astimezone(setting.timezone)).year


def _moment(text: str, setting: Setting) -> Any:
    return read_moment(text, setting.timezone, CLOSES) or text.strip() or None


def _given(fields: Mapping[str, str], setting: Setting) -> dict[str, Any]:
    """Return what may be left out, where it is there."""
    approver, feedback = fields.get("approver", ""), fields.get("feedback", "").strip()
    day = read_moment(feedback, setting.timezone, CLOSES)
    said = {"approver": approver, "feedback": day.date() if day else feedback}
    return {name: value for name, value in said.items() if value}


def _questions(fields: Mapping[str, str], setting: Setting) -> Iterable[dict[str, str]]:
    """Yield questions, one a line; those of another kind, untouched, are not meant."""
    text = fields.get("questions", "").strip()
    sets = (questions_as_lines(default_questions(kind, setting.language)) for kind in RoundKind)
    if text in sets:
        return
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        named = _QUESTION.fullmatch(line)
        yield named.groupdict() if named else {"key": f"spm{number}", "text": line}


def _field(mistake: Mistake) -> str:
    name = re.split(r"[\[.]", mistake.key)[0]
    return {"question": "questions", "invitee": "invitees"}.get(name, name)
