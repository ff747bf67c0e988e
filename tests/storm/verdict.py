"""What must hold once a storm is over: everything is accounted for, nothing is lost and nothing doubled."""

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.journeys.mails import text_of
from tests.servers.smtp_sink import Received
from tests.storm.words import (
    KEY,
    PARTIES,
    follow_up_in,
    number_of,
    party,
    subject_of_mail,
    words_of_answer,
    words_of_follow_up,
    words_of_question,
    writer,
)
from tests.storm.world import CHANNEL, SHARED, World

SETTLING = 420.0
"""Seconds after which everything must have happened."""
_QUIET = 5
"""How often nothing must be found left to do."""
_LEFT = (
    "SELECT (SELECT count(*) FROM outbox WHERE state = 'pending' AND due_at < '{now}')"
    " + (SELECT count(*) FROM mail_ledger WHERE outcome IS NULL OR filed_at IS NULL)"
)


@dataclass(frozen=True)
class Verdict:
    """One thing that must be 0, and what it is."""

    what: str
    count: int


async def settled(on: World) -> float:
    """Wait until nothing is left to do; returns the seconds that took."""
    began, quiet = time.monotonic(), 0
    while quiet < _QUIET and time.monotonic() - began < SETTLING:
        await asyncio.sleep(2)
        left = await _left(on) + len(await asyncio.to_thread(on.mailbox.messages))
        # what nobody heard is found when the channel's history is read
        left = left or (await _kept_questions(on)).count(0)
        quiet = quiet + 1 if not left else 0
    return time.monotonic() - began


async def _left(on: World) -> int:
    # what was put off for a minute counts too; a letter of the round may be due in years
    soon = datetime.now(UTC) + timedelta(seconds=SETTLING)
    return await on.counted(_LEFT.format(now=f"{soon:%Y-%m-%d %H:%M:%S.%f}"))


async def verdicts(on: World) -> list[Verdict]:
    """Hold what there is against what was asked for."""
    checked = await on.services[0].asked("db", "check")
    stray = sum(len(each.stray) for each in on.services)
    return [
        *await _of_mails(on),
        *_of_cards(on),
        *_of_letters(on),
        *await _of_follow_ups(on),
        *await _of_the_shared_channel(on),
        *await _of_the_round(on),
        Verdict("parcels that wait", await _left(on)),
        Verdict("parcels given up", await on.counted("SELECT count(*) FROM outbox WHERE state = 'failed'")),
        Verdict("db check has something to say", checked.code),
        Verdict("lines beside the log", stray),
    ]


def left_again(on: World) -> int:
    """Letters that left once more, under the same Message-ID."""
    return len(on.sink.messages) - len({_id(each) for each in on.sink.messages})


async def _of_mails(on: World) -> list[Verdict]:
    written = on.sent + len(on.followed_up) + len(on.answered_round)
    ledger = "SELECT count(*) FROM mail_ledger WHERE outcome != 'duplicate' AND source NOT LIKE 'slack%'"
    opened = "SELECT count(*) FROM inquiry WHERE subject LIKE 'Spørgsmål nr.%'"
    return [
        Verdict("mails more in the ledger than written", await on.counted(ledger) - written),
        Verdict("inquiries more than mails", await on.counted(opened) - on.sent),
        Verdict("mails left in the mailbox", len(await asyncio.to_thread(on.mailbox.messages))),
    ]


def _of_cards(on: World) -> list[Verdict]:
    cards = Counter(map(number_of, on.slack.messages(CHANNEL)))
    counts = [cards[number] for number in range(on.sent)]
    return [
        Verdict("inquiries without a card", counts.count(0)),
        Verdict("inquiries with two cards", sum(count > 1 for count in counts)),
    ]


