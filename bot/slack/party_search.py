"""A party looked for in a menu: what Slack asks as somebody types, and is answered with names that fit."""

import json
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.rounds.acting import may_act
from bot.slack.cards import party_menu
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from consultation.rounds.finding import matching
from storage import round_parties, rounds

Body = dict[str, Any]
ASKED = ("party",)
"""Menus that offer those who were asked alone."""
EVERYBODY = ("round.party", "round.feedback_of")
_ROUND = re.compile(r"round:(\d+)/")


def register(app: AsyncApp) -> None:
    """Table of contents."""
    for name in (*ASKED, *EVERYBODY):
        app.options(name)(on_typing)


async def on_typing(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Something was typed into a menu of parties; nothing of a round that is another office's."""
    found = await _found(counter(context), body)
    await ack(options=party_menu.suggestions(found))


async def _found(at: Counter, body: Body) -> list[tuple[int, str]]:
    async with at.desk.database.glance() as session:
        of = await rounds.get(session, _round_of(body))
        if not may_act(at.desk, of, body["user"]["id"]):
            return []
        of_menu = round_parties.asked if body["action_id"] in ASKED else round_parties.names
        return matching(await of_menu(session, of.id), body.get("value", ""))


def _round_of(body: Body) -> int:
    """Read which round a menu is about, from its block, else from the form that it stands in."""
    named = _ROUND.match(body.get("block_id") or "")
    return int(named[1]) if named else int(json.loads(body["view"]["private_metadata"])["round"])
