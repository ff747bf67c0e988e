"""What a party wishes to have published holds until it wishes something else, wherever that stands."""

import itertools

import pytest

from consultation.rounds import wishes
from consultation.rounds.wishes import IN_PART
from consultation.rounds.words import AnswerKind, Consent
from storage.tables import Submission

PUBLISH, PERSONLESS, PART, NOT = Consent.PUBLISH, Consent.WITHOUT_PERSONS, Consent.IN_PART, Consent.NOT
NORDLYS, HAVBLIK = 1, 2


@pytest.fixture
def sends():
    numbers = itertools.count(1)

    def send(publish=None, party=NORDLYS, *, part=False, signed=(), **over):
        reading = {"publish": publish, "with": list(signed), **({IN_PART: True} if part else {})}
        values = {"kind": "submission", "undecided": None, "set_aside": None, "reading": reading}
        return Submission(id=next(numbers), party_id=party, **(values | over))

    return send


def test_who_has_not_said_is_published_without_persons(sends):
    letter = sends()

    assert wishes.of_answers([letter]) == {letter.id: PERSONLESS}
    assert wishes.last([letter]) is None


def test_a_wish_holds_for_what_the_party_sends_later_without_a_word_on_it(sends):
    first, revised, others = sends(NOT), sends(kind="revised_submission"), sends(party=HAVBLIK)

    assert wishes.of_answers([first, revised, others]) == {
        first.id: NOT,
        revised.id: NOT,
        others.id: PERSONLESS,
    }


@pytest.mark.parametrize("kind", ["question", "promise", "no_remarks"])
def test_a_wish_sent_by_itself_counts_whatever_the_message_is_decided_to_be(sends, kind):
    letter = sends(PUBLISH)

    assert wishes.of_answers([letter, sends(NOT, kind=kind)])[letter.id] is NOT


def test_a_later_wish_revokes_an_earlier_one(sends):
    letter = sends(NOT)

    assert wishes.of_answers([letter, sends(PUBLISH, kind="question")])[letter.id] is PUBLISH


@pytest.mark.parametrize(("before", "wish", "holds"), [(PUBLISH, NOT, NOT), (NOT, PUBLISH, NOT)])
def test_a_wish_that_waits_for_a_person_narrows_and_never_widens(sends, before, wish, holds):
    letter = sends(before)

    assert wishes.of_answers([letter, sends(wish, undecided="second_answer")])[letter.id] is holds


@pytest.mark.parametrize(("before", "holds"), [(PUBLISH, PART), (NOT, NOT)])
def test_a_wish_about_a_part_narrows_and_never_widens(sends, before, holds):
    assert wishes.last([sends(before), sends(part=True)]) is holds


def test_a_wish_about_the_whole_takes_the_place_of_one_about_a_part(sends):
    assert wishes.last([sends(part=True), sends(PUBLISH)]) is PUBLISH


@pytest.mark.parametrize(
    "of_no_account", [{"set_aside": "sendt ved en fejl"}, {"kind": AnswerKind.AUTO_REPLY}]
)
def test_what_counts_for_nothing_and_what_a_machine_sent_wishes_nothing(sends, of_no_account):
    assert wishes.last([sends(PUBLISH), sends(NOT, **of_no_account)]) is PUBLISH


def test_a_joint_letter_is_withheld_where_one_who_signed_it_says_so_later(sends):
    letter = sends(PUBLISH, signed=[HAVBLIK])
    own = sends(NOT, HAVBLIK, kind="question")

    assert wishes.of_answers([letter, own])[letter.id] is NOT


def test_a_joint_letter_speaks_for_all_who_signed_and_not_of_what_they_sent_themselves(sends):
    own = sends(NOT, HAVBLIK)
    letter = sends(PUBLISH, signed=[HAVBLIK])

    assert wishes.of_answers([own, letter]) == {own.id: NOT, letter.id: PUBLISH}


def test_a_joint_letter_without_a_wish_is_published_as_the_most_reserved_of_them_wished(sends):
    own = sends(NOT, HAVBLIK)
    letter = sends(signed=[HAVBLIK])

    assert wishes.of_answers([own, letter])[letter.id] is NOT
