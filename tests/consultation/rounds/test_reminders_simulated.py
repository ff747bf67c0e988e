"""A thousand rounds played out: letters at any moment, outages, restarts and moved deadlines.

The record is what survives a restart: messages, deadlines, what was sent, and the outbox's rows under their
unique keys. Schedule and courier remember nothing between two of their turns.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds import ledger, reminders
from consultation.rounds.ledger import ANSWERS, Party, Received
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.reminders import PASSING, Addressee, Course, Moment, Reminder, Sent
from consultation.rounds.words import AnswerKind, RoundState

ROUNDS = 1_000
PARTIES = range(1, 4)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar(
    timezone=COPENHAGEN,
    day_starts=time(9),
    day_ends=time(15),
    first_answer_days=5,
    remind_after_days=3,
    escalate_after_days=4,
)
DAY = timedelta(days=1)


@dataclass
class Post:
    """A message on its way: what it really is, and when somebody has seen that, if a person is needed."""

    message: Received
    truly: AnswerKind
    read_at: datetime
    decided: Received
    back_on: datetime | None


@dataclass
class Simulated:
    """One round's record, and the turns that change it."""

    random: Random
    number: int
    opened: datetime
    deadline: datetime
    parties: list[Party]
    posts: list[Post]
    must_hear: frozenset[int]
    state: RoundState = RoundState.OPEN
    taken_in: int = 0
    outbox: dict[str, Reminder] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    sent: dict[int, list[Sent]] = field(default_factory=dict)

    def messages(self, now):
        """Everything taken in so far, as it is understood now."""
        return [
            post.decided if post.read_at <= now else post.message
            for post in self.posts
            if post.message.received_at <= now
        ]

    def course(self):
        return Course(self.number, self.state, self.deadline)

    def addressees(self, now):
        closed = self.state is RoundState.CLOSED
        known = self.messages(now)
        found = ledger.standings(self.parties, known, self.deadline, closed=closed, now=now)
        return {
            party.id: Addressee(
                standing,
                self.opened,
                party.deadline,
                tuple(self.sent.get(party.id, ())),
                self.back_on(party, now),
                party.id in self.must_hear,
            )
            for party, standing in zip(self.parties, found, strict=True)
        }

    def back_on(self, party, now):
        days = [
            post.back_on
            for post in self.posts
            if post.back_on and party.id in post.message.parties and post.message.received_at <= now
        ]
        return max(days).date() if days else None

    def tick(self, now):
        """The schedule's turn: rows for what is due, each under its name once."""
        plans = [
            reminders.plan(self.course(), addressee, CALENDAR, now)
            for addressee in self.addressees(now).values()
        ]
        for reminder in reminders.due_now(plans, now):
            self.outbox.setdefault(reminder.key, reminder)

    def deliver(self, now):
        """The courier's turn: asks again of each row, and records the send where it takes one."""
        waiting = [(key, reminder) for key, reminder in self.outbox.items() if key not in self.done]
        for key, reminder in waiting:
            addressee = self.addressees(now)[reminder.party]
            reason = reminders.still_due(reminder, addressee, self.course(), CALENDAR, now)
            if reason is None:
                self.done[key] = "sent"
                self.sent.setdefault(reminder.party, []).append(Sent(reminder.moment, now, reminder.deadline))
                self.judge(reminder, now)
            elif reason not in PASSING:
                self.done[key] = reason

    def judge(self, reminder, now):
        """Hold a reminder that leaves against what is really so, whoever has understood it."""
        party = next(party for party in self.parties if party.id == reminder.party)
        so_far = [
            post
            for post in self.posts
            if party.id in post.message.parties
            and post.message.received_at <= now
            and not post.message.set_aside
        ]
        assert not [post for post in so_far if post.truly in ANSWERS], "reminded a party with an answer"
        assert not so_far or so_far[-1].truly not in {AnswerKind.DELEGATION, AnswerKind.BOUNCE}
        assert self.state in {RoundState.OPEN, RoundState.CLOSED}
        assert reminder.deadline == deadline_of(self.deadline, party.deadline), "named a deadline that moved"
        assert (now < reminder.deadline) is (reminder.moment is not Moment.AFTER)
        assert CALENDAR.is_working_time(now)
        away = self.back_on(party, now)
        assert away is None or away <= now.astimezone(COPENHAGEN).date(), "reminded somebody away"

    def extend(self, now):
        self.deadline += self.random.randint(2, 14) * DAY
        if now < self.deadline and self.state is RoundState.CLOSED:
            self.state = RoundState.OPEN

    def extend_one(self, _now):
        place = self.random.randrange(len(self.parties))
        until = self.deadline + self.random.randint(1, 10) * DAY
        self.parties[place] = replace(self.parties[place], deadline=until)

    def close(self, now):
        if self.state is RoundState.OPEN and now > self.deadline:
            self.state = RoundState.CLOSED

    def cancel(self, _now):
        self.state = RoundState.CANCELLED


