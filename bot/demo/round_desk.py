"""The demo's round: what its office does with it, and what its parties write back.

Staff press the buttons of its card, where there is a Slack to press them in.
"""

import tempfile
import tomllib
from datetime import datetime, timedelta
from email.message import EmailMessage
from importlib import resources
from pathlib import Path
from typing import Any

from bot.demo import samples
from bot.demo.local_slack import LocalSlack
from bot.demo.mail_servers import Letter
from bot.demo.slack_page import Page
from bot.demo.steps import PATIENCE, NotSeenToHappen, until
from bot.demo.world import ANDERS, METTE, World
from bot.rounds import acting
from consultation.rounds import record, reminding, reviewing, spoken
from consultation.rounds.asking import Wish
from consultation.rounds.lifecycle import Act
from consultation.rounds.record import Case
from consultation.rounds.reviews import Decision
from consultation.rounds.roundfile import Setting, read_round
from consultation.rounds.setting_up import create, findings
from consultation.rounds.words import RoundState
from consultation.rounds.working_days import WorkingDays, local_day, working_day_from
from storage import round_statements, rounds
from storage.tables import Round

FIVE_WEEKS = timedelta(days=35)
TO_ANSWER = timedelta(days=60)
"""After the deadline the parties hear what became of their points."""
AWAY = timedelta(days=4)
"""So long after the others are reminded is one back who is away."""


class RoundDesk:
    """A round in the hands of Mette, who runs it, and Anders, who approves."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = world.parts.desk
        self.id = 0

    async def set_up(self, folder: Path) -> int:
        """Put the round's file in a folder and on record; returns how many things the check found."""
        now = self._desk.clock.now()
        path = folder / "round.toml"
        path.write_text(_round_file(self._desk.calendar, now), encoding="utf-8")
        offices = [office.key for office in self._desk.offices]
        file = read_round(path, Setting(offices, self._desk.calendar.timezone, now))
        async with self._desk.database.transaction() as session:
            of = await create(session, file, {}, METTE.id, now)
            self.id = of.id
            return len(await findings(session, of, self._desk.calendar, now))

    async def approve(self) -> None:
        """Let it be sent out; that is Anders's to do."""
        await self._press(ANDERS.id, Act.APPROVE, RoundState.APPROVED)

    async def send_out(self) -> None:
        """Write to every party."""
        await self._press(METTE.id, Act.OPEN, RoundState.OPEN)

    async def _press(self, user: str, act: Act, becomes: RoundState) -> None:
        """Press a button of the round's card, where there is a Slack to press it in."""

        async def card() -> Round | None:
            of = (await self.case()).round
            return of if of.card_ts else None

        async def moved() -> bool | None:
            return (await self.case()).round.state == becomes or None

        if self._world.slack:
            of = await until(card)
            await self._world.slack.click(of.card_channel or "", of.card_ts or "", user, f"round.{act}")
        else:
            await acting.ask(self._desk, self.id, user, Wish(act))
        await until(moved)

    async def is_under_way(self) -> None:
        """Have it set up, sent out, and answered by some."""
        with tempfile.TemporaryDirectory(prefix="fondsdialog-") as folder:
            await self.set_up(Path(folder))
        await self.approve()
        await self.send_out()
        for who in replies():
            await self.reply(who)

    async def confirm_statements(self) -> int:
        """Have Mette go through what the answers say and confirm it; returns of how many statements."""
        count = await self._waiting()
        if self._world.slack:
            await self._confirm_in_modal(self._world.slack)
        else:
            await self._confirm_all()
        if await self._waiting():
            raise NotSeenToHappen("nothing that the answers say waits for a person any more")
        return count

    async def _confirm_in_modal(self, slack: LocalSlack) -> None:
        """Press the round's button, then the modal's until all has been gone through."""
        of = (await self.case()).round
        channel, ts = of.card_channel or "", of.card_ts or ""
        await slack.wait(lambda page: "round.statements" in str(page.message(channel, ts)["blocks"]))
        await slack.click(channel, ts, METTE.id, "round.statements")
        while (await slack.wait(_read_page))["callback_id"] == "round.statements":
            await slack.submit(METTE.id)
        await slack.close_view(METTE.id)

    async def _confirm_all(self) -> None:
        async with self._desk.database.transaction() as session:
            heard = await spoken.to_round(session, self.id)
            for message in heard.messages:
                said = spoken.said(heard, self._world.reader, (message.id,))
                sayings = [each.saying(Decision.CONFIRMED) for each in said]
                await reviewing.say(session, message, sayings, METTE.id, self._desk.clock.now())

    async def _waiting(self) -> int:
        async with self._desk.database.reading() as session:
            return await round_statements.waiting(session, self.id)

    async def case(self) -> Case:
        """Everything about it, as the record stands."""
        async with self._desk.database.reading() as session:
            return await record.load(session, await rounds.get(session, self.id), self._desk.clock.now())

    async def next_reminded(self) -> tuple[datetime, set[str]]:
        """When somebody is reminded next, and the addresses of all who are then."""
        now = self._desk.clock.now()
        case = await self.case()
        due = {
            each.party: each.reminders[0].due
            for each in reminding.plans_of(case, self._desk.calendar, now)
            if each.reminders
        }
        first = min(due.values())
        parties = [party for party, moment in due.items() if moment == first]
        return first, {each.email for party in parties for each in case.addresses[party]}

    async def invitation(self, address: str) -> EmailMessage:
        """The letter that asks somebody."""

        def is_it(letter: Letter) -> bool:
            return address in letter.recipients and "+r" in str(letter.message["Reply-To"])

        return (await self._world.mail.outgoing(is_it, PATIENCE)).message

    async def reply(self, who: str) -> str:
        """Have somebody answer the letter, as their mail program does it; returns their address."""
        reply = replies()[who]
        letter = await self.invitation(reply["address"])
        reminded, _ = await self.next_reminded()
        text = reply["text"].strip().replace("{back}", f"{reminded + AWAY:%d-%m-%Y}")
        automatic = reply.get("automatic", False)
        answer = samples.reply(letter, text, self._desk.clock.now(), automatic=automatic)
        to = str(letter["Reply-To"]).rpartition("<")[2].rstrip(">")
        await self._world.mail.send(answer.message.as_bytes(), sender=reply["address"], to=to)
        return str(reply["address"])


def _read_page(page: Page) -> dict[str, Any]:
    """Return the modal on top once its answer has been read."""
    top: dict[str, Any] = page.modals[-1] if page.modals else {}
    return {} if top.get("callback_id") == "round.statements.reading" else top


def replies() -> dict[str, dict[str, Any]]:
    """What the parties write, by who writes it."""
    return tomllib.loads(_file("round_replies.toml"))


def _round_file(calendar: WorkingDays, now: datetime) -> str:
    """Return the round's file, with a deadline at noon five weeks ahead."""
    last = working_day_from(local_day(now + FIVE_WEEKS, calendar), calendar)
    dates = {"{deadline}": f"{last}T12:00:00", "{feedback}": f"{last + TO_ANSWER}"}
    text = _file("round.toml")
    for place, moment in dates.items():
        text = text.replace(place, moment)
    return text


def _file(name: str) -> str:
    return (resources.files("bot.demo") / name).read_text(encoding="utf-8")
