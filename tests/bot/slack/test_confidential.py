"""A confidential inquiry, walked along every path on which staff may see something of it.

What it says is marked; no mark may stand in a channel, nor in what somebody sees who is not named.
"""

import json
from datetime import timedelta

import pytest

from bot.digests import due
from bot.inquiries import answering, approving, claiming, confiding, handling, merging
from bot.inquiries.answering import Answer
from bot.inquiries.errors import DifferentlyConfidential, WhileConfidential
from bot.inquiries.library import open_entry
from bot.inquiries.posts import CHANNEL, PERSON, UPDATE, say_in_thread
from bot.slack.menu import DEEDS, FORMS, PAGES
from storage import outbox
from storage.outbox import Parcel
from storage.tables import Inquiry
from tests.bot.slack.test_inquiries import errors, form

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP, POLICY = "C1UIP", "C2POLICY"
MARK = "HEMMELIGT"
SECRET = {
    "sender": f"karen@{MARK.lower()}.example",
    "sender_name": f"Karen {MARK}",
    "subject": f"{MARK} emne",
    "text": f"Vi vil gerne tale om {MARK} mentorordning\n\nKaren",
    "attachments": [{"name": f"{MARK}.pdf", "size": 9, "type": "application/pdf"}],
}
REFUSED = "Sagen er fortrolig: spørg den, der har sagen, hvis du skal være med."


@pytest.fixture
def settings(settings):
    """The first office wants a second pair of eyes on its answers."""
    offices = [each.model_copy(update={"four_eyes": each.key == "uip"}) for each in settings.office]
    return settings.model_copy(update={"office": tuple(offices)})


@pytest.fixture
async def inquiry_id(record, desk):
    """An inquiry that Anne made confidential for herself and Bo before anything of it was shown."""
    number = await record.open(**SECRET)
    await confiding.seal(desk, number, ANNE, [BO])
    return number


@pytest.fixture
def deliver(desk, courier):
    """Let the undo window pass and everything leave."""

    async def _deliver():
        desk.clock.advance(timedelta(minutes=2))
        await courier.run_until_empty()

    return _deliver


@pytest.fixture
def posted(slack_proxy):
    """All that was said to Slack but into modals: calls as text, those to one channel or to all."""

    def _posted(*channels):
        said = [
            json.dumps(call.arguments, ensure_ascii=False)
            for call in slack_proxy.calls
            if call.method in ("chat.postMessage", "chat.update", "chat.postEphemeral")
            and (not channels or call.arguments.get("channel") in channels)
        ]
        return "\n".join(said)

    return _posted


def leaks(text):
    """Every place where a mark stands, with what is around it."""
    low, mark = text.lower(), MARK.lower()
    return [text[max(0, at - 80) : at + 40] for at in range(len(low)) if low.startswith(mark, at)]


def modals(slack_proxy):
    """Every modal that was opened or changed, as text."""
    calls = [each for each in slack_proxy.calls if each.method in ("views.open", "views.update")]
    return [json.dumps(each.arguments, ensure_ascii=False) for each in calls]


async def an_answer(desk, inquiry_id, user, text):
    opened = await answering.open_form(desk, inquiry_id, user)
    return Answer(opened.recipients, opened.subject, text, opened.seen)


async def a_nudge(desk, inquiry_id, about, kind):
    async with desk.database.transaction() as session:
        inquiry = await session.get_one(Inquiry, inquiry_id)
        inquiry.remind_at = inquiry.escalate_at = None
        await say_in_thread(session, inquiry, about, desk.clock.now(), kind)


async def a_morning(desk):
    now = desk.clock.now()
    payload = {"office": "uip", "since": (now - timedelta(days=7)).isoformat()}
    async with desk.database.transaction() as session:
        await outbox.put(session, Parcel("morning:uip/1", due.MORNING, "slack:uip", now, payload), now)


