from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.rounds import ledger
from consultation.rounds.ledger import ANSWERS, Fate, Party, Received
from consultation.rounds.words import AnswerKind as Kind
from consultation.rounds.words import PartyState as State

OPENED = datetime(2028, 11, 6, 9, tzinfo=UTC)
DEADLINE = OPENED + timedelta(days=28)
AFTER = DEADLINE + timedelta(hours=1)
HAVBLIK = Party(7, ("sekretariat@havblik.example", "direktion@havblik.example"))
FIRST, SECOND = HAVBLIK.addresses


def mails(*kinds, party=HAVBLIK):
    """Make messages of one party, a day apart, numbered from 1."""
    days = count(1)
    return [
        kind
        if isinstance(kind, Received)
        else Received(day, OPENED + timedelta(days=day), kind, (party.id,), frozenset(party.addresses[:1]))
        for kind, day in zip(kinds, days, strict=False)
    ]


def bounce(number, *addresses):
    at = OPENED + timedelta(days=number)
    return Received(number, at, Kind.BOUNCE, (HAVBLIK.id,), frozenset(addresses))


def standing(*kinds, party=HAVBLIK, closed=False, now=AFTER):
    messages = mails(*kinds, party=party)
    return ledger.standings([party], messages, DEADLINE, closed=closed, now=now)[0]


@pytest.mark.parametrize(
    ("kinds", "state", "evidence"),
    [
        ((), State.INVITED, None),
        ((Kind.AUTO_REPLY, Kind.QUESTION, Kind.EXTENSION_REQUEST), State.INVITED, None),
        ((Kind.PROMISE,), State.PROMISED, 1),
        ((Kind.SUBMISSION,), State.ANSWERED, 1),
        ((Kind.NO_REMARKS,), State.NO_REMARKS, 1),
        ((Kind.DECLINED,), State.DECLINED, 1),
        ((Kind.OUTSIDE_REMIT,), State.OUTSIDE_REMIT, 1),
        ((Kind.DELEGATION,), State.DELEGATED, 1),
        ((Kind.PROMISE, Kind.SUBMISSION), State.ANSWERED, 2),
        ((Kind.SUBMISSION, Kind.PROMISE), State.ANSWERED, 1),
        ((Kind.SUBMISSION, Kind.BOUNCE), State.ANSWERED, 1),
        ((Kind.SUBMISSION, Kind.DELEGATION), State.ANSWERED, 1),
        ((Kind.SUBMISSION, Kind.REVISED_SUBMISSION), State.ANSWERED, 2),
        ((Kind.SUBMISSION, Kind.NO_REMARKS), State.ANSWERED, 1),
        ((Kind.NO_REMARKS, Kind.SUBMISSION), State.ANSWERED, 2),
        ((Kind.NO_REMARKS, Kind.OUTSIDE_REMIT), State.OUTSIDE_REMIT, 2),
        ((Kind.DECLINED, Kind.PROMISE), State.DECLINED, 1),
        ((Kind.PROMISE, Kind.DELEGATION), State.DELEGATED, 2),
        ((Kind.DELEGATION, Kind.PROMISE), State.PROMISED, 2),
        ((Kind.PROMISE, Kind.AUTO_REPLY), State.PROMISED, 1),
    ],
)
def test_a_party_has_one_state_and_the_message_that_proves_it(kinds, state, evidence):
    at = standing(*kinds)

    assert (at.state, at.evidence) == (state, evidence)


@pytest.mark.parametrize(
    "kinds", list(permutations([Kind.SUBMISSION, Kind.PROMISE, Kind.BOUNCE, Kind.DELEGATION]))
)
def test_an_answer_stands_whatever_comes_before_and_after_it(kinds):
    assert standing(*kinds).state is State.ANSWERED


def test_the_first_version_says_since_when_a_party_has_answered():
    assert standing(Kind.SUBMISSION, Kind.REVISED_SUBMISSION).since == OPENED + timedelta(days=1)


def test_messages_count_in_the_order_in_which_they_came():
    late, early = mails(Kind.DELEGATION, Kind.PROMISE)
    late = replace(late, received_at=AFTER)

    assert ledger.standings([HAVBLIK], [late, early], DEADLINE, closed=False, now=AFTER)[0].evidence == 1


def put_off(number, *addresses):
    return replace(bounce(number, *addresses), again_at=AFTER)


def test_who_was_not_reached_for_now_is_put_off_until_the_letter_is_sent_again():
    at = standing(bounce(1, FIRST), put_off(2, SECOND))

    assert (at.state, at.evidence, at.again_at) == (State.PUT_OFF, 2, AFTER)


def test_who_was_not_reached_by_what_one_report_says_is_put_off():
    assert standing(put_off(1, FIRST, SECOND)).state is State.PUT_OFF


def test_who_is_reached_at_another_address_is_not_put_off():
    assert standing(put_off(1, FIRST)).state is State.INVITED


def test_who_has_written_since_is_not_put_off():
    assert standing(put_off(1, FIRST), put_off(2, SECOND), Kind.QUESTION).state is State.INVITED


def test_who_is_put_off_is_not_silent_yet_when_the_round_is_over():
    assert standing(put_off(1, FIRST), put_off(2, SECOND), closed=True).state is State.PUT_OFF


def test_one_failing_address_of_two_leaves_the_party_invited():
    assert standing(bounce(1, FIRST)).state is State.INVITED


