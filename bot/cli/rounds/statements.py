"""`round statements`: what the answers to a round say, one by one, and what people say of each.

What follows for one is `consultation.rounds.reviewing`'s; the same is said in the note's `.csv` and in Slack.
"""

import asyncio
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.cli.context import Failure, config_option, explained, run
from bot.cli.rounds.desk import Acting, Move, at_desk, by_option, json_option, key_argument, make
from bot.desk import Desk
from consultation.rounds import reviewing, setting_up, spoken
from consultation.rounds.answers.privacy import masked
from consultation.rounds.lifecycle import Hands
from consultation.rounds.reviews import Decision, Saying, waits
from consultation.rounds.showing import show
from consultation.rounds.spoken import Spoken
from consultation.rounds.vocabulary import vocabulary
from consultation.rounds.words import Stance
from storage import round_messages

_ANSWER = re.compile(r"\d+")


@dataclass(frozen=True)
class Word:
    """What is said of the statements that are named, of each the same; what they are is by key or name."""

    decision: Decision
    names: Sequence[str]
    reason: str
    stance: str | None
    topics: Sequence[str]
    target_groups: Sequence[str]


@click.command()
@key_argument
@click.option("--unconfirmed", is_flag=True, help="Only those that wait for a person.")
@click.option(
    "--confirm", multiple=True, metavar="ID", help="Confirm it as it stands, or as the options below say."
)
@click.option("--set-aside", multiple=True, metavar="ID", help="Leave it out; needs --reason.")
@click.option("--take-back", multiple=True, metavar="ID", help="Take the decision on it back.")
@click.option("--reason", default="", help="Why it is set aside.")
@click.option("--topic", multiple=True, help="What it is about, by key or name; may be repeated.")
@click.option("--stance", help="What it does: support, criticism, proposal, question, information, evidence.")
@click.option("--target-group", multiple=True, help="Whom it is about; may be repeated.")
@by_option
@json_option
@config_option
@explained
def statements(  # the options of three things that can be said
    config: Path,
    key: str,
    confirm: tuple[str, ...],
    set_aside: tuple[str, ...],
    take_back: tuple[str, ...],
    reason: str,
    topic: tuple[str, ...],
    stance: str | None,
    target_group: tuple[str, ...],
    by: str,
    *,
    unconfirmed: bool,
    as_json: bool,
) -> None:
    """List what the answers to a round say, statement by statement; confirm them or set them aside.

    An ID is that of a statement, 14-3, or that of an answer, 14, for all in it that wait for a person.
    14/scan.pdf is an annex that no machine can read: it is set aside with a reason by whoever has read it.

    \b
    Examples:
      fondsdialog round statements uip-2027 --unconfirmed
      fondsdialog round statements uip-2027 --confirm 14 --confirm 15-2
      fondsdialog round statements uip-2027 --set-aside 15-3 --reason "about another consultation"
      fondsdialog round statements uip-2027 --confirm 15-4 --topic evaluering --stance proposal
    """
    named = {Decision.CONFIRMED: confirm, Decision.SET_ASIDE: set_aside, Decision.PROPOSED: take_back}
    words = [
        Word(decision, names, reason, stance, topic, target_group)
        for decision, names in named.items()
        if names
    ]
    if len(words) > 1:
        raise click.UsageError("--confirm, --set-aside and --take-back are said one at a time.")
    if (set_aside or any("/" in name for name in confirm)) and not reason.strip():
        raise click.UsageError("a statement is not set aside without a reason: give one with --reason.")
    for word in words:
        sayings = run(_looked_up(config, key, word))
        click.echo(make(config, key, Hands(by, by), _saying(sayings, word.decision)), err=True)
    if not words:
        for line in run(_listed(config, key, unconfirmed=unconfirmed, as_json=as_json)):
            click.echo(line)


def _saying(sayings: Sequence[Saying], decision: Decision) -> Move:
    async def move(acting: Acting) -> str:
        session, now = acting.session, acting.work.now
        for message in await round_messages.numbered(session, sorted({each.submission for each in sayings})):
            own = [each for each in sayings if each.submission == message.id]
            await reviewing.say(session, message, own, acting.hands.by, now)
        await show(session, acting.of, now)
        return f"Statements {_DONE[decision]}: {len(sayings)}."

    return move