async def a_day_of_work(record, desk, deliver, inquiry_id):
    """A claim, notes, a letter, an answer taken back, one sent back, reminders and the morning."""
    await claiming.claim(desk, inquiry_id, ANNE)
    await handling.note(desk, inquiry_id, ANNE, f"{MARK} notat")
    await record.follow_up(inquiry_id, **SECRET)
    first = await an_answer(desk, inquiry_id, ANNE, f"{MARK} fortrudt")
    letter = await answering.send(desk, inquiry_id, ANNE, first)
    await deliver()
    await answering.undo(desk, inquiry_id, letter, ANNE)
    second = await an_answer(desk, inquiry_id, ANNE, f"{MARK} afvist")
    letter = await answering.send(desk, inquiry_id, ANNE, second)
    await deliver()
    await approving.send_back(desk, inquiry_id, letter, BO, f"{MARK} begrundelse")
    await claiming.hand_to(desk, inquiry_id, ANNE, BO)
    await a_nudge(desk, inquiry_id, "reminder:9", PERSON)
    await a_nudge(desk, inquiry_id, "escalation:9", CHANNEL)
    await a_morning(desk)
    await deliver()


async def an_answer_that_comes_back(desk, deliver, inquiry_id):
    """An approved answer that leaves, and all that machines may say of it."""
    answer = await an_answer(desk, inquiry_id, ANNE, f"{MARK} svar")
    letter = await answering.send(desk, inquiry_id, ANNE, answer)
    await approving.approve(desk, inquiry_id, letter, BO)
    await deliver()
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        inquiry = await session.get_one(Inquiry, inquiry_id)
        for what in ("bounce", "auto_reply"):
            await say_in_thread(session, inquiry, f"{what}:7", now, details=f"{MARK} maskine")
        for what in ("message_edited", "message_deleted"):
            await say_in_thread(session, inquiry, f"{what}:7", now, letter=1, at=now.isoformat())
        await say_in_thread(session, inquiry, "file_lost:7", now, name=f"{MARK}.pdf")
        await answering.undeliverable(session, letter, f"{MARK} grund", now)
    await deliver()


async def test_no_word_of_it_stands_in_any_channel(record, desk, deliver, posted, inquiry_id):
    other = await record.open(text="En anden sag")
    await deliver()
    await a_day_of_work(record, desk, deliver, inquiry_id)
    await an_answer_that_comes_back(desk, deliver, inquiry_id)
    with pytest.raises(DifferentlyConfidential):
        await merging.merge(desk, inquiry_id, ANNE, (await record.inquiry(other)).reference)
    await handling.reroute(desk, inquiry_id, BO, "politik", "politisk_inddragelse")
    await deliver()

    said = posted()
    for seen in ("Notat af", "Der er sket noget i sagen.", "🔒 Fortrolig", "Sendt af", "stoppet"):
        assert seen in said, "the walk would see nothing"
    assert "FD-2026-00001" in posted(POLICY)
    assert leaks(said) == []


async def test_the_card_has_its_head_and_its_buttons(deliver, slack, inquiry_id):
    await deliver()

    [card] = await slack.wait(lambda page: page.messages[UIP])
    shown = json.dumps(card, ensure_ascii=False)
    assert "🔒 Fortrolig" in shown
    assert "FD-2026-00001" in shown
    assert "Ny – ingen har taget sagen" in shown
    assert "inquiry.claim" in shown


async def test_vis_shows_the_card_and_the_thread_to_those_named_alone(
    desk, staff, slack_proxy, deliver, inquiry_id
):
    await handling.note(desk, inquiry_id, ANNE, f"{MARK} notat")
    await deliver()
    note = f"inquiry:{inquiry_id}/note:1"

    await staff.click(DAN, "inquiry.show", "card")
    await staff.click(CARLA, "inquiry.show", note, block_id=note)
    assert staff.told() == [(DAN, REFUSED), (CARLA, REFUSED)]
    assert modals(slack_proxy) == []

    await staff.click(BO, "inquiry.show", "card")
    await staff.click(ANNE, "inquiry.show", note, block_id=note)
    card, thread = modals(slack_proxy)
    assert f"{MARK} emne" in card
    assert f"{MARK} notat" in thread
    assert "actions" not in card


