"""Whole rounds played out on the real use cases: letters at any moment, restarts, moved deadlines, the clock.

What is asked of every round: nobody is reminded who has answered; nobody gets more than three reminders, nor
two within five days; the clock closes it once, after its last deadline and not before; the count adds up.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from random import Random

from bot import schedule
from bot.desk import Desk
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import LEASE, Courier
from consultation.rounds import deciding, ledger, moving, record
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import AnswerKind
from storage import leases, round_messages, round_parties, rounds
from storage.tables import RoundEvent, RoundLetter
from tests.laid_desk import a_desk
from tests.rounds_on_record import ANDERS, HELLE, answers, opened, work
from tests.servers.smtp_sink import SmtpSink

MONDAY = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
PARTIES = {f"Fond {number}": f"post@fond{number}.example" for number in range(1, 6)}
SAID = {
    AnswerKind.SUBMISSION: "1. Unge hjemløse uden for de store byer bør komme først.",
    AnswerKind.NO_REMARKS: "Vi har ingen bemærkninger til høringen.",
    AnswerKind.DECLINED: "Vi ønsker ikke at deltage i høringen.",
    AnswerKind.QUESTION: "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?",
    AnswerKind.EXTENSION_REQUEST: "Vi vil gerne bede om udsættelse af fristen til den 20. april.",
    AnswerKind.PROMISE: "Vi vender tilbage med et svar senest på fredag.",
}
DOUBTFUL = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."
"""An answer that a person has to see as one."""
DAYS = 75
FIRST_DEADLINE = MONDAY + timedelta(days=28)


@dataclass
class Played:
    """A round as it is played, and what is really so, whatever has been understood of it."""

    desk: Desk
    sink: SmtpSink
    random: Random
    of: int
    answered: set[str] = field(default_factory=set)
    reminded: dict[str, list[datetime]] = field(default_factory=dict)
    seen: int = 0
    known: set[str] = field(default_factory=set)

    async def letter_comes(self) -> None:
        """Somebody writes."""
        name = self.random.choice(list(PARTIES))
        kind = self.random.choice([*SAID, None])
        await answers(self.desk, self.of, name, SAID[kind] if kind else DOUBTFUL)
        if kind is None or kind in ANSWERS:
            self.answered.add(name)

    async def absence_comes(self) -> None:
        """Somebody is away until a day."""
        back = self.desk.clock.now().date() + timedelta(days=self.random.randint(1, 15))
        await answers(
            self.desk,
            self.of,
            self.random.choice(list(PARTIES)),
            "Jeg er på ferie.",
            known=AnswerKind.AUTO_REPLY,
            back_on=back.isoformat(),
        )

    async def somebody_decides(self) -> None:
        """What was not plain is seen for what it is."""
        async with self.desk.database.transaction() as session:
            of = await rounds.locked(session, self.of)
            for each in await round_messages.of_round(session, self.of):
                if each.undecided:
                    await deciding.decide(session, of, each, AnswerKind.SUBMISSION, HELLE, work(self.desk))

    async def deadline_moves(self) -> None:
        """Everybody gets more time."""
        async with self.desk.database.transaction() as session:
            of = await rounds.locked(session, self.of)
            until = max(of.deadline, self.desk.clock.now()) + timedelta(days=self.random.randint(2, 9))
            await moving.extend(session, of, Hands(ANDERS, HELLE), until, work(self.desk))

    async def one_gets_more_time(self) -> None:
        """One party gets more time than the others."""
        async with self.desk.database.transaction() as session:
            of = await rounds.locked(session, self.of)
            party = self.random.choice(await round_parties.of_round(session, self.of))
            until = max(of.deadline, self.desk.clock.now()) + timedelta(days=self.random.randint(1, 9))
            await moving.extend_party(
                session, of, party, Hands(ANDERS, HELLE), until, "ferie", work(self.desk)
            )

    async def dies_with_letters_in_hand(self) -> None:
        """A courier takes what is due and is killed, before it delivers or after."""
        now = self.desk.clock.now()
        async with self.desk.database.transaction() as session:
            rows = await leases.take(session, now, round_carrier.KINDS, lasting=LEASE, limit=5)
        pool = SmtpPool(self.desk.settings.smtp)
        for row in rows:
            if self.random.random() < 0.5:
                await RoundCarrier(self.desk, pool).deliver(row)
        await pool.close()
        await self.judge()

    async def ticks_and_delivers(self) -> None:
        """The schedule has its turn, then a courier that knows nothing of the one before it."""
        await schedule.tick(self.desk)
        pool = SmtpPool(self.desk.settings.smtp)
        carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(self.desk, pool))
        await Courier(self.desk, carriers, Bell()).run_until_empty()
        await pool.close()
        await self.judge()

    async def judge(self) -> None:
        """Hold each reminder that left since against what is really so."""
        new, self.seen = self.sink.messages[self.seen :], len(self.sink.messages)
        if not new:
            return
        async with self.desk.database.reading() as session:
            letters = {
                each.message_id: (party.organisation, each)
                for party in await round_parties.of_round(session, self.of)
                for each in await rounds.letters(session, party.id)
            }
        for received in new:
            name, letter = letters[str(received.message["Message-ID"])]
            if letter.kind == "reminder" and letter.message_id not in self.known:
                # tried again after a crash it is the same letter
                self.known.add(letter.message_id)
                self._judge(name, letter, received.message)

    def _judge(self, name: str, letter: RoundLetter, message: EmailMessage) -> None:
        now = self.desk.clock.now()
        assert name not in self.answered, f"reminded {name}, which has answered: {message['Subject']}"
        assert self.desk.calendar.is_working_time(now), f"{letter.kind} out of hours"
        self.reminded.setdefault(name, []).append(now)

    async def the_end(self) -> None:
        """What must hold when everything is over."""
        for name, moments in self.reminded.items():
            assert len(moments) <= 3, f"{name} got {len(moments)} reminders"
            days = [moment.astimezone(self.desk.calendar.timezone).date() for moment in moments]
            assert all(then - before >= timedelta(days=5) for before, then in pairwise(days)), (name, days)
        async with self.desk.database.reading() as session:
            of = await rounds.get(session, self.of)
            case = await record.load(session, of, self.desk.clock.now())
            events = await rounds.history(session, self.of)
        taken_in = {each.details["submission"] for each in events if each.what in set(AnswerKind)}
        assert ledger.reconciliation(case.messages, len(taken_in)).adds_up
        assert of.state == "closed"
        # a moved deadline opens a closed round again: the clock closes it once for each time it was open
        closings = [each for each in events if each.what == "close"]
        assert {each.actor for each in closings} == {"clock"}
        # whoever gets more time once it is closed keeps it closed to the others
        assert closings[-1].at > _last_deadline(each for each in events if each.id < closings[-1].id)
        opened_again = Counter(each.what for each in events if each.what in ("open", "close", "extend"))
        assert 1 <= len(closings) <= 1 + opened_again["extend"]


def _last_deadline(events: Iterable[RoundEvent]) -> datetime:
    """Read from a history what the last deadline of anybody was after it."""
    of: dict[int | None, datetime] = {None: FIRST_DEADLINE}
    for each in events:
        if moved := each.details.get("deadline"):
            of[each.party_id] = datetime.fromisoformat(moved)
    return max(of.values())


async def play(folder: Path, sink: SmtpSink, seed: int) -> Played:
    """Play one round from its first day until long after its last deadline."""
    random = Random(seed)
    smtp = {"port": sink.port}
    async with a_desk(folder, at=MONDAY, smtp=smtp) as desk:
        of = await opened(desk, parties=PARTIES, must_hear=["Fond 1"])
        played = Played(desk, sink, random, of, seen=len(sink.messages))
        happenings = [
            *(3 * [played.letter_comes]),
            played.absence_comes,
            played.somebody_decides,
            played.dies_with_letters_in_hand,
        ]
        if random.random() < 0.5:
            happenings += [played.deadline_moves, played.one_gets_more_time]
        day = 0
        while day < DAYS:
            day += random.choice([1, 1, 2, 3])
            moment = MONDAY + timedelta(days=day, minutes=random.choice([0, 90, 240, 600, 900]))
            desk.clock.advance(max(moment - desk.clock.now(), timedelta()))
            # towards the end it goes quiet, so that the last deadline can pass
            if day < DAYS - 35 and random.random() < 0.6:
                await random.choice(happenings)()
            await played.ticks_and_delivers()
        await played.the_end()
    return played