async def _looked_up(config: Path, key: str, word: Word) -> list[Saying]:
    """Look up what is said of which statements, outside the transaction that records it."""
    from bot import bootstrap  # noqa: PLC0415 - takes a second, which `--help` need not wait

    wanted = {int(number[0]) for name in word.names if (number := _ANSWER.match(name))}
    async with at_desk(config) as desk:
        known = vocabulary(bootstrap.taxonomy(desk.settings))
        stance = Stance(_known("stance", word.stance, known.stances)) if word.stance else None
        topics = tuple(_known("topic", each, known.topics) for each in word.topics) or None
        groups = (
            tuple(_known("target group", each, known.target_groups) for each in word.target_groups) or None
        )
        found = _named(word.names, await _spoken(desk, key, wanted or {0}))
    return [each.saying(word.decision, word.reason, stance, topics, groups) for each in found]


def _known(what: str, name: str, there: Mapping[str, str]) -> str:
    if name.casefold() not in there:
        raise Failure(f'there is no {what} "{name}"; there are {", ".join(dict.fromkeys(there.values()))}.')
    return there[name.casefold()]


def _named(names: Sequence[str], found: Sequence[Spoken]) -> list[Spoken]:
    """Return the statements with these names, once each."""
    by_name: dict[str, list[Spoken]] = {}
    for each in found:
        by_name[each.key] = [each]
        of_answer = by_name.setdefault(str(each.submission), [])
        of_answer += [each] if waits(each.statement) and each.text else []
    for name in names:
        if name not in by_name:
            raise Failure(f"no statement and no answer has the ID {name}: `round statements KEY` lists them.")
    return list({each.key: each for name in names for each in by_name[name]}.values())


async def _listed(config: Path, key: str, *, unconfirmed: bool, as_json: bool) -> list[str]:
    async with at_desk(config) as desk:
        found = await _spoken(desk, key)
    shown = [each for each in found if waits(each.statement)] if unconfirmed else found
    if as_json:
        return [json.dumps(_as_dict(each), ensure_ascii=False) for each in shown]
    waiting = sum(waits(each.statement) for each in found)
    return [
        *(line for each in shown for line in _page(each)),
        f"{len(found)} statements, {waiting} unconfirmed.",
    ]


async def _spoken(desk: Desk, key: str, only: Collection[int] = ()) -> list[Spoken]:
    from bot import bootstrap  # noqa: PLC0415 - takes a second, which `--help` need not wait

    async with desk.database.reading() as session:
        heard = await spoken.to_round(session, (await setting_up.found(session, key)).id)
    with bootstrap.model(desk.settings) as reader:
        return await asyncio.to_thread(spoken.said, heard, reader, only)


_DONE = {
    Decision.CONFIRMED: "confirmed",
    Decision.SET_ASIDE: "set aside",
    Decision.PROPOSED: "waiting for a person again",
}


def _as_dict(each: Spoken) -> dict[str, Any]:
    one = each.statement
    return {
        "id": each.key,
        "submission": each.submission,
        "organisation": each.organisation,
        "question": one.question,
        "source": masked(one.passage.source),
        "start": one.passage.start,
        "end": one.passage.end,
        "state": _state(each),
        "reason": masked(one.set_aside or ""),
        "confirmed_by": one.confirmed_by,
        "stance": one.stance,
        "topics": list(one.topics),
        "target_groups": list(one.target_groups),
        "text": masked(each.text),
    }


def _page(each: Spoken) -> Iterator[str]:
    one = each.statement
    if not each.text:
        what = "a person has to read it" if waits(one) else "read by a person"
        yield f"{each.key}  {each.organisation}: {what}"
        return
    about = ", ".join(one.topics) or "no topic"
    yield f"{each.key}  {each.organisation}: {_state(each).replace('_', ' ')}, {one.stance}, {about}"
    yield f"    {masked(' '.join(each.text.split()))}"
    if one.set_aside:
        yield f"    set aside: {masked(one.set_aside)}"


def _state(each: Spoken) -> str:
    if each.statement.set_aside is not None:
        return Decision.SET_ASIDE
    return Decision.CONFIRMED if each.statement.confirmed_by else Decision.PROPOSED