def a_post(random, number, parties, opened, days):
    received = opened + timedelta(seconds=random.randint(0, days * 86_400))
    truly = random.choice(list(AnswerKind))
    unclear = random.random() < 0.3
    joint = [parties[:2]] if truly in ANSWERS else []
    senders = random.choice([[], *([party] for party in parties), *joint])
    away = truly is AnswerKind.AUTO_REPLY and random.random() < 0.7
    message = Received(
        number,
        received,
        None if unclear else truly,
        tuple(party.id for party in senders),
        frozenset((random.choice(parties) if not senders else senders[0]).addresses[:1]),
        set_aside="advert" if random.random() < 0.05 else "",
        dealt_with=random.random() < 0.5,
    )
    read_at = received + timedelta(hours=random.randint(1, 200))
    decided = replace(message, kind=truly)
    return Post(message, truly, read_at, decided, received + random.randint(1, 12) * DAY if away else None)


def a_round(number):
    random = Random(number)
    start = datetime(2028, 1, 3, 9, 30, tzinfo=COPENHAGEN)
    opened = start + timedelta(days=random.randint(0, 364), hours=random.randint(0, 5))
    days = random.choice([7, 14, 21, 28, 28, 28, 42])
    parties = [Party(key, (f"post@fond{key}.example",)) for key in PARTIES]
    posts = [a_post(random, key, parties, opened, days + 14) for key in range(1, random.randint(1, 8))]
    posts.sort(key=lambda post: (post.message.received_at, post.message.id))
    must_hear = frozenset(random.sample(PARTIES, 1))
    return Simulated(random, number, opened, opened + days * DAY, parties, posts, must_hear)


def at_any_time(random, day):
    """Pick a moment of a day and the night after it, more often than not in working hours."""
    minutes = random.choice([(0, 300), (0, 300), (0, 1_439)])
    return day.replace(hour=9, minute=30) + timedelta(minutes=random.randint(*minutes))


def turns(simulated):
    """Everything that happens to a round, in order: outages are days on which nothing has a turn."""
    random = simulated.random
    end = simulated.deadline + 20 * DAY
    happening = []
    day = simulated.opened
    while day < end:
        if random.random() < 0.45:
            happening.append((at_any_time(random, day), simulated.tick))
            happening.append((at_any_time(random, day), simulated.deliver))
        if random.random() < 0.3:
            happening.append((day + timedelta(hours=14), simulated.close))
        day += DAY
    seconds = int((end - simulated.opened).total_seconds())
    for change, likely in ((simulated.extend, 0.4), (simulated.extend_one, 0.4), (simulated.cancel, 0.05)):
        if random.random() < likely:
            happening.append((simulated.opened + timedelta(seconds=random.randint(0, seconds)), change))
    return sorted(happening, key=lambda turn: turn[0])


def played(number):
    simulated = a_round(number)
    arrivals = [post.message.received_at for post in simulated.posts]
    for now, turn in turns(simulated):
        turn(now)
        simulated.taken_in = sum(arrived <= now for arrived in arrivals)
        assert ledger.reconciliation(simulated.messages(now), simulated.taken_in).adds_up
    return simulated


@pytest.fixture(scope="module")
def rounds():
    return [played(number) for number in range(ROUNDS)]


def test_no_party_gets_more_than_three_and_none_sooner_than_five_days_after_the_last(rounds):
    for simulated in rounds:
        for sends in simulated.sent.values():
            days = [sent.at.astimezone(COPENHAGEN).date() for sent in sends]
            assert len(days) <= 3
            assert all(later - earlier >= 5 * DAY for earlier, later in pairwise(days))


def test_who_must_be_heard_is_never_written_to_after_the_deadline(rounds):
    for simulated in rounds:
        for party in simulated.must_hear:
            assert Moment.AFTER not in {sent.moment for sent in simulated.sent.get(party, ())}


def test_every_message_of_every_round_is_accounted_for_at_the_end(rounds):
    for simulated in rounds:
        fates = ledger.reconciliation(simulated.messages(simulated.deadline + 60 * DAY), len(simulated.posts))
        assert fates.adds_up
        assert fates.unresolved == 0


def test_the_rounds_held_enough_of_everything_to_mean_something(rounds):
    moments = Counter(sent.moment for played in rounds for sends in played.sent.values() for sent in sends)
    ends = Counter(end for simulated in rounds for end in simulated.done.values())

    assert min(moments[moment] for moment in Moment) > 500
    assert {"sent", "answered", "moved", "absent", "too_late"} <= set(ends)
    assert sum(len(sends) == 3 for simulated in rounds for sends in simulated.sent.values()) > 200
