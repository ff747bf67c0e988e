"""What is read of a round for its modals: the check, the plan, everybody by state, and one party."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.slack.cards.blocks import Block
from bot.slack.cards.rounds import pages
from bot.slack.cards.rounds import party as round_party
from bot.slack.cards.rounds.party import PartyPage
from bot.slack.counter import Counter
from consultation.rounds import record, reminders, reminding, setting_up
from consultation.rounds.reminders import PartyPlan
from consultation.rounds.words import PartyState
from storage import round_messages, round_parties, rounds
from storage.tables import Party, Round

UNINVITED = "uninvited"


async def findings(session: AsyncSession, of: Round, at: Counter) -> Block:
    """What the check before launch finds now."""
    found = await setting_up.findings(session, of, at.desk.calendar, at.now())
    return pages.findings(of, found, at.words)


async def plan(session: AsyncSession, of: Round, at: Counter) -> Block:
    """Who gets what when, and how many are to be reminded now."""
    now, calendar = at.now(), at.desk.calendar
    case = await record.load(session, of, now)
    plans = reminding.foreseen(case, calendar, now)
    running = of.state in reminding.RUNNING
    names = {number: party.organisation for number, party in case.parties.items()}
    due = _due(plans, now) if running else None
    return pages.plan(of, plans, names, due, at.words, now)


async def parties(session: AsyncSession, of: Round, at: Counter) -> Block:
    """Everybody by state; of each state by name."""
    case = await record.load(session, of, at.now())
    by_state: dict[str, list[tuple[int, str]]] = {state: [] for state in (*PartyState, UNINVITED)}
    for party in filter(record.takes_part, case.parties.values()):
        state = record.state_of(case, party) if party.invited else UNINVITED
        by_state[state].append((party.id, party.organisation))
    return pages.parties(of, [each for each in by_state.items() if each[1]], at.words)


async def party(session: AsyncSession, one: Party, of: Round, at: Counter) -> Block:
    """One party: where it stands, its messages, our letters to it."""
    stands = await record.standing_of(session, of, one, at.now())
    page = PartyPage(
        party=one,
        state=stands.state,
        since=stands.since,
        proof=stands.evidence,
        addresses=[each.email for each in await round_parties.addresses_of(session, one.id) if each.active],
        messages=await round_messages.of_party(session, one.id),
        letters=await rounds.letters(session, one.id),
        now=at.now(),
    )
    return round_party.draw(page, at.words)


async def named(session: AsyncSession, of: Round) -> list[tuple[int, str]]:
    """Those who were asked, with their numbers, by name."""
    asked = record.invited(await round_parties.of_round(session, of.id))
    return [(each.id, each.organisation) for each in asked]


def _due(plans: Sequence[PartyPlan], now: datetime) -> int:
    return len(list(reminders.due_now(plans, now)))
