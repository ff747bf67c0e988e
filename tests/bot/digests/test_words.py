from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digests import pictures
from bot.digests.words import CELLS, NAMED, Teller
from bot.texts import texts_in
from consultation.rounds.digest import Change, Curve, Digest, RoundNews, Task, ToDo
from consultation.rounds.digesting import Told
from consultation.rounds.lifecycle import Act
from consultation.rounds.record import Case
from consultation.rounds.words import AnswerKind, PartyState
from storage.tables import Party, Round, Submission

SINCE = datetime(2026, 3, 2, 8, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)
CAME = Change(SINCE + timedelta(hours=2), AnswerKind.SUBMISSION, party=1, message=9)


def a_case(number=1, **over):
    values = {"id": number, "key": "uip-2027", "title": "Fokusområder for 2027", "state": "open"}
    parties = {each: Party(id=each, organisation=f"Fond {each}") for each in range(1, 31)}
    submissions = [
        Submission(id=9, party_id=1, kind="submission", undecided="not_plain", waiting=3),
        Submission(id=10, party_id=2, kind="extension_request", undecided=None, waiting=0),
    ]
    return Case(Round(**(values | over)), (), parties, {}, submissions, {})


def some_news(number=1, **over):
    values = {
        "changes": (CAME,),
        "days_left": 7,
        "working_days_left": 5,
        "states": {PartyState.ANSWERED: 3, PartyState.DECLINED: 1, PartyState.INVITED: 6},
        "curve": Curve("uip-2027", 10, (1, 3)),
        "earlier": (),
    }
    return RoundNews(number, **(values | over))


@pytest.fixture
def says():
    """Put a digest into words."""

    def _says(*news, to_do=(), language="da", **case):
        rounds = news or (some_news(),)
        told = Told(
            Digest("digest:uip/2026-03-03", to_do, rounds),
            {each.round_id: a_case(each.round_id, **case) for each in rounds},
        )
        teller = Teller(texts_in(language), ZoneInfo("Europe/Copenhagen"), pictures.plain)
        return teller(told, "UIP-kontoret", SINCE, UNTIL)

    return _says


def test_it_says_whose_it_is_and_since_when(says):
    assert says().title == "Nyt om høringer hos UIP-kontoret siden mandag den 2. marts kl. 09.00"
    assert says(language="en").title == "News of the rounds of UIP-kontoret since Monday 2 March at 09:00"


def test_a_round_says_how_long_is_left_and_who_has_answered_against_the_last_time(says):
    earlier = Curve("Fokusområder for 2026", 20, (2, 5, 9))

    (of,) = says(some_news(earlier=(earlier,))).rounds

    assert of.stands == "7 dage tilbage, heraf 5 arbejdsdage"
    assert of.bar == (
        "▓▓▓▓▓▓▓▓░░░░░░░░░░░░ 4 af 10 har svaret (40 %); Fokusområder for 2026 på samme tidspunkt: 25 %"
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"days_left": 0, "working_days_left": 0}, "frist i dag"),
        ({"days_left": 1, "working_days_left": 1}, "1 dag tilbage"),
        ({"days_left": 3, "working_days_left": 1}, "3 dage tilbage, heraf 1 arbejdsdag"),
        ({"days_left": None, "working_days_left": None}, "fristen er udløbet"),
    ],
)
def test_the_days_left_are_said_as_people_say_them(says, left, said):
    assert says(some_news(**left)).rounds[0].stands == said


@pytest.mark.parametrize("state", ["draft", "approved", "closed", "reported", "cancelled"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_round_that_is_not_open_says_what_it_is_instead(says, language, state):
    stands = says(some_news(), state=state, language=language).rounds[0].stands

    assert stands
    assert "7" not in stands


def test_a_round_that_asked_nobody_yet_has_no_bar(says):
    assert says(some_news(curve=None)).rounds[0].bar == ""
    assert says(some_news(states={})).rounds[0].bar == ""


@pytest.mark.parametrize("answered", [0, 1, 10])
def test_the_bar_is_always_as_long(says, answered):
    states = {PartyState.ANSWERED: answered, PartyState.INVITED: 10 - answered}

    assert len(says(some_news(states=states)).rounds[0].bar.split()[0]) == CELLS


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("what", [*AnswerKind, *Act, None])
def test_every_kind_of_change_has_its_words(says, language, what):
    change = Change(CAME.at, what, party=1, message=9, late=True)

    assert says(some_news(changes=(change,)), language=language).rounds[0].changes[0]


def test_a_change_names_who_what_and_when_and_whether_it_was_late(says):
    late = Change(CAME.at, AnswerKind.SUBMISSION, party=1, message=9, late=True)

    assert says(some_news(changes=(CAME, late))).rounds[0].changes == (
        "Fond 1: høringssvar · mandag den 2. marts kl. 11.00",
        "Fond 1: høringssvar, efter fristen · mandag den 2. marts kl. 11.00",
    )


def test_what_waits_is_named_by_what_has_to_be_done(says):
    to_do = (
        ToDo(Task.APPROVE, ((1, Act.REPORT),)),
        ToDo(Task.PHONE, ((1, 3), (1, 4))),
        ToDo(Task.DECIDE, ((1, 9), (1, 10))),
    )

    assert says(to_do=to_do).to_do == (
        "Godkend: afslutningen af Fokusområder for 2027",
        "Ring til: Fond 3, Fond 4",
        "Afgør: Fond 1 (hvad svaret betyder), Fond 2 (beder om længere frist)",
    )


def test_of_many_some_are_named_and_the_others_counted(says):
    text = says(
        *(some_news(number, changes=(CAME,) * 20) for number in range(1, 13)),
        to_do=(ToDo(Task.PHONE, tuple((1, party) for party in range(1, 31))),),
    )

    assert text.to_do[0].endswith(f"Fond {NAMED} og {30 - NAMED} til")
    assert (len(text.rounds), text.more) == (
        8,
        "Der er nyt om 4 høringer mere: skriv `/hoering` i Slack for at se dem.",
    )
    assert text.rounds[0].changes[-1] == f"og {20 - NAMED} til"


def test_a_name_is_one_line_without_a_cpr_number():
    assert pictures.plain("Fonden\n\nNordlys 010190-1234") == "Fonden Nordlys xxxxxx-xxxx"
    assert len(pictures.plain("x" * 500)) == 120


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_move_that_waits_for_somebody_has_its_words(says, language):
    moves = tuple(ToDo(Task.APPROVE, ((1, act),)) for act in Act if act is not Act.FEEDBACK)

    said = says(to_do=moves, language=language).to_do

    assert len(set(said)) == len(moves)


def test_statements_that_wait_once_a_round_is_closed_are_counted_and_lead_to_it(says):
    told = says(to_do=(ToDo(Task.REVIEW, ((1, 12),)),), state="closed")
    assert told.to_do == ("Gennemgå udsagn i: Fokusområder for 2027 (12)",)
    assert told.rounds[0].review == 1


def test_while_answers_still_come_nobody_is_led_to_statements(says):
    assert says().rounds[0].review == 0
