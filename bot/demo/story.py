"""One full story, played on the real parts; each step is checked by what can be seen or is on record."""

import asyncio
from collections.abc import Callable
from email.message import EmailMessage

from bot.demo import samples
from bot.demo.hands import Hands, hands
from bot.demo.mail_servers import Letter
from bot.demo.steps import PATIENCE, NotSeenToHappen, step, until
from bot.demo.world import METTE, OWN_ADDRESS, PEOPLE, World
from bot.inquiries.lifecycle import Status
from storage import inquiries, tally
from storage.tables import Inquiry
from storage.tally import Totals

WRITER = "karen@fondennordlys.example"
ANSWER = "Kære Karen\n\nTak for jeres spørgsmål. Jeg ringer til dig tirsdag kl. 10.\n\nVenlig hilsen\nMette"


class Story:
    """Plays one inquiry's story; the first step that is not seen to happen ends it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hands: Hands = hands(world)
        self._desk = world.parts.desk

    async def play(self) -> None:
        """From the first mail to the closed inquiry. Raises :class:`NotSeenToHappen`."""
        count = await self.foundations_write()
        await step(f"{count} foundations' mails are stored and decided on", self.are_decided(count))
        await step("each inquiry's card stands in its office's channel", self._all_shown())
        inquiry = await step("Karen's mail is an inquiry with a number and an office", self._inquiry())
        await step("she gets an acknowledgement with number and date", self._acknowledged(inquiry))
        await self._claim(inquiry)
        letter = await self._answer(inquiry)
        await self._write_back(inquiry, letter)
        await self._change_her_mind(inquiry)
        await self._hands.close(inquiry, METTE.id)
        await step("Mette closes the inquiry", self._has(inquiry, lambda now: now.status == Status.CLOSED))
        await step("every mail is accounted for: seen = sum of outcomes", self._adds_up())

    async def foundations_write(self) -> int:
        """Send every sample mail by SMTP; returns how many."""
        count = 0
        for sample in samples.samples(OWN_ADDRESS, self._desk.clock.now()):
            await self._world.mail.send(sample.message.as_bytes(), sender=sample.sender, to=OWN_ADDRESS)
            count += 1
        return count

    async def _claim(self, inquiry: Inquiry) -> None:
        stranger = next(each for each in PEOPLE if not self._desk.members.may_act(each.id, inquiry.office))
        await self._hands.claim(inquiry, stranger.id)
        unclaimed = self._has(inquiry, lambda now: now.claimed_by is None)
        await step(f"{stranger.name}, of another office, can't take it", unclaimed)
        await self._hands.claim(inquiry, METTE.id)
        await step("Mette takes it", self._has(inquiry, lambda now: now.claimed_by == METTE.id))

    async def _answer(self, inquiry: Inquiry) -> EmailMessage:
        await self._hands.answer(inquiry, METTE.id, ANSWER)
        letter = await step("Mette answers; Karen gets a letter in her own thread", self._letter())
        await step("the card says answered", self._has(inquiry, lambda now: now.status == Status.ANSWERED))
        return letter

    async def _write_back(self, inquiry: Inquiry, letter: EmailMessage) -> None:
        answer = samples.reply(
            letter, "Tak, tirsdag kl. 10 er fint. Må vores evaluator være med?", self._desk.clock.now()
        )
        await self._world.mail.send(
            answer.message.as_bytes(),
            sender=WRITER,
            to=str(letter["Reply-To"]).rpartition("<")[2].rstrip(">"),
        )
        reopened = self._has(inquiry, lambda now: now.status == Status.CLAIMED)
        await step("Karen writes back: the same inquiry, open again", reopened)

    async def _change_her_mind(self, inquiry: Inquiry) -> None:
        before = len(self._world.mail.letters)
        await self._hands.answer(inquiry, METTE.id, "Ja, tag ham med.")
        await self._hands.undo(inquiry, METTE.id)
        await step("Mette takes her next letter back; nothing leaves", self._nothing_left(before))

    async def are_decided(self, count: int) -> Totals:
        """Wait until so many mails have an outcome."""

        async def look() -> Totals | None:
            async with self._desk.database.reading() as session:
                totals = await tally.totals(session)
            return totals if sum(totals.outcomes.values()) == count else None

        return await until(look)

    async def _all_shown(self) -> list[Inquiry]:
        async def look() -> list[Inquiry] | None:
            async with self._desk.database.reading() as session:
                found = await inquiries.listed(session)
            return found if found and all(inquiry.card_ts for inquiry in found) else None

        return await until(look)

    async def _inquiry(self) -> Inquiry:
        found = [inquiry for inquiry in await self._all_shown() if inquiry.sender == WRITER]
        if len(found) != 1:
            raise NotSeenToHappen(f"one inquiry from {WRITER}, not {len(found)}")
        return found[0]

    async def _has(self, inquiry: Inquiry, wanted: Callable[[Inquiry], bool]) -> Inquiry:
        """Wait until an inquiry is as wanted and its card shows it."""

        async def look() -> Inquiry | None:
            async with self._desk.database.reading() as session:
                now = await inquiries.get(session, inquiry.id)
            return now if wanted(now) and now.shown_revision == now.revision else None

        return await until(look)

    async def _acknowledged(self, inquiry: Inquiry) -> None:
        def is_it(letter: Letter) -> bool:
            return inquiry.reference in str(letter.message["Subject"]) and "Auto-Submitted" in letter.message

        await self._world.mail.outgoing(is_it)

    async def _letter(self) -> EmailMessage:
        def is_it(letter: Letter) -> bool:
            message = letter.message
            in_thread = message["In-Reply-To"] and message["References"] and "+i" in str(message["Reply-To"])
            return bool(in_thread) and WRITER in letter.recipients and "Auto-Submitted" not in message

        return (await self._world.mail.outgoing(is_it, PATIENCE)).message

    async def _nothing_left(self, before: int) -> None:
        await asyncio.sleep(self._desk.settings.slack.hold_seconds + 1)
        if len(self._world.mail.letters) != before:
            raise NotSeenToHappen("the letter that was taken back did not leave")

    async def _adds_up(self) -> None:
        async with self._desk.database.reading() as session:
            totals = await tally.totals(session)
        if not totals.adds_up or totals.undecided:
            raise NotSeenToHappen("the mail ledger adds up")