async def test_vis_shows_what_became_of_a_letter_that_was_sent_again(
    desk, staff, slack_proxy, deliver, inquiry_id
):
    said = {"to": SECRET["sender"], "outcome": "sent", "who": "", "at": desk.clock.now().isoformat()}
    async with desk.database.transaction() as session:
        inquiry = await session.get_one(Inquiry, inquiry_id)
        await say_in_thread(session, inquiry, "again_over:1:1:x", desk.clock.now(), UPDATE, **said)

    await staff.click(ANNE, "inquiry.show", f"inquiry:{inquiry_id}/again_over:1:1:x")

    [shown] = modals(slack_proxy)
    assert f"Brevet til {SECRET['sender']} blev sendt igen" in shown


async def test_what_waits_for_approval_is_approved_where_it_is_not_shown(desk, slack, deliver, inquiry_id):
    await deliver()
    await answering.send(desk, inquiry_id, ANNE, await an_answer(desk, inquiry_id, ANNE, f"{MARK} svar"))
    await deliver()

    shown = await slack.wait(lambda page: [m for m in page.messages[UIP] if "inquiry.approve" in str(m)])
    assert "inquiry.undo" in str(shown)
    assert "inquiry.show" in str(shown)


@pytest.mark.parametrize("action", ["inquiry.claim", "inquiry.reply", "inquiry.reroute", "inquiry.further"])
@pytest.mark.parametrize("user", [CARLA, DAN])
async def test_each_button_is_refused_to_whoever_is_not_named(staff, slack_proxy, inquiry_id, user, action):
    await staff.click(user, action, str(inquiry_id))

    assert staff.told() == [(user, REFUSED)]
    assert modals(slack_proxy) == []


@pytest.mark.parametrize("choice", sorted({**DEEDS, **FORMS, **PAGES}))
async def test_each_choice_is_refused_to_whoever_is_not_named(record, staff, slack_proxy, inquiry_id, choice):
    await staff.click(DAN, "inquiry.further.choice", choice)

    assert staff.told() == [(DAN, REFUSED)]
    assert modals(slack_proxy) == []
    assert await record.history(inquiry_id) == ["opened", "sealed"]


async def test_the_home_tab_of_others_has_none_of_it(staff, slack, inquiry_id):
    for user in (DAN, BO):
        await staff.open_home(user)

    shown = {user: json.dumps(slack.home(user), ensure_ascii=False) for user in (DAN, BO)}
    assert leaks(shown[DAN]) == []
    assert f"{MARK} emne" in shown[BO]


async def test_whoever_was_named_once_sees_no_deeds_of_theirs(desk, staff, slack, inquiry_id):
    await handling.note(desk, inquiry_id, BO, "Et notat")
    await confiding.seal(desk, inquiry_id, ANNE, [])

    await staff.open_home(BO)

    assert leaks(json.dumps(slack.home(BO), ensure_ascii=False)) == []


async def test_its_answer_is_offered_to_those_named_alone(record, desk, inquiry_id):
    await confiding.seal(desk, inquiry_id, ANNE, [])
    letter = await answering.send(desk, inquiry_id, ANNE, await an_answer(desk, inquiry_id, ANNE, "Ja"))
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())
    other = await record.open(text=SECRET["text"])

    offered = [(await answering.open_form(desk, other, user)).library.similar for user in (ANNE, BO)]

    assert [len(similar) for similar in offered] == [1, 0]
    with pytest.raises(WhileConfidential):
        await open_entry(desk, letter, ANNE)


async def test_it_goes_to_no_colleague_who_is_not_named(record, desk, staff, inquiry_id):
    await confiding.seal(desk, inquiry_id, ANNE, [])

    view = form("inquiry.handover", ("colleague",), inquiry=inquiry_id)
    response = await staff.submit(ANNE, view, colleague=BO)

    assert errors(response)["colleague"].startswith("<@U2BO> er ikke blandt dem")
    assert (await record.inquiry(inquiry_id)).claimed_by is None


async def test_a_deputy_who_is_not_named_hears_nothing_and_the_office_its_number(
    record, desk, deliver, slack_proxy, posted, inquiry_id
):
    await claiming.claim(desk, inquiry_id, ANNE)
    await confiding.seal(desk, inquiry_id, ANNE, [])
    await record.prefers(ANNE, away_from="2026-03-02", away_until="2026-03-09", deputy=BO)
    await deliver()

    await a_nudge(desk, inquiry_id, "reminder:9", PERSON)
    await deliver()

    assert "har sagen" in posted(UIP)
    assert leaks(posted()) == []
    assert [call for call in slack_proxy.calls if call.method == "conversations.open"] == []


