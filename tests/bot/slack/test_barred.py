"""A member with a conflict of interest, at everything in Slack that shows or changes an inquiry."""

import json

import pytest

from bot.inquiries import answering, claiming
from bot.inquiries.answer import Seen
from bot.inquiries.answering import Answer
from bot.inquiries.posts import PERSON, say_in_thread
from bot.settings import BarredMember
from bot.slack.menu import DEEDS, FORMS, PAGES
from storage import round_messages
from storage.tables import Inquiry
from tests.bot.slack.rounds.test_answers import BUTTONS
from tests.bot.slack.test_inquiries import REPLY, TYPED, errors, form
from tests.round_builders import a_party, a_round, an_answer

ANNE, BO = "U1ANNE", "U2BO"
UIP = "C1UIP"
REFUSED = "Du er inhabil i denne fonds sager: en kollega i kontoret tager sig af den her."


@pytest.fixture
def settings(settings):
    """Bo has nothing to do with Fonden Nordlys."""
    barred = (BarredMember(member=BO, organisation="fondennordlys.example"),)
    return settings.model_copy(update={"barred": barred})


@pytest.fixture
async def inquiry_id(record):
    """An inquiry of Fonden Nordlys, with its card in the channel."""
    number = await record.open(text="Vi driver en mentorordning for unge og vil måle dens effekt")
    await record.change(number, card_channel=UIP, card_ts="1.1")
    return number


def opened(slack_proxy):
    """Every modal that was opened or changed."""
    return [call for call in slack_proxy.calls if call.method in ("views.open", "views.update", "views.push")]


@pytest.mark.parametrize("action", ["inquiry.claim", "inquiry.reply", "inquiry.reroute", "inquiry.further"])
async def test_each_button_of_the_card_is_refused(record, staff, slack_proxy, inquiry_id, action):
    await staff.click(BO, action, str(inquiry_id))

    assert staff.told() == [(BO, REFUSED)]
    assert opened(slack_proxy) == []
    assert await record.history(inquiry_id) == ["opened"]


@pytest.mark.parametrize("choice", sorted({**DEEDS, **FORMS, **PAGES}))
async def test_each_choice_in_mere_is_refused(record, staff, slack_proxy, inquiry_id, choice):
    await staff.click(BO, "inquiry.further.choice", choice)

    assert staff.told() == [(BO, REFUSED)]
    assert opened(slack_proxy) == []
    assert await record.history(inquiry_id) == ["opened"]


@pytest.mark.parametrize("name", ["eyes", "white_check_mark"])
async def test_an_emoji_is_refused_and_that_is_said(record, staff, inquiry_id, name):
    place = {"type": "message", "channel": UIP, "ts": "1.1"}
    event = {"type": "reaction_added", "user": BO, "reaction": name, "item": place}

    await staff._dispatch({"type": "event_callback", "event": event})

    assert staff.told() == [(BO, REFUSED)]
    assert await record.history(inquiry_id) == ["opened"]


async def test_an_answer_typed_before_is_refused_in_its_form(record, desk, staff, inquiry_id):
    seen = (await answering.open_form(desk, inquiry_id, ANNE)).seen
    view = form("inquiry.reply", REPLY, inquiry=inquiry_id, seen=seen.newest)

    response = await staff.submit(BO, view, **TYPED)

    assert list(errors(response).values()) == [REFUSED]
    assert await record.letters(inquiry_id) == []


async def test_nobody_hands_it_to_whoever_is_barred(record, staff, inquiry_id):
    response = await staff.submit(
        ANNE, form("inquiry.handover", ("colleague",), inquiry=inquiry_id), colleague=BO
    )

    assert errors(response) == {"colleague": "<@U2BO> er inhabil i denne fonds sager: vælg en anden kollega."}
    assert (await record.inquiry(inquiry_id)).claimed_by is None


async def test_an_inquiry_is_not_connected_with_one_of_theirs(record, staff, inquiry_id):
    other = await record.open(sender="bo@solgaard.example", text="Hej\n\nSolgaard")

    response = await staff.submit(BO, form("inquiry.link", ("other",), inquiry=other), other="FD-2026-00001")

    assert errors(response) == {"other": REFUSED}
    assert await record.history(inquiry_id) == ["opened"]


