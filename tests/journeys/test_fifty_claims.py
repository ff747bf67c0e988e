"""Everybody wants it: of fifty clicks in one moment exactly one wins, and the others are told whose it is."""

import asyncio

import pytest

from tests.journeys.mails import SUBJECT, a_mail
from tests.journeys.ministry import CLICKERS, UIP


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_of_fifty_simultaneous_claims_one_wins_and_the_others_are_told_who(ministry):
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await card.shows("inquiry.claim")

    await asyncio.gather(*(card.click(user, "inquiry.claim") for user in CLICKERS))

    await card.shows("har sagen")
    winner = (await ministry.inquiry(card)).claimed_by
    assert winner in CLICKERS
    await card.shows(f"<@{winner}> har sagen")
    for loser in set(CLICKERS) - {winner}:
        await ministry.told(loser, f"<@{winner}> har allerede taget sagen")
    assert (await ministry.history(card)).count("claimed") == 1
    assert len(ministry.slack.messages(UIP)) == 1 + 49