class TestTheForm:
    @pytest.fixture
    async def opened(self, record):
        """An inquiry of Anne's office that Bo has."""
        number = await record.open(**SECRET)
        await record.change(number, claimed_by=BO, status="claimed")
        return number

    async def test_it_is_opened_with_whoever_is_always_in(self, staff, slack_proxy, opened):
        await staff.click(ANNE, "inquiry.further.choice", "seal")

        [shown] = modals(slack_proxy)
        assert "Det, der allerede står i tråden, bliver stående." in shown
        assert ANNE in shown
        assert BO in shown

    async def test_those_chosen_are_named_with_the_chooser_and_the_claimer(self, record, staff, opened):
        view = form("inquiry.seal", ("members",), inquiry=opened)
        response = await staff.submit(ANNE, view, members=frozenset({CARLA}))

        assert (response.status, response.body) == (200, "")
        assert (await record.inquiry(opened)).confidential == [ANNE, BO, CARLA]
        assert await record.history(opened) == ["opened", "sealed"]

    async def test_nobody_from_outside_the_offices_is_named(self, record, staff, opened):
        view = form("inquiry.seal", ("members",), inquiry=opened)
        response = await staff.submit(ANNE, view, members=frozenset({"U6KAREN"}))

        assert errors(response) == {"members": "Vælg en kollega fra et af kontorerne."}
        assert (await record.inquiry(opened)).confidential is None

    async def test_who_is_not_named_does_not_let_themselves_in(self, record, staff, inquiry_id):
        view = form("inquiry.seal", ("members",), inquiry=inquiry_id)
        response = await staff.submit(DAN, view, members=frozenset({DAN}))

        assert errors(response) == {"members": REFUSED}
        assert (await record.inquiry(inquiry_id)).confidential == [ANNE, BO]

    async def test_named_from_another_office_they_may_act(self, record, desk, inquiry_id):
        await confiding.seal(desk, inquiry_id, ANNE, [CARLA])

        await claiming.claim(desk, inquiry_id, CARLA)

        assert (await record.inquiry(inquiry_id)).claimed_by == CARLA

    async def test_lifted_it_is_shown_again(self, record, staff, deliver, slack, inquiry_id):
        await deliver()

        await staff.click(BO, "inquiry.further.choice", "unseal")
        await deliver()

        assert (await record.inquiry(inquiry_id)).confidential is None
        assert await slack.wait(lambda page: f"{MARK} emne" in str(page.messages[UIP]))
        assert await record.history(inquiry_id) == ["opened", "sealed", "unsealed"]


async def test_those_that_the_same_may_see_are_merged_and_stay_so(record, desk, deliver, posted, inquiry_id):
    other = await record.open(**SECRET)
    await confiding.seal(desk, other, BO, [ANNE])
    await deliver()

    await merging.merge(desk, other, ANNE, (await record.inquiry(inquiry_id)).reference)
    await confiding.seal(desk, inquiry_id, ANNE, [])
    await deliver()

    assert (await record.inquiry(other)).confidential == [ANNE]
    assert leaks(posted()) == []
    await confiding.unseal(desk, inquiry_id, ANNE)
    assert (await record.inquiry(other)).confidential is None


async def test_its_letter_goes_to_no_round(desk, staff, inquiry_id):
    await staff.click(ANNE, "inquiry.to_round.0", f"{inquiry_id}:1")

    [(user, said)] = staff.told()
    assert user == ANNE
    assert said.startswith("Sagen er fortrolig, og her ville andre kunne se den")


@pytest.mark.usefixtures("running")
class TestTypedAndSearched:
    async def test_a_word_finds_it_for_those_named_alone(self, inquiry_id, typing):
        await typing(DAN, "find mentorordning", "Ingen henvendelse, du kan se")
        await typing(BO, "find mentorordning", "1 henvendelse om")

    async def test_the_number_is_refused_to_others_and_shown_whole_to_those_named(self, inquiry_id, typing):
        await typing(DAN, "vis FD-2026-00001", REFUSED)
        await typing(BO, "vis FD-2026-00001", f"{MARK} emne")