async def test_their_answer_is_not_offered_for_another_foundation(record, desk, inquiry_id):
    answer = Answer("karen@fondennordlys.example", "Re", "Ja, det kan I.", Seen(1))
    letter = await answering.send(desk, inquiry_id, ANNE, answer)
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())
    other = await record.open(
        sender="bo@solgaard.example", text="Vi driver en mentorordning for unge og vil måle dens effekt"
    )

    offered = [(await answering.open_form(desk, other, user)).library.similar for user in (ANNE, BO)]

    assert [len(similar) for similar in offered] == [1, 0]


async def test_the_home_tab_has_none_of_it(record, staff, slack, inquiry_id):
    other = await record.open(sender="bo@solgaard.example", subject="Noget andet", text="Hej\n\nSolgaard")

    for user in (ANNE, BO):
        await staff.open_home(user)

    shown = {user: json.dumps(slack.home(user), ensure_ascii=False) for user in (ANNE, BO)}
    assert "Evaluering af mentorordning" in shown[ANNE]
    assert "Evaluering af mentorordning" not in shown[BO]
    assert "Noget andet" in shown[BO]
    assert (await record.inquiry(other)).claimed_by is None


async def test_nor_can_it_be_taken_from_the_home_tab(record, staff, slack_proxy, inquiry_id):
    await staff.click(BO, "home.claim", f"{inquiry_id}/overview")

    assert staff.told() == [(BO, REFUSED)]
    assert (await record.inquiry(inquiry_id)).claimed_by is None


async def test_a_barred_deputy_hears_nothing_and_the_office_is_told(
    record, desk, courier, slack, slack_proxy
):
    number = await record.open()
    await courier.run_until_empty()
    await claiming.claim(desk, number, ANNE)
    await record.prefers(ANNE, away_from="2026-03-02", away_until="2026-03-09", deputy=BO)
    await record.change(number, remind_at=None, escalate_at=None)
    async with desk.database.transaction() as session:
        inquiry = await session.get_one(Inquiry, number)
        await say_in_thread(session, inquiry, "reminder:1", desk.clock.now(), PERSON)

    await courier.run_until_empty()

    assert await slack.wait(lambda page: [m for m in page.messages[UIP] if "har sagen" in str(m)])
    assert [call for call in slack_proxy.calls if call.method == "conversations.open"] == []


@pytest.fixture
def answered(desk):
    """Let an answer to a round come in; give its number."""

    async def _answered(sender):
        async with desk.database.transaction() as session:
            of = await a_round(session)
            party = await a_party(session, of)
            over = {"kind": "declined", "version": 0, "undecided": "refusal_and_more", "sender": sender}
            return (await an_answer(session, of, party, **over)).id

    return _answered


@pytest.mark.parametrize(("action", "value"), BUTTONS.items())
async def test_their_answer_to_a_round_is_refused_too(desk, staff, slack_proxy, answered, action, value):
    number = await answered("karen@fondennordlys.example")

    await staff.click(BO, action, value.format(number))

    assert staff.told() == [(BO, REFUSED)]
    assert opened(slack_proxy) == []
    async with desk.database.reading() as session:
        assert (await round_messages.get(session, number)).undecided


async def test_somebody_elses_answer_to_the_same_round_is_not(desk, staff, answered):
    number = await answered("bo@solgaard.example")

    await staff.click(BO, "submission.confirm", f"{number}:0:declined")

    assert staff.told() == []
    async with desk.database.reading() as session:
        assert (await round_messages.get(session, number)).undecided is None


@pytest.mark.usefixtures("running")
class TestTypedAndSearched:
    async def test_a_word_finds_none_of_theirs(self, inquiry_id, typing):
        await typing(BO, "find mentorordning", "Ingen henvendelse, du kan se")
        await typing(ANNE, "find mentorordning", "1 henvendelse om")

    async def test_the_number_is_refused(self, inquiry_id, typing):
        await typing(BO, "vis FD-2026-00001", REFUSED)

    async def test_one_that_they_had_before_is_not_listed(self, record, inquiry_id, typing):
        await record.change(inquiry_id, status="claimed", claimed_by=BO)

        await typing(BO, "mine", "Du har ingen ubesvarede sager.")

    async def test_the_search_form_finds_none_of_theirs(self, record, inquiry_id, slack):
        await record.open(sender="bo@solgaard.example", text="En mentorordning\n\nSolgaard")
        await slack.open_home(BO)
        await slack.click_in_view(BO, "home.search")
        await slack.wait(lambda page: page.modals)

        await slack.submit(BO, {"words": "mentorordning"})

        view = await slack.wait(
            lambda page: next((v for v in page.modals if v["callback_id"] == "inquiry.found"), None)
        )
        assert "FD-2026-00002" in str(view)
        assert "FD-2026-00001" not in str(view)
