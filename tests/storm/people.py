"""What people do in a storm: foundations write, ask in Slack and answer a round; Anne answers, as she can."""

import asyncio
import json
import re
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

import aiohttp

from bot.demo.local_slack import NotOnPage
from tests.journeys.mails import a_mail, a_reply
from tests.storm.world import ANNE, CHANNEL, KAREN, SHARED, World

RATE = 2.0
"""Mails a second."""
ASKING = 4.0
"""Seconds between what Karen says, about."""
KEY = "uip-storm"
PARTIES = 60
_ROUND = """
key = "{key}"
kind = "uip"
title = "Fokusområder"
text = "Vi hører jer gerne."
deadline = 2099-04-03T12:00:00
office = "uip"
[[question]]
key = "fokus"
text = "Hvilket fokusområde bør programmet have?"
"""
_INVITEE = """
[[invitee]]
organisation = "Part {number}"
address = "{address}"
"""


def writer(number: int) -> str:
    """Who sends a mail."""
    return f"post@fond{number}.example"


def party(number: int) -> str:
    """Whom the round invites."""
    return f"post@part{number}.example"


def number_of(message: dict[str, Any]) -> int | None:
    """The mail that a message in Slack is about."""
    found = re.search(r"Spørgsmål nr\. (\d+) om", json.dumps(message, ensure_ascii=False))
    return int(found[1]) if found else None


def words_of_answer(number: int) -> str:
    """What Anne's answer to a mail has in it, and no other's."""
    return f"Svar på nummer {number}."


def words_of_question(number: int) -> str:
    """What a question in Slack has in it, and no other."""
    return f"Vores nummer {number}:"


async def write(on: World) -> None:
    """Send mails."""
    while on.goes_on:
        text = f"Kære ministerium\n\nVi er fond {on.sent}. Kan vi tale om et samarbejde?"
        subject = f"Spørgsmål nr. {on.sent} om jeres program"
        await _deliver(on, a_mail(f"Fond {on.sent} <{writer(on.sent)}>", subject, text))
        on.sent += 1
        await asyncio.sleep(on.chance.expovariate(RATE))


async def _deliver(on: World, mail: EmailMessage) -> None:
    while True:
        try:
            await asyncio.to_thread(on.mailbox.deliver, mail.as_bytes())
        except OSError:  # whoever sends tries again; what came twice then is one letter to us
            await asyncio.sleep(0.5)
        else:
            return


async def ask(on: World) -> None:
    """Ask in the channel that is shared with a foundation."""
    while on.goes_on:
        words = words_of_question(on.said)
        with suppress(aiohttp.ClientError):  # the local Slack ends a connection that was idle
            await on.slack.say(SHARED, KAREN, f"{words} Kan vi få en snak om vores indsats?")
        await asyncio.sleep(0.5)
        on.said += any(words in each["text"] for each in on.slack.messages(SHARED))
        await asyncio.sleep(on.chance.expovariate(1 / ASKING))


async def answer(on: World) -> None:
    """Take cards and answer them."""
    while on.goes_on:
        await asyncio.sleep(0.5)
        free = [each for each in on.slack.messages(CHANNEL) if "inquiry.claim" in str(each)]
        if free:
            try:
                async with asyncio.timeout(30):
                    await _answer(on, on.chance.choice(free))
            except (TimeoutError, NotOnPage, ValueError, aiohttp.ClientError):
                await _close_windows(on)


async def _answer(on: World, card: dict[str, Any]) -> None:
    number = number_of(card)
    if number is None:
        return
    await on.slack.click(CHANNEL, card["ts"], ANNE, "inquiry.claim")
    await on.slack.wait(lambda page: "har sagen" in str(page.message(CHANNEL, card["ts"])))
    await on.slack.click(CHANNEL, card["ts"], ANNE, "inquiry.reply")
    # not a window that an earlier try has left standing
    await on.slack.wait(lambda page: page.modals and writer(number) in str(page.modals[-1]))
    on.answers[number] = False
    body = f"Kære fond\n\n{words_of_answer(number)}\n\nVenlig hilsen\nAnne"
    errors = await on.slack.submit(ANNE, {"body": body})
    # a form that stays says that something came meanwhile
    on.answers[number] = not errors and not on.slack.views()


async def _close_windows(on: World) -> None:
    for _ in range(len(on.slack.views())):
        try:
            await on.slack.close_view(ANNE)
        except (TimeoutError, aiohttp.ClientError):
            return


async def draft_round(on: World) -> None:
    """Set a round up, before anything goes wrong."""
    invitees = "".join(_INVITEE.format(number=n, address=party(n)) for n in range(PARTIES))
    file = on.folder / "round.toml"
    file.write_text(_ROUND.format(key=KEY) + invitees, encoding="utf-8")
    for command in (("create", str(file)), ("approve", KEY)):
        done = await on.services[0].asked("round", *command, "--by", "anne")
        if done.code:
            raise RuntimeError(done.err)


async def hold_round(on: World) -> None:
    """Open the round, as often as that takes; then every other party answers its first letter."""
    while on.goes_on and not await _opened(on):
        await asyncio.sleep(1)
    looked, written_to = 0, set[str]()
    while on.goes_on:
        letters = on.sink.messages[looked:]
        looked += len(letters)
        for letter in letters:
            to = letter.recipients[0]
            if KEY in str(letter.message["Subject"]) and to not in written_to:
                written_to.add(to)
                if len(written_to) % 2:
                    await _answer_round(on, letter.message, to)
        await asyncio.sleep(0.5)


async def _opened(on: World) -> bool:
    asked = on.services[0].asked
    if (await asked("round", "open", KEY, "--by", "anne")).code == 0:
        return True
    # it may be open all the same: the database was lost as it said so
    return KEY in (await asked("round", "list", "--state", "open")).out


async def _answer_round(on: World, invitation: EmailMessage, sender: str) -> None:
    text = f"1. Vi foreslår et program for unge, siger {sender}."
    await _deliver(on, a_reply(invitation, text, f"Part <{sender}>"))
    on.answered_round.append(sender)
