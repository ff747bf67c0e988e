from datetime import UTC, datetime, timedelta

import pytest

from consultation.rounds import lifecycle
from consultation.rounds.errors import (
    DeadlinePassed,
    NeedsAnother,
    NotAllowed,
    NotLater,
    NotNow,
    NotReady,
    NotTheApprover,
    ReasonMissing,
    TooEarly,
)
from consultation.rounds.lifecycle import CLOCK, Hands, Seats, Standing
from consultation.rounds.words import RoundState

NOW = datetime(2028, 11, 6, 9, tzinfo=UTC)
DEADLINE = datetime(2028, 12, 5, 22, 59, tzinfo=UTC)
LATER = DEADLINE + timedelta(days=7)
METTE, ANDERS, STRANGER = "mette", "anders", "stranger"
ONE_PAIR = Seats(frozenset({METTE, ANDERS}))
FOUR_EYES = Seats(frozenset({METTE, ANDERS}), four_eyes=True)
ALONE = Hands(METTE, METTE)
TOGETHER = Hands(ANDERS, asked_by=METTE)
BY_THE_CLOCK = Hands(CLOCK, CLOCK)


def standing(state=RoundState.DRAFT, **over):
    return Standing(state=state, **({"created_by": METTE, "deadline": DEADLINE} | over))


MOVES = {
    "approve": lambda at, hands, seats: lifecycle.approve(at, hands, seats, (), NOW),
    "open": lambda at, hands, seats: lifecycle.open_round(at, hands, seats, NOW),
    "extend": lambda at, hands, seats: lifecycle.extend(at, hands, seats, LATER, NOW),
    "extend_party": lambda at, hands, seats: lifecycle.extend_party(at, hands, seats, LATER, "ferie", NOW),
    "close": lambda at, hands, seats: lifecycle.close(at, hands, seats, NOW),
    "feedback": lambda at, hands, seats: lifecycle.give_feedback(at, hands, seats, NOW),
    "report": lambda at, hands, seats: lifecycle.report(at, hands, seats, NOW),
    "cancel": lambda at, hands, seats: lifecycle.cancel(at, hands, seats, "opgivet", NOW),
}
LEADS = {
    ("approve", RoundState.DRAFT): RoundState.APPROVED,
    ("open", RoundState.APPROVED): RoundState.OPEN,
    ("extend", RoundState.APPROVED): RoundState.APPROVED,
    ("extend", RoundState.OPEN): RoundState.OPEN,
    ("extend", RoundState.CLOSED): RoundState.OPEN,
    ("extend_party", RoundState.OPEN): RoundState.OPEN,
    ("extend_party", RoundState.CLOSED): RoundState.CLOSED,
    ("close", RoundState.OPEN): RoundState.CLOSED,
    ("feedback", RoundState.CLOSED): RoundState.CLOSED,
    ("feedback", RoundState.REPORTED): RoundState.REPORTED,
    ("report", RoundState.CLOSED): RoundState.REPORTED,
    ("cancel", RoundState.DRAFT): RoundState.CANCELLED,
    ("cancel", RoundState.APPROVED): RoundState.CANCELLED,
    ("cancel", RoundState.OPEN): RoundState.CANCELLED,
    ("cancel", RoundState.CLOSED): RoundState.CANCELLED,
}


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_leads_where_it_should_or_says_from_where_it_starts(name, state):
    if (name, state) in LEADS:
        move = MOVES[name](standing(state), ALONE, ONE_PAIR)

        assert (move.act, move.before, move.after.state) == (name, state, LEADS[name, state])
    else:
        with pytest.raises(NotNow) as refused:
            MOVES[name](standing(state), ALONE, ONE_PAIR)

        assert (refused.value.move, refused.value.state) == (name, state)
        assert set(refused.value.allowed) == {start for move, start in LEADS if move == name}


