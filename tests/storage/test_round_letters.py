"""What a letter's leaving rests on: whatever could make it untrue is in it."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import round_letters, round_messages, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, RoundDocument, Submission

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
async def letter(database):
    """A letter to the first of two parties of a round."""
    async with database.transaction() as session:
        of = Round(
            key="uip", kind="uip", state="open", title="Fokus", text="", office="a", deadline=NOW,
            closing_time_stated=True, reminders={}, created_at=NOW, created_by="U1",
        )  # fmt: skip
        await rounds.add(session, of)
        parties = [
            Party(
                round_id=of.id, organisation=f"Fond {n}", language="da", tags=[], invited=True,
                must_hear=False, state="invited", state_at=NOW, reminded=[],
            )
            for n in range(2)
        ]  # fmt: skip
        await rounds.add(session, *parties)
        await rounds.add(session, PartyAddress(party_id=1, email="a@fond.example", name="Karen", active=True))
        written = await rounds.add_letters(session, [a_letter(party.id) for party in parties])
        return written["<1@m.example>"]


def a_letter(party_id):
    return {
        "party_id": party_id, "kind": "reminder", "state": "held", "at": NOW,
        "recipients": ["a@fond.example"], "subject": "Fokus",
        "message_id": f"<{party_id}@m.example>", "references": [], "plan_version": 1,
        "facts": {}, "text": "",
    }  # fmt: skip


def a_message(party_id=1, **over):
    values = {
        "round_id": 1, "party_id": party_id, "kind": "submission", "version": 1, "received_at": NOW,
        "late": False, "sender": "a@fond.example", "sender_name": "", "subject": "", "texts": [],
        "reading": {}, "attachments": [], "contains_cpr": False,
    }  # fmt: skip
    return Submission(**(values | over))


async def grounds(database, letter):
    async with database.peek() as record:
        return (await round_letters.grounds(record, [letter]))[letter]


async def closed(session):
    (await rounds.get(session, 1)).state = "closed"


async def moved(session):
    (await rounds.get(session, 1)).deadline = NOW + timedelta(days=3)


async def own_deadline(session):
    (await round_parties.get(session, 1)).own_deadline = NOW + timedelta(days=3)


async def absent(session):
    (await round_parties.get(session, 1)).absent_until = "2027-02-09"


async def answered(session):
    (await round_parties.get(session, 1)).state = "answered"


async def a_message_came(session):
    await rounds.add(session, a_message())


async def a_document_came(session):
    document = RoundDocument(
        round_id=1, name="a.pdf", version=1, type="application/pdf", content=b"", text="", added_at=NOW
    )
    await rounds.add(session, document)


CHANGES = [closed, moved, own_deadline, absent, answered, a_message_came, a_document_came]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_whatever_may_make_a_letter_untrue_changes_what_it_rests_on(database, letter, change):
    before = await grounds(database, letter)
    async with database.transaction() as session:
        await change(session)

    assert await grounds(database, letter) != before


async def test_a_message_that_is_decided_on_or_set_aside_changes_what_a_letter_rests_on(database, letter):
    async with database.transaction() as session:
        await rounds.add(session, a_message(undecided="kind"))
    seen = [await grounds(database, letter)]
    for what in ({"undecided": None}, {"set_aside": "spam"}):
        async with database.transaction() as session:
            (submission,) = await round_messages.of_round(session, 1)
            for name, value in what.items():
                setattr(submission, name, value)
        seen.append(await grounds(database, letter))

    assert len({*seen}) == 3


async def test_what_happens_to_another_party_changes_nothing(database, letter):
    before = await grounds(database, letter)
    async with database.transaction() as session:
        (await round_parties.get(session, 2)).state = "answered"
        await rounds.add(session, a_message(party_id=2))

    assert await grounds(database, letter) == before


async def test_a_letter_is_read_with_its_party_its_round_and_the_names_at_its_addresses(database, letter):
    async with database.reading() as session:
        out = (await round_letters.outgoing(session, [letter]))[letter]

    assert (out.party.organisation, out.round.key, out.names) == (
        "Fond 0",
        "uip",
        {"a@fond.example": "Karen"},
    )
    assert out.newest_document is None
