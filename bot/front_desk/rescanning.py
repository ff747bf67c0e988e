"""Files that nobody could look into while clamd was down are looked into once it is back, a few at a time.

What is found is written on the card. An infected file is handed to nobody from then on, and the office is
told. How a file is looked into is in `bot.front_desk.scanning`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.incoming_mail import enclosed
from bot.front_desk.reading import limits
from bot.front_desk.scanning import INFECTED, UNCHECKED, nothing_is_scanned
from bot.inquiries.intake import SERVICE
from bot.inquiries.posts import say_in_thread, show_card
from consultation.rounds import notices
from consultation.rounds.showing import show_answer_anew
from storage import answers as files
from storage import correspondence, inquiries, ledger, merged, round_messages, rounds, unchecked
from storage.tables import Correspondence, Submission

log = structlog.get_logger(__name__)

AT_ONCE = 10
"""Letters looked at in one turn: each is read whole."""

Found = Mapping[int, str | None]
"""What is known by now of some files of a letter, by their place in it; None: nothing is wrong."""


class Rescan:
    """Looks again at what is unchecked; remembers what clamd can't look into, so as not to ask for ever."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limits = limits(desk.settings)
        self._letters: set[int] = set()
        self._answers: set[int] = set()

    async def look(self) -> int:
        """Look into some files, if there are any and clamd is back; returns of how many letters."""
        desk = self._desk
        if desk.scan is nothing_is_scanned:
            return 0
        async with desk.database.reading() as session:
            letters = await unchecked.letters(session, UNCHECKED, self._letters, AT_ONCE)
            answers = await unchecked.answers(session, UNCHECKED, self._answers, AT_ONCE)
        if not (letters or answers) or await asyncio.to_thread(desk.scan, b"") is not None:
            return 0
        for letter in letters:
            found = await self._looked_into(letter)
            self._letters |= {letter.id} if UNCHECKED in found.values() else set()
            await self._record_letter(letter, found)
        for answer in answers:
            found = await self._looked_into(answer)
            self._answers |= {answer.id} if UNCHECKED in found.values() else set()
            await self._record_answer(answer, found)
        log.info("files looked into again", letters=len(letters), answers=len(answers))
        return len(letters) + len(answers)

    async def _looked_into(self, letter: Correspondence | Submission) -> Found:
        contents = await self._contents(letter)
        return {
            place: await asyncio.to_thread(self._desk.scan, contents[place])
            if place in contents
            else UNCHECKED
            for place, each in enumerate(letter.attachments)
            if each.get("mark") == UNCHECKED
        }

    async def _contents(self, letter: Correspondence | Submission) -> dict[int, bytes]:
        """Return what the files of a letter hold, by place: of its mail, or fetched from Slack."""
        fetched = {place: each["file"] for place, each in enumerate(letter.attachments) if "file" in each}
        mailed = [place for place in range(len(letter.attachments)) if place not in fetched]
        async with self._desk.database.reading() as session:
            whole = await files.whole_files(session, list(fetched.values()))
            stored = await ledger.load(session, letter.ledger_id) if mailed and letter.ledger_id else None
        found = {place: each.content for place, each in zip(fetched, whole, strict=True) if each.content}
        held = await asyncio.to_thread(enclosed, stored, self._limits) if stored else []
        if len(held) == len(mailed):
            found |= {place: each.content for place, each in zip(mailed, held, strict=True)}
        return found

    async def _record_letter(self, letter: Correspondence, found: Found) -> None:
        if set(found.values()) <= {UNCHECKED}:
            return
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            inquiry = await merged.locked_main(session, letter.inquiry_id)
            kept = await correspondence.letter(session, letter.id)
            kept.attachments = remarked(kept.attachments, found)
            for place, mark in found.items():
                if file := kept.attachments[place].get("file"):
                    await unchecked.file_is(session, file, mark, keep=mark != INFECTED)
                if mark == INFECTED:
                    name, about = kept.attachments[place]["name"], f"file_found_infected:{letter.id}.{place}"
                    await say_in_thread(session, inquiry, about, now, name=name, who=letter.sender)
                    await inquiries.record(session, inquiry.id, now, SERVICE, "file_infected", name=name)
            await show_card(session, inquiry, now)
        self._desk.nudge()

    async def _record_answer(self, answer: Submission, found: Found) -> None:
        if set(found.values()) <= {UNCHECKED}:
            return
        async with self._desk.database.transaction() as session:
            await _remark_answer(session, answer, found, self._desk.clock.now())
        self._desk.nudge()


async def _remark_answer(session: AsyncSession, answer: Submission, found: Found, now: datetime) -> None:
    of = await rounds.locked(session, answer.round_id)
    kept = await round_messages.get(session, answer.id)
    kept.attachments = [
        each | {"unread": INFECTED} if found.get(place) == INFECTED else each
        for place, each in enumerate(remarked(kept.attachments, found))
    ]
    for place, mark in found.items():
        if mark == INFECTED:
            name = kept.attachments[place]["name"]
            told = await rounds.record(
                session, of.id, now, SERVICE, "file_infected", party_id=kept.party_id, name=name
            )
            await notices.tell(session, of, told, now)
    await show_answer_anew(session, of, kept, now)


def remarked(attachments: Sequence[Mapping[str, Any]], found: Found) -> list[dict[str, Any]]:
    """Return attachments with the marks that are known by now."""
    return [
        {key: value for key, value in each.items() if key != "mark"}
        | ({"mark": found[place]} if found[place] else {})
        if place in found
        else dict(each)
        for place, each in enumerate(attachments)
    ]
