"""Rounds with as many parties as are wanted, put on record without a file, and the parties' answers.

For what is about numbers: the benchmarks, and tests of what a round costs.
"""

from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count

from bot.desk import Desk
from bot.rounds.receiving import letterhead
from bot.signed_address import reply_address
from consultation.rounds import moving
from consultation.rounds.lifecycle import Hands, Seats
from consultation.rounds.moving import Work
from consultation.rounds.words import PartyState, RoundState
from storage import rounds
from storage.tables import Party, PartyAddress, Round, RoundQuestion
from tests.laid_desk import METTE, OWN_ADDRESS

MONDAY = datetime(2027, 2, 1, 9, tzinfo=UTC)
HALFWAY = datetime(2027, 2, 18, 9, tzinfo=UTC)
DEADLINE = datetime(2027, 3, 5, 11, tzinfo=UTC)
HANDS, SEATS = Hands(METTE, METTE), Seats(frozenset({METTE}))
ANSWER = """Kære alle

1. Unge hjemløse uden for de store byer bør have fokus.

2. Vores mentorordning, som er afprøvet i tre kommuner.

Vores svar må gerne offentliggøres."""


async def draft(desk: Desk, key: str, size: int) -> int:
    """Put an approved round on record, with so many parties of one address each."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        of = _round(key, now)
        await rounds.add(session, of)
        asked = [RoundQuestion(round_id=of.id, key=f"q{n}", position=n, text=f"Hvad om {n}?") for n in (1, 2)]
        parties = [_party(of, number, now) for number in range(size)]
        await rounds.add(session, *asked, *parties)
        await rounds.add(session, *(_address(party, number) for number, party in enumerate(parties)))
        return of.id


async def send_out(desk: Desk, round_id: int) -> None:
    async with desk.database.transaction() as session:
        await moving.open_round(session, await rounds.locked(session, round_id), HANDS, work_at(desk))


def work_at(desk: Desk) -> Work:
    return Work(SEATS, letterhead(desk), desk.calendar, desk.clock.now())


_numbers = count(1)


def an_answer(desk: Desk, party: int) -> bytes:
    """Return a party's answer to its letter."""
    mail = EmailMessage()
    mail["From"] = f"Karen <{email_of(party)}>"
    mail["To"] = reply_address(OWN_ADDRESS, "r", party, desk.key)
    mail["Subject"] = "SV: Fokusområder for 2027"
    mail["Message-ID"] = f"<{next(_numbers)}@fond.example>"
    mail.set_content(f"{ANSWER}\n\nVores nummer: {next(_numbers)}")
    return mail.as_bytes()


def _round(key: str, now: datetime) -> Round:
    return Round(
        key=key,
        kind="uip",
        state=RoundState.APPROVED,
        title="Fokusområder for 2027",
        text="Vi vil gerne høre, hvor jeres fond ser de største behov.",
        office="indsatser",
        deadline=DEADLINE,
        closing_time_stated=True,
        reminders={},
        created_at=now,
        created_by=METTE,
    )


def _party(of: Round, number: int, now: datetime) -> Party:
    return Party(
        round_id=of.id,
        organisation=f"Fond {number}",
        language="da" if number % 5 else "en",
        tags=[],
        invited=True,
        must_hear=False,
        state=PartyState.INVITED,
        state_at=now,
        reminded=[],
    )


def _address(party: Party, number: int) -> PartyAddress:
    return PartyAddress(party_id=party.id, email=email_of(number), name="", active=True)


def email_of(number: int) -> str:
    return f"post@fond{number}.example"