def _of_letters(on: World) -> list[Verdict]:
    automatic, by_hand = defaultdict(set), defaultdict(set)
    answers = {writer(number): words_of_answer(number) for number in on.answers}
    wrong = 0
    for letter in on.sink.messages:
        to = letter.recipients[0]
        is_automatic = "Auto-Submitted" in letter.message
        (automatic if is_automatic else by_hand)[to].add(_id(letter))
        wrong += not is_automatic and to in answers and answers[to] not in text_of(letter.message)
    told = [writer(number) for number, is_sure in on.answers.items() if is_sure]
    stopped = [writer(number) for number in on.taken_back]
    writers = [writer(number) for number in range(on.sent)]
    return [
        # what has been answered needs no acknowledgement any more
        Verdict("mails unacknowledged", sum(not (automatic[each] or by_hand[each]) for each in writers)),
        Verdict("mails acknowledged twice", sum(len(automatic[each]) > 1 for each in writers)),
        Verdict("answers that Anne was told are sent and are not", sum(not by_hand[each] for each in told)),
        Verdict("answers that left though Anne took them back", sum(map(bool, map(by_hand.get, stopped)))),
        Verdict("answers that left as two", sum(len(by_hand[each]) > 1 for each in writers)),
        Verdict("answers with another's words", wrong),
    ]


async def _of_follow_ups(on: World) -> list[Verdict]:
    kept = (
        "SELECT count(*) FROM correspondence JOIN inquiry ON inquiry.id = correspondence.inquiry_id"
        " WHERE direction = 'in' AND inquiry.subject = '{}' AND text LIKE '%{}%'"
    )
    asked = [kept.format(subject_of_mail(n), words_of_follow_up(n)) for n in on.followed_up]
    counts = [await on.counted(each) for each in asked]
    threads = Counter(follow_up_in(each) for each in on.slack.page.messages[CHANNEL])
    shown = [threads[words_of_follow_up(n)] for n in on.followed_up]
    return [
        Verdict("what was written in turn and its inquiry does not have", counts.count(0)),
        Verdict("what was written in turn and is there twice", sum(count > 1 for count in counts)),
        Verdict("what was written in turn and stands in no thread", shown.count(0)),
        Verdict("what was written in turn and stands there twice", sum(count > 1 for count in shown)),
    ]


async def _kept_questions(on: World) -> list[int]:
    """How often each question in Slack is on record."""
    kept = "SELECT count(*) FROM correspondence WHERE direction = 'in' AND text LIKE '%{}%'"
    return [await on.counted(kept.format(words_of_question(number))) for number in range(on.said)]


async def _of_the_shared_channel(on: World) -> list[Verdict]:
    counts = await _kept_questions(on)
    # what we say there names the inquiry or quotes nobody: twice the same in one thread is one too many
    posts = Counter((each.get("thread_ts"), each["text"]) for each in on.slack.page.messages[SHARED])
    return [
        Verdict("questions in Slack that nobody has", counts.count(0)),
        Verdict("questions in Slack that are there twice", sum(count > 1 for count in counts)),
        Verdict("posts in the shared channel that are there twice", sum(n > 1 for n in posts.values())),
    ]


async def _of_the_round(on: World) -> list[Verdict]:
    letters = defaultdict(set)
    for letter in on.sink.messages:
        if f"[{KEY}]" in str(letter.message["Subject"]):
            letters[letter.recipients[0]].add(_id(letter))
    expected = {party(n): _expected(on, party(n)) for n in range(PARTIES)}
    answers = await on.counted("SELECT count(*) FROM round_submission") - len(on.answered_round)
    return [
        Verdict("parties with a letter of the round too few", _differ(letters, expected, fewer=True)),
        Verdict("parties with one too many", _differ(letters, expected, fewer=False)),
        Verdict("answers in the round more than written", answers),
    ]


def _expected(on: World, to: str) -> range:
    """How many letters a party should have: an invitation, and a receipt or word of the new deadline.

    Whoever answered has both where the deadline was moved first.
    """
    has_answered = to in on.answered_round
    return range(1 + (has_answered or on.moved), 1 + has_answered + on.moving + 1)


def _differ(letters: dict[str, set[str]], expected: dict[str, range], *, fewer: bool) -> int:
    counts = [(len(letters[to]), wanted) for to, wanted in expected.items()]
    return sum(count < wanted.start if fewer else count >= wanted.stop for count, wanted in counts)


def _id(letter: Received) -> str:
    return str(letter.message["Message-ID"])
