"""A round's letter that came back for now, such as from a full mailbox: when it is sent again, and if at all.

How often is the rule that all letters share (``consultation.retries``). What becomes of it is in
``sent_again``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation import retries
from consultation.rounds import again
from consultation.rounds.ledger import SETTLED
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.reminders import Moment
from consultation.rounds.untrue import why_untrue
from consultation.rounds.words import AnswerKind, PartyState
from consultation.rounds.writing import LetterKind
from storage import outbox, round_messages, round_parties, rounds
from storage.outbox import Parcel, ParcelState
from storage.tables import OutboxRow, Party, Round, RoundLetter, Submission

AGAIN = "round.again"
"""The kind of parcel that is a round's letter on its way once more, to one of its recipients."""
_ASKING = (LetterKind.INVITATION, LetterKind.REMINDER, LetterKind.NEW_DOCUMENT)
_UNTIL_IT_WRITES = (*_ASKING, LetterKind.NEW_DEADLINE)
_BY_MACHINE = (AnswerKind.BOUNCE, AnswerKind.AUTO_REPLY)


async def plan(
    session: AsyncSession,
    of: Round,
    party: Party,
    report: Submission,
    about: Sequence[str],
    recipient: str,
    now: datetime,
) -> None:
    """Have a letter sent again later, and the report of its return say when and to whom.

    An address that was tried often enough is one that no letter reaches.
    """
    letter = await rounds.letter_sent_as(session, about)
    to = _whom(letter, recipient) if letter is not None else None
    if letter is None or to is None or letter.party_id != party.id or letter.state != "sent":
        return
    if await why_not(session, of, party, letter, to, now) is not None:
        return
    before = await _tries(session, letter, to)
    if before and before[-1].state == ParcelState.PENDING:
        return  # a second report of the same return
    due = retries.next_try(len(before), now)
    if due is None:
        again.lose(report, to)
        return
    number = len(before) + 1
    told = {"letter": letter.id, "to": to, "submission": report.id, "number": number}
    parcel = Parcel(_key(letter, to, number), AGAIN, f"mail:party:{party.id}", due, told)
    await outbox.put(session, parcel, now)
    coming = {"at": due.isoformat(), "to": to, "number": number, "key": parcel.key, "letter": letter.kind}
    again.keep_letters(report, [*again.letters(report), coming])


async def why_not(
    session: AsyncSession,
    of: Round,
    party: Party,
    letter: RoundLetter,
    to: str,
    now: datetime,
    versions: Mapping[str, int] | None = None,
) -> str | None:
    """Say why a letter need not be sent again, None where it does; for ``versions`` see `why_untrue`."""
    if not any(
        each.active and each.email.lower() == to
        for each in await round_parties.addresses_of(session, party.id)
    ):
        return "the address is marked"
    if untrue := why_untrue(of, letter.kind, letter.facts, party.own_deadline, versions):
        return untrue
    if letter.kind not in _UNTIL_IT_WRITES:
        return None
    # whoever has answered may have been given more time for more
    if letter.kind in _ASKING and (party.state in SETTLED or party.state == PartyState.DELEGATED):
        return f"the party is {party.state}"
    later = [
        each for each in await round_messages.of_party(session, party.id) if each.received_at > letter.at
    ]
    if any(each.kind not in _BY_MACHINE and not each.set_aside for each in later):
        return "the party has written since"
    return _reminds_too_late(of, party, letter, now) if letter.kind == LetterKind.REMINDER else None


def _reminds_too_late(of: Round, party: Party, letter: RoundLetter, now: datetime) -> str | None:
    deadline = deadline_of(of.deadline, party.own_deadline)
    if letter.facts["moment"] != Moment.AFTER and now > deadline:
        return "the deadline is past"
    moved = [told for told in party.reminded if told["moment"] == letter.facts["moment"]]
    if moved and datetime.fromisoformat(moved[-1]["deadline"]) != deadline:
        return "the deadline has moved"
    return None


def _whom(letter: RoundLetter, recipient: str) -> str | None:
    """Say which address a report is about: a letter that was passed on has only one to go by."""
    addresses = [each.lower() for each in letter.recipients]
    if recipient.lower() in addresses:
        return recipient.lower()
    return addresses[0] if len(addresses) == 1 else None


async def _tries(session: AsyncSession, letter: RoundLetter, to: str) -> list[OutboxRow]:
    keys = [_key(letter, to, number + 1) for number in range(len(retries.PAUSES))]
    found = [await outbox.by_key(session, key) for key in keys]
    return [row for row in found if row is not None]


def _key(letter: RoundLetter, to: str, number: int) -> str:
    return f"party:{letter.party_id}/letter:{letter.id}/again:{number}/{outbox.unnamed(to)}"
