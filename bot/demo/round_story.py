"""One round's story, from its file to the note; each step is checked by what can be seen or is on record."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import click

from bot import bootstrap, schedule
from bot.dates import written_day
from bot.demo.mail_servers import Letter
from bot.demo.round_desk import RoundDesk
from bot.demo.steps import PATIENCE, NotSeenToHappen, step, until
from bot.demo.world import INDSATSER as OFFICE
from bot.demo.world import World
from consultation.rounds import ledger, persons
from consultation.rounds.ledger import Reconciliation
from consultation.rounds.note import writing
from consultation.rounds.note.masking import Masks
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from consultation.rounds.record import Case, state_of
from consultation.rounds.words import PartyState, RoundState
from consultation.rounds.working_days import local_day
from nlp import cpr
from storage import rounds, tally

A_MOMENT = timedelta(minutes=1)
REMINDS = ("endnu ikke hørt fra jer", "not yet heard from you")
"""What a reminder says, in either language."""


class RoundStory:
    """Plays one round's story; the first step that is not seen to happen ends it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = world.parts.desk
        self._round = RoundDesk(world)

    async def play(self) -> None:
        """From the round's file to its note. Raises :class:`NotSeenToHappen`."""
        await schedule.tick(self._desk)  # from here on there is news
        await self._send_out()
        heard = await self._hear_from_some()
        await self._remind_the_others(heard)
        await self._close()
        count = await step("Mette goes through what the answers say", self._round.confirm_statements())
        click.echo(f"    {count} statements, each confirmed by a person")
        await self._write_the_note()

    async def _send_out(self) -> None:
        with tempfile.TemporaryDirectory(prefix="fondsdialog-") as folder:
            setting_up = self._round.set_up(Path(folder))
            found = await step(
                "Mette sets up a round from a file: two questions to six foundations", setting_up
            )
        checked = f"the check before launch finds {found or 'nothing'} to put right; Anders approves it"
        await step(checked, self._round.approve())
        await step("Mette sends it out", self._round.send_out())
        letter = await step("each foundation has a letter of its own", self._are_invited())
        _quote(letter, "Frist: ")

    async def _hear_from_some(self) -> set[str]:
        karen, jeppe = await self._round.reply("karen"), await self._round.reply("jeppe")
        await step("Karen answers by mail: her words are put to the two questions", self._is_split(karen))
        letter = await step("she gets a receipt that says how she was understood", self._receipt(karen))
        _quote(letter, "- ")
        await step("Jeppe has no remarks: that is an answer too", self._stands(jeppe, PartyState.NO_REMARKS))
        shown = self._are_shown("Fire ud af ti", "ingen bemærkninger")
        await step("the office sees both in its channel", shown)
        marianne = await self._round.reply("marianne")
        await step("Marianne's mailbox says that she is away: that is no answer", self._is_away(marianne))
        return {karen, jeppe, marianne}

    async def _remind_the_others(self, heard: set[str]) -> None:
        if await self._reminded("the three who are silent are reminded") & heard:
            raise NotSeenToHappen("nobody is reminded who has answered or is away")
        await step("the office's digest tells what is new", self._are_shown(":newspaper:"))
        helen = await self._round.reply("helen")
        await step("Helen answers, in English", self._stands(helen, PartyState.ANSWERED))

    async def _close(self) -> None:
        await self._reminded("Marianne is back, and is reminded now")
        case = await self._round.case()
        await self._turn_to(case.round.deadline + A_MOMENT)
        count = await step(
            f"{self._today()}: the deadline passes, and the round closes by itself", self._adds_up()
        )
        click.echo(
            f"    {count.taken_in} messages = {count.answers} answers + {count.non_answers} other"
            f" + {count.set_aside} set aside + {count.unresolved} unresolved"
        )

    async def _write_the_note(self) -> None:
        # it stays when the rest is gone: somebody will want to open it
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="fondsdialog-note-"))
        paths = await step(
            "the note is written, each sentence tied to its letter, and complete", self._note(folder)
        )
        for path in paths:
            click.echo(f"    {path}")

    # What is seen

    async def _are_invited(self) -> EmailMessage:
        case = await self._round.case()
        addresses = [each.email for of_party in case.addresses.values() for each in of_party]
        letters = [await self._round.invitation(address) for address in addresses]
        if len({letter["Reply-To"] for letter in letters}) != len(addresses):
            raise NotSeenToHappen("each foundation has an address of its own to answer to")
        return next(letter for letter in letters if "Karen" in _said(letter))

    async def _is_split(self, address: str) -> None:
        await self._stands(address, PartyState.ANSWERED)
        case = await self._round.case()
        answered = {
            key for each in case.submissions if each.sender == address for key in each.reading["answers"]
        }
        if answered != {each.key for each in case.questions}:
            raise NotSeenToHappen(f"what {address} writes is put to the questions")

    async def _stands(self, address: str, state: PartyState) -> None:
        async def look() -> bool | None:
            case = await self._round.case()
            there = [
                state_of(case, party)
                for party in case.parties.values()
                if address in {each.email for each in case.addresses[party.id]}
            ]
            return there == [state] or None

        await until(look)

    async def _receipt(self, address: str) -> EmailMessage:
        def is_it(letter: Letter) -> bool:
            said = _said(letter.message)
            return address in letter.recipients and "Sådan har vi forstået det" in said

        return (await self._world.mail.outgoing(is_it, PATIENCE)).message

    async def _are_shown(self, *words: str) -> None:
        async def look() -> bool | None:
            shown = self._world.shown(OFFICE["channel"])
            return all(each in shown for each in words) or None

        await until(look)

    async def _is_away(self, address: str) -> None:
        async def look() -> bool | None:
            case = await self._round.case()
            return (
                any(
                    party.absent_until and address == each.email
                    for party in case.parties.values()
                    for each in case.addresses[party.id]
                )
                or None
            )

        await until(look)
        await self._stands(address, PartyState.INVITED)

    async def _reminded(self, told: str) -> set[str]:
        """Turn to the moment in which somebody is reminded next; see that they are, and nobody else."""
        before = len(self._world.mail.letters)
        moment, expected = await self._round.next_reminded()
        await self._turn_to(moment + A_MOMENT)

        def reminded() -> set[str]:
            return {
                address
                for letter in self._world.mail.letters[before:]
                if any(words in _said(letter.message) for words in REMINDS)
                for address in letter.recipients
            }

        told = f"{self._today()}: {told}"
        await step(told, self._world.mail.outgoing(lambda _: reminded() >= expected, PATIENCE))
        if reminded() != expected:
            raise NotSeenToHappen(told)
        return expected

    async def _adds_up(self) -> Reconciliation:
        async def look() -> Case | None:
            case = await self._round.case()
            return case if case.round.state == RoundState.CLOSED else None

        case = await until(look)
        async with self._desk.database.reading() as session:
            totals = await tally.totals(session)
        counted = ledger.reconciliation(case.messages, sum(totals.outcomes.values()))
        if not counted.adds_up:
            raise NotSeenToHappen("every message to the round is accounted for")
        return counted

    async def _note(self, folder: Path) -> list[Path]:
        desk = self._desk
        taxonomy = bootstrap.taxonomy(desk.settings)
        house = House(desk.from_name, OFFICE["name"], "da", desk.calendar, taxonomy, self._world.reader)
        async with desk.database.reading() as session:
            of = await rounds.get(session, self._round.id)
            note = await note_of(session, of, house, desk.clock.now())
        draft, paths = await asyncio.to_thread(writing.write, note, Masks(cpr.find, persons.find), folder)
        if draft.lacking:
            raise NotSeenToHappen(
                f"the note is complete, but for {[each.what.value for each in draft.lacking]}"
            )
        return [path for path in paths if path.stat().st_size]

    # The clock

    async def _turn_to(self, moment: datetime) -> None:
        """Let it be another moment; what has come due then is seen to at once."""
        self._desk.clock.advance(moment - self._desk.clock.now())
        await schedule.tick(self._desk)

    def _today(self) -> str:
        return written_day(local_day(self._desk.clock.now(), self._desk.calendar), "en")


def _said(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _quote(letter: EmailMessage, beginning: str) -> None:
    """Show the lines of a letter that begin so."""
    for line in _said(letter).splitlines():
        if line.startswith(beginning):
            click.echo(click.style(f"    │ {line}", dim=True))