def test_a_move_records_who_made_it_who_asked_and_when():
    move = lifecycle.close(standing(RoundState.OPEN), TOGETHER, FOUR_EYES, NOW)

    assert (move.by, move.asked_by, move.at) == (ANDERS, METTE, NOW)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("hands", [Hands(STRANGER, METTE), Hands(METTE, STRANGER)], ids=["by", "asked"])
def test_nobody_outside_the_office_moves_a_round(name, hands):
    state = next(start for move, start in LEADS if move == name)

    with pytest.raises(NotAllowed) as refused:
        MOVES[name](standing(state), hands, ONE_PAIR)

    assert refused.value.who == STRANGER


@pytest.mark.parametrize("name", ["approve", "extend", "extend_party", "close", "feedback", "report"])
def test_four_eyes_want_another_member_for_the_great_moves(name):
    state = next(start for move, start in LEADS if move == name)

    with pytest.raises(NeedsAnother) as refused:
        MOVES[name](standing(state), ALONE, FOUR_EYES)

    assert refused.value.who == METTE
    assert MOVES[name](standing(state), TOGETHER, FOUR_EYES)


def test_whoever_made_a_round_does_not_approve_it_because_a_colleague_asked():
    with pytest.raises(NeedsAnother):
        lifecycle.approve(standing(), Hands(METTE, asked_by=ANDERS), FOUR_EYES, (), NOW)


def test_whoever_made_a_round_may_confirm_what_a_colleague_asked_for_later():
    assert lifecycle.close(standing(RoundState.OPEN), Hands(METTE, asked_by=ANDERS), FOUR_EYES, NOW)


@pytest.mark.parametrize("name", ["open", "cancel"])
def test_four_eyes_are_not_asked_twice_to_open_nor_to_give_up(name):
    state = next(start for move, start in LEADS if move == name)

    assert MOVES[name](standing(state), ALONE, FOUR_EYES)


def test_a_named_approver_is_the_only_one_who_approves():
    seats = Seats(frozenset({METTE, ANDERS}), approver="chef")

    with pytest.raises(NotTheApprover) as refused:
        lifecycle.approve(standing(), TOGETHER, seats, (), NOW)

    assert (refused.value.who, refused.value.approver) == (ANDERS, "chef")
    assert lifecycle.approve(standing(), Hands("chef", METTE), seats, (), NOW)


def test_what_must_be_put_right_stands_in_the_way_of_approval():
    with pytest.raises(NotReady) as refused:
        lifecycle.approve(standing(), ALONE, ONE_PAIR, ("missing_address",), NOW)

    assert refused.value.codes == ("missing_address",)


@pytest.mark.parametrize(("name", "state"), [("approve", RoundState.DRAFT), ("open", RoundState.APPROVED)])
def test_a_round_whose_deadline_is_past_is_not_sent_out(name, state):
    with pytest.raises(DeadlinePassed) as refused:
        MOVES[name](standing(state, deadline=NOW), ALONE, ONE_PAIR)

    assert refused.value.deadline == NOW


def test_a_round_opens_on_its_day_and_not_before():
    approved = standing(RoundState.APPROVED, opens_at=NOW)

    with pytest.raises(TooEarly) as refused:
        lifecycle.open_round(approved, BY_THE_CLOCK, ONE_PAIR, NOW - timedelta(seconds=1))

    assert refused.value.moment == NOW
    assert lifecycle.open_round(approved, BY_THE_CLOCK, ONE_PAIR, NOW).by == CLOCK


def test_the_clock_approves_nothing():
    with pytest.raises(NotAllowed):
        lifecycle.approve(standing(), BY_THE_CLOCK, ONE_PAIR, (), NOW)


def test_extending_moves_everybodys_deadline():
    move = lifecycle.extend(standing(RoundState.OPEN), ALONE, ONE_PAIR, LATER, NOW)

    assert (move.after.deadline, move.deadline) == (LATER, LATER)


