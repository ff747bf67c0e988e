"""What the ministry does in a storm: Anne answers and takes answers back, a round is opened and moved."""

import asyncio
from typing import Any

import aiohttp

from bot.demo.local_slack import NotOnPage
from tests.journeys.commands import Ended
from tests.storm.words import KEY, PARTIES, number_of, party, words_of_answer, writer
from tests.storm.world import ANNE, CHANNEL, World

TAKEN_BACK = 0.25
"""Of Anne's answers."""
MOVED_AFTER = 40.0
"""Seconds for which a round has its first deadline, about."""
DEADLINE, MOVED_TO = "2099-04-03T12:00:00", "2099-06-05T12:00:00"
_ROUND = f"""
key = "{KEY}"
kind = "uip"
title = "Fokusområder"
text = "Vi hører jer gerne."
deadline = {DEADLINE}
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


async def answer(on: World) -> None:
    """Take cards, answer them, and take some of the answers back."""
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
    if on.answers[number] and on.chance.random() < TAKEN_BACK:
        on.answers[number] = False
        await _take_back(on, number, card["ts"])


async def _take_back(on: World, number: int, card: str) -> None:
    """Press *Fortryd*; what counts is what Anne is told then."""
    held = await on.slack.wait(lambda _page: _in_thread(on, card, "inquiry.undo"))
    await on.slack.click(CHANNEL, held, ANNE, "inquiry.undo")
    await on.slack.wait(lambda _page: _in_thread(on, card, "blev stoppet og er ikke sendt"))
    on.taken_back.add(number)


def _in_thread(on: World, card: str, words: str) -> str:
    """When that was posted in a card's thread which has these words; empty where nothing was."""
    return next((str(each["ts"]) for each in on.slack.thread(CHANNEL, card) if words in str(each)), "")


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
    file.write_text(_ROUND + invitees, encoding="utf-8")
    for command in (("create", str(file)), ("approve", KEY)):
        done = await _round(on, *command)
        if done.code:
            raise RuntimeError(done.err)


async def hold_round(on: World) -> None:
    """Open the round and later move its deadline; each as often as that takes."""
    while on.goes_on and not await _opened(on):
        await asyncio.sleep(1)
    await asyncio.sleep(on.chance.uniform(0.5, 1.5) * MOVED_AFTER)
    while on.goes_on and not on.moved:
        on.moving = True
        on.moved = await _moved(on)
        await asyncio.sleep(1)


async def _opened(on: World) -> bool:
    if (await _round(on, "open", KEY)).code == 0:
        return True
    # it may be open all the same: the database was lost as it said so
    return KEY in (await on.services[0].asked("round", "list", "--state", "open")).out


async def _moved(on: World) -> bool:
    if (await _round(on, "extend", KEY, "--until", MOVED_TO)).code == 0:
        return True
    return "5. juni 2099" in (await on.services[0].asked("round", "show", KEY)).out


async def _round(on: World, command: str, *what: str) -> Ended:
    return await on.services[0].asked("round", command, *what, "--by", "anne")