def test_a_party_is_undeliverable_when_all_its_addresses_fail():
    at = standing(bounce(1, FIRST), bounce(2, SECOND))

    assert (at.state, at.evidence) == (State.UNDELIVERABLE, 2)
    assert standing(bounce(1, FIRST, SECOND)).state is State.UNDELIVERABLE


def test_a_failed_reminder_shows_although_the_party_had_promised():
    assert standing(Kind.PROMISE, bounce(2, FIRST), bounce(3, SECOND)).state is State.UNDELIVERABLE


def test_a_party_that_writes_after_a_bounce_is_reached():
    assert standing(bounce(1, FIRST), bounce(2, SECOND), Kind.QUESTION).state is State.INVITED


def test_a_new_address_makes_an_undeliverable_party_invited_again():
    moved = Party(HAVBLIK.id, ("ny@havblik.example",))

    assert standing(bounce(1, FIRST), bounce(2, SECOND), party=moved).state is State.INVITED


@pytest.mark.parametrize(("kinds", "evidence"), [((), None), ((Kind.PROMISE,), 1)])
def test_who_has_not_answered_is_silent_only_after_the_round_is_closed(kinds, evidence):
    assert standing(*kinds, closed=False).state is not State.SILENT
    at = standing(*kinds, closed=True)
    assert (at.state, at.evidence) == (State.SILENT, evidence)


def test_a_party_with_a_deadline_of_its_own_is_not_silent_before_it():
    own = replace(HAVBLIK, deadline=AFTER + timedelta(days=3))

    assert standing(party=own, closed=True, now=own.deadline).state is State.INVITED
    assert standing(party=own, closed=True, now=own.deadline + timedelta(seconds=1)).state is State.SILENT


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((Kind.DELEGATION,), State.DELEGATED),
        ((bounce(1, FIRST), bounce(2, SECOND)), State.UNDELIVERABLE),
        ((Kind.DECLINED,), State.DECLINED),
    ],
)
def test_whoever_could_not_or_would_not_answer_is_not_called_silent(kinds, state):
    assert standing(*kinds, closed=True).state is state


def test_a_late_answer_ends_the_silence():
    assert standing(Kind.SUBMISSION, closed=True).state is State.ANSWERED


def test_a_message_nobody_has_decided_on_yet_is_named():
    at = standing(None, Kind.AUTO_REPLY)

    assert (at.state, at.unread) == (State.INVITED, 1)


def test_a_request_for_more_time_stands_until_it_is_met():
    (request,) = mails(Kind.EXTENSION_REQUEST)

    assert standing(request).asks_for_time == 1
    assert standing(replace(request, dealt_with=True)).asks_for_time is None


def test_what_is_set_aside_counts_for_nothing():
    (letter,) = mails(Kind.SUBMISSION)
    (unclear,) = mails(None)

    assert standing(replace(letter, set_aside="duplicate")).state is State.INVITED
    assert standing(replace(unclear, set_aside="advert")).unread is None


def test_a_joint_letter_settles_everyone_who_signed_it_and_is_one_answer():
    lind = Party(8, ("post@lind.example",))
    joint = Received(1, OPENED, Kind.SUBMISSION, (HAVBLIK.id, lind.id))

    both = ledger.standings([HAVBLIK, lind], [joint], DEADLINE, closed=False, now=AFTER)

    assert [(at.party, at.state, at.evidence) for at in both] == [
        (7, State.ANSWERED, 1),
        (8, State.ANSWERED, 1),
    ]
    assert ledger.reconciliation([joint], 1).answers == 1


def test_answers_of_nobody_who_was_asked_are_told_apart():
    own = Received(1, OPENED, Kind.SUBMISSION, (HAVBLIK.id,))
    stranger = Received(2, OPENED, Kind.SUBMISSION)
    question = Received(3, OPENED, Kind.QUESTION)

    assert ledger.uninvited([own, stranger, question], {HAVBLIK.id}) == [stranger]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_side_in_the_reconciliation(kind):
    (message,) = mails(kind)

    assert ledger.fate(message) is (Fate.ANSWER if kind in ANSWERS else Fate.NON_ANSWER)
    assert ledger.fate(replace(message, set_aside="advert")) is Fate.SET_ASIDE


def test_the_reconciliation_counts_what_became_of_each_message():
    messages = mails(Kind.SUBMISSION, Kind.NO_REMARKS, Kind.AUTO_REPLY, None, Kind.BOUNCE)
    messages.append(Received(6, OPENED, None, set_aside="advert"))

    found = ledger.reconciliation(messages, 6)

    assert (found.answers, found.non_answers, found.set_aside, found.unresolved) == (2, 2, 1, 1)
    assert found.adds_up


@pytest.mark.parametrize("taken_in", [1, 3])
def test_a_message_lost_or_doubled_on_the_way_shows(taken_in):
    assert not ledger.reconciliation(mails(Kind.SUBMISSION, Kind.BOUNCE), taken_in).adds_up


@given(
    st.lists(
        st.builds(
            Received,
            id=st.integers(1, 99),
            received_at=st.just(OPENED),
            kind=st.none() | st.sampled_from(Kind),
            parties=st.sampled_from([(), (7,), (7, 8), (99,)]),
            set_aside=st.sampled_from(["", "advert"]),
        )
    )
)
def test_every_message_is_on_exactly_one_side(messages):
    assert ledger.reconciliation(messages, len(messages)).adds_up