@pytest.mark.parametrize("until", [DEADLINE, DEADLINE - timedelta(days=1)])
def test_nobody_is_given_less_time_than_was_promised(until):
    with pytest.raises(NotLater) as refused:
        lifecycle.extend(standing(RoundState.OPEN), ALONE, ONE_PAIR, until, NOW)

    assert (refused.value.given, refused.value.deadline) == (until, DEADLINE)


def test_a_new_deadline_that_is_past_already_helps_nobody():
    with pytest.raises(DeadlinePassed):
        lifecycle.extend(standing(RoundState.CLOSED), ALONE, ONE_PAIR, LATER, LATER + timedelta(days=1))


def test_one_partys_extension_leaves_everybody_elses_deadline():
    move = lifecycle.extend_party(standing(RoundState.OPEN), ALONE, ONE_PAIR, LATER, " bestyrelsesmøde ", NOW)

    assert (move.after, move.deadline, move.reason) == (standing(RoundState.OPEN), LATER, "bestyrelsesmøde")


@pytest.mark.parametrize(
    "unexplained",
    [
        lambda: lifecycle.cancel(standing(), ALONE, ONE_PAIR, " ", NOW),
        lambda: lifecycle.extend_party(standing(RoundState.OPEN), ALONE, ONE_PAIR, LATER, "", NOW),
    ],
    ids=["cancel", "extend_party"],
)
def test_giving_up_and_treating_one_party_apart_are_explained(unexplained):
    with pytest.raises(ReasonMissing):
        unexplained()


def test_a_round_lapses_when_its_last_deadline_is_past():
    with pytest.raises(TooEarly) as refused:
        lifecycle.lapse(standing(RoundState.OPEN), LATER, LATER)

    assert refused.value.moment == LATER
    move = lifecycle.lapse(standing(RoundState.OPEN), LATER, LATER + timedelta(seconds=1))
    assert (move.after.state, move.by) == (RoundState.CLOSED, CLOCK)


@pytest.mark.parametrize(
    ("after", "late"),
    [(timedelta(), False), (timedelta(milliseconds=900), False), (timedelta(seconds=1), True)],
)
def test_an_answer_is_late_to_the_second(after, late):
    assert lifecycle.is_late(DEADLINE + after, DEADLINE) is late


def test_a_partys_own_deadline_decides_whether_it_is_late():
    assert not lifecycle.is_late(LATER, DEADLINE, own_deadline=LATER)


def test_everybodys_deadline_counts_where_it_moved_past_the_partys_own():
    assert lifecycle.deadline_of(LATER, own_deadline=DEADLINE) == LATER


@pytest.mark.parametrize(
    ("state", "opens", "last", "due"),
    [
        (RoundState.DRAFT, NOW, DEADLINE, None),
        (RoundState.APPROVED, NOW, DEADLINE, NOW),
        (RoundState.APPROVED, None, DEADLINE, None),
        (RoundState.OPEN, NOW, DEADLINE, DEADLINE + timedelta(seconds=1)),
        (RoundState.OPEN, NOW, LATER, LATER + timedelta(seconds=1)),
        (RoundState.CLOSED, NOW, LATER, LATER + timedelta(seconds=1)),
        (RoundState.REPORTED, NOW, LATER, LATER + timedelta(seconds=1)),
        (RoundState.CANCELLED, NOW, LATER, None),
    ],
)
def test_the_clock_looks_at_a_round_on_its_day_and_after_its_last_deadline(state, opens, last, due):
    assert lifecycle.next_by_clock(standing(state, opens_at=opens), last, NOW) == due


def test_the_clock_has_nothing_to_do_with_a_closed_round_whose_last_deadline_is_past():
    assert lifecycle.next_by_clock(standing(RoundState.CLOSED), DEADLINE, LATER) is None


def test_in_the_moment_in_which_the_clock_looks_it_may_act():
    out = standing(RoundState.OPEN)

    assert (
        lifecycle.lapse(out, DEADLINE, lifecycle.next_by_clock(out, DEADLINE, NOW)).after.state
        == RoundState.CLOSED
    )
