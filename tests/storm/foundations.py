"""What foundations do in a storm: write, ask in Slack, write again once they are answered, answer a round."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from email.message import EmailMessage

import aiohttp

from tests.journeys.mails import a_mail, a_reply
from tests.storm.words import (
    KEY,
    number_of_writer,
    subject_of_mail,
    words_of_follow_up,
    words_of_question,
    writer,
)
from tests.storm.world import KAREN, SHARED, World

RATE = 2.0
"""Mails a second."""
ASKING = 4.0
"""Seconds between what Karen says, about."""
FOLLOWED_UP = 0.4
"""Of the answers that foundations get."""


async def write(on: World) -> None:
    """Send mails."""
    while on.goes_on:
        text = f"Kære ministerium\n\nVi er fond {on.sent}. Kan vi tale om et samarbejde?"
        await _deliver(on, a_mail(f"Fond {on.sent} <{writer(on.sent)}>", subject_of_mail(on.sent), text))
        on.sent += 1
        await asyncio.sleep(on.chance.expovariate(RATE))


async def ask(on: World) -> None:
    """Ask in the channel that is shared with a foundation."""
    while on.goes_on:
        words = words_of_question(on.said)
        with suppress(aiohttp.ClientError):  # the local Slack ends a connection that was idle
            await on.slack.say(SHARED, KAREN, f"{words} Kan vi få en snak om vores indsats?")
        await asyncio.sleep(0.5)
        on.said += any(words in each["text"] for each in on.slack.messages(SHARED))
        await asyncio.sleep(on.chance.expovariate(1 / ASKING))


async def follow_up(on: World) -> None:
    """Write again, to some of the answers that come; to each once, though it may come twice."""
    looked_at = set[int]()
    async for to, letter in _letters(on):
        number = number_of_writer(to)
        if number is None or number in looked_at or "Auto-Submitted" in letter:
            continue
        looked_at.add(number)
        if on.chance.random() < FOLLOWED_UP:
            text = f"{words_of_follow_up(number)} det vil vi gerne."
            await _deliver(on, a_reply(letter, text, f"Fond <{to}>"))
            on.followed_up.append(number)


async def answer_round(on: World) -> None:
    """Answer the round: every other party, the first letter that it has of it."""
    written_to = set[str]()
    async for to, letter in _letters(on):
        if KEY not in str(letter["Subject"]) or to in written_to:
            continue
        written_to.add(to)
        if len(written_to) % 2:
            text = f"1. Vi foreslår et program for unge, siger {to}."
            await _deliver(on, a_reply(letter, text, f"Part <{to}>"))
            on.answered_round.append(to)


async def _letters(on: World) -> AsyncIterator[tuple[str, EmailMessage]]:
    """Every letter that comes, and to whom."""
    looked = 0
    while on.goes_on:
        letters = on.sink.messages[looked:]
        looked += len(letters)
        for letter in letters:
            yield letter.recipients[0], letter.message
        await asyncio.sleep(0.5)


async def _deliver(on: World, mail: EmailMessage) -> None:
    while True:
        try:
            await asyncio.to_thread(on.mailbox.deliver, mail.as_bytes())
        except OSError:  # whoever sends tries again; what came twice then is one letter to us
            await asyncio.sleep(0.5)
        else:
            return
