import json

import pytest

from bot.inquiries import answering, drafting, library
from bot.inquiries.answer import Seen
from bot.inquiries.answering import Answer
from bot.inquiries.library import Entry
from bot.slack import replying
from bot.slack.clicks import Typed
from storage import answers, correspondence, notes
from storage.tables import AnswerTemplate
from tests.bot.slack.test_inquiries import errors

ANNE, BO, CARLA = "U1ANNE", "U2BO", "U3CARLA"
UIP = "C1UIP"
ASKED = "Kan Fonden Nordlys få støtte til effektmåling af mentorordningen?"


@pytest.fixture
async def opened(record, staff, slack_proxy):
    """The answer form on a new inquiry, as Anne opened it."""
    await record.open(text=ASKED)
    return await _form(staff, slack_proxy)


async def _form(staff, slack_proxy, inquiry_id=1):
    await staff.click(ANNE, "inquiry.reply", str(inquiry_id))
    slack_proxy.refusals.clear()  # at the dispatcher there is no trigger to open a modal with
    [*_, shown] = [call for call in slack_proxy.calls if call.method == "views.open"]
    return shown.arguments["view"]


def shown(slack_proxy):
    """The form as it was changed last."""
    [*_, call] = [call for call in slack_proxy.calls if call.method == "views.update"]
    slack_proxy.refusals.clear()
    return call.arguments["view"]


def states(**fields):
    return {"values": {name: {name.partition("-")[0]: {"value": value}} for name, value in fields.items()}}


@pytest.fixture
def in_form(staff):
    """Do something in an open form, with what was typed in it so far."""

    async def _in_form(view, kind, action=None, typed=None, user=ANNE):
        payload = {
            "type": kind,
            "user": {"id": user},
            "view": view | {"id": "V1"} | ({"state": states(**typed)} if typed is not None else {}),
            "container": {"type": "view", "view_id": "V1"},
            "trigger_id": "1.2.3",
        }
        if action:
            payload["actions"] = [{"block_id": "x", "type": "button"} | action]
        return await staff._dispatch(payload)

    return _in_form


async def draft(desk, user=ANNE, inquiry_id=1):
    return (await answering.open_form(desk, inquiry_id, user)).body


async def test_whoever_pauses_while_typing_loses_nothing(desk, opened, in_form):
    typed = {"body": "Kære Karen"}

    await in_form(opened, "block_actions", {"action_id": "body", "type": "plain_text_input"}, typed)

    assert await draft(desk) == "Kære Karen"
    assert await draft(desk, BO) == ""


async def test_a_form_that_is_closed_leaves_a_draft(desk, opened, in_form):
    response = await in_form(opened, "view_closed", typed={"body": "Kære Karen", "subject": "Om måling"})

    assert response.status == 200
    form = await answering.open_form(desk, 1, ANNE)
    assert (form.body, form.subject) == ("Kære Karen", "Om måling")
    assert form.recipients == "karen@fondennordlys.example"


async def test_where_slack_does_not_tell_what_stood_in_a_closed_form_the_draft_stays(desk, opened, in_form):
    await in_form(
        opened, "block_actions", {"action_id": "body", "type": "plain_text_input"}, {"body": "Kære Karen"}
    )

    await in_form(opened, "view_closed")

    assert await draft(desk) == "Kære Karen"


@pytest.fixture
async def template(desk, record):
    """A standard answer."""
    await record.open()
    async with desk.database.transaction() as session:
        kept = AnswerTemplate(
            owner=BO,
            office="uip",
            title="Tak",
            body_da="Tak, {navn}",
            body_en="Thanks, {name}",
            times_used=0,
            saved_at=desk.clock.now(),
        )
        session.add(kept)
        await session.flush()
    return str(kept.id)


async def test_a_standard_answer_is_put_in_below_what_was_typed(
    desk, staff, slack_proxy, template, in_form, record
):
    view = await _form(staff, slack_proxy)
    picked = {"type": "static_select", "action_id": "inquiry.reply.template"}
    action = picked | {"selected_option": {"value": template}}

    await in_form(view, "block_actions", action, {"body": "Kære Karen\n"})

    filled = shown(slack_proxy)
    [body] = [block for block in filled["blocks"] if block.get("block_id") == "body-1"]
    assert body["element"]["initial_value"] == "Kære Karen\n\nTak, Karen Lyngholt"
    response = await staff.submit(
        ANNE, filled, recipients="k@f.example", subject="x", body="Tak", language="da"
    )
    assert (response.status, response.body) == (200, "")
    async with desk.database.transaction() as session:
        [*_, letter] = await correspondence.of_inquiry(session, 1)
        await answering.has_left(desk, letter.id)(session, desk.clock.now())
        assert (await answers.template(session, int(template))).times_used == 1


async def test_in_another_language_it_is_put_in_in_that_one(staff, slack_proxy, template, in_form):
    view = await _form(staff, slack_proxy)
    action = {"type": "static_select", "action_id": "inquiry.reply.template"}

    await in_form(
        view,
        "block_actions",
        action | {"selected_option": {"value": template}},
        {"body": "", "language": "en"},
    )

    assert "Thanks, Karen Lyngholt" in json.dumps(shown(slack_proxy))


async def answered(desk, inquiry_id, body, user=ANNE):
    form = await answering.open_form(desk, inquiry_id, user)
    letter = await answering.send(
        desk, inquiry_id, user, Answer(form.recipients, form.subject, body, form.seen)
    )
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())
    return letter


async def test_what_was_answered_to_a_similar_question_is_put_in(
    desk, record, staff, slack_proxy, opened, in_form
):
    letter = await answered(desk, 1, "Ja, Karen Lyngholt, det kan I.")
    await record.open(text=ASKED, sender_name="Eva Sol", sender="eva@sol.example")
    view = await _form(staff, slack_proxy, 2)
    assert "FD-2026-00001" in json.dumps(view)

    await in_form(view, "block_actions", {"action_id": "inquiry.reply.similar", "value": str(letter)}, {})

    assert "Ja, Eva Sol, det kan I." in json.dumps(shown(slack_proxy))


async def test_what_arrived_while_a_text_was_put_in_is_still_shown_before_sending(
    record, staff, slack_proxy, template, in_form
):
    view = await _form(staff, slack_proxy)
    await record.follow_up(1, text="Vi har ændret mening.")
    action = {"type": "static_select", "action_id": "inquiry.reply.template"}
    await in_form(view, "block_actions", action | {"selected_option": {"value": template}}, {"body": "Hej"})

    response = await staff.submit(
        ANNE, shown(slack_proxy), recipients="k@f.example", subject="x", body="Tak", language="da"
    )

    answer = json.loads(response.body)
    assert answer["response_action"] == "update"
    assert "Vi har ændret mening." in json.dumps(answer["view"], ensure_ascii=False)


async def test_language_quotation_and_files_are_sent_with_the_answer(record, staff, opened):
    file = {
        "id": "F1",
        "name": "budget.pdf",
        "mimetype": "application/pdf",
        "size": 4,
        "url_private_download": "https://files.slack.com/F1",
    }

    response = await staff.submit(
        ANNE,
        opened,
        recipients="k@f.example, b@f.example",
        subject="x",
        body="Se bilag",
        language="en",
        quoted=["quoted"],
        attachments=(file,),
    )

    assert (response.status, response.body) == (200, "")
    [letter] = await record.letters(1)
    assert letter.recipients == ["k@f.example", "b@f.example"]
    assert (letter.language, letter.quotes) == ("en", 1)
    assert [each["name"] for each in letter.attachments] == ["budget.pdf"]


async def test_files_that_are_too_large_are_said_at_their_field(record, staff, opened):
    file = {"id": "F1", "name": "film.mov", "size": 21_000_000, "url_private_download": "u"}

    response = await staff.submit(
        ANNE, opened, recipients="k@f.example", subject="x", body="Se film", attachments=(file,)
    )

    assert errors(response) == {
        "attachments": "Filerne fylder mere end 20 MB: send færre, eller fordel dem på flere breve."
    }


def test_files_that_stand_in_several_fields_are_read_together():
    several = {"kept": ["1"], "kept_2": ["11"], "received_2": ["30"]}
    memory = {"inquiry": 1, "seen": 1}

    read = replying.answer_of(Typed(ANNE, {}, memory, several))

    assert read.kept == [1, 11, 30]


async def test_a_chosen_file_that_is_gone_is_said_at_its_field(record, staff, opened):
    response = await staff.submit(
        ANNE, opened, recipients="k@f.example", subject="x", body="Se bilag", kept=["7"]
    )

    assert list(errors(response)) == ["attachments"]
    assert await record.letters(1) == []


class TestLibrary:
    @pytest.fixture
    async def letter(self, desk, record):
        await record.open()
        return await answered(desk, 1, "Tak, Karen Lyngholt")

    @pytest.fixture
    async def entry(self, staff, slack_proxy, letter):
        """The form of a standard answer, as Anne opened it on her letter."""
        await staff.click(ANNE, "answer.keep", str(letter))
        slack_proxy.refusals.clear()
        [*_, call] = [call for call in slack_proxy.calls if call.method == "views.open"]
        return call.arguments["view"]

    async def test_a_good_answer_is_saved(self, desk, staff, entry):
        assert "Tak, {navn}" in json.dumps(entry)

        response = await staff.submit(
            ANNE, entry, title="Tak", body_da="Tak, {navn}", body_en="", valid_until="2026-12-31"
        )

        assert (response.status, response.body) == (200, "")
        async with desk.database.reading() as session:
            [kept] = await answers.templates(session, "2026-12-31")
        assert (kept.title, kept.owner, kept.valid_until) == ("Tak", ANNE, "2026-12-31")

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"body_da": "Kære {fornavn}"}, "body_da"),
            ({"body_da": ""}, "body_da"),
            ({"title": "Optaget"}, "title"),
        ],
    )
    async def test_what_is_wrong_with_it_is_said_in_its_form(self, desk, staff, letter, entry, typed, field):
        await library.save(desk, letter, BO, Entry("Optaget", "Hej", ""))

        response = await staff.submit(
            ANNE, entry, **{"title": "Tak", "body_da": "Tak", "body_en": ""} | typed
        )

        assert list(errors(response)) == [field]

    async def test_strangers_save_nothing(self, staff, letter):
        await staff.click(CARLA, "answer.keep", str(letter))

        assert staff.told()[0][1].startswith("Sagen hører til")


class TestApproval:
    @pytest.fixture
    def settings(self, settings):
        """The first office wants four eyes."""
        first, *rest = settings.office
        return settings.model_copy(update={"office": (first.model_copy(update={"four_eyes": True}), *rest)})

    @pytest.fixture
    async def value(self, record, desk):
        """What the buttons under Anne's answer stand for."""
        inquiry_id = await record.open()
        form = await answering.open_form(desk, inquiry_id, ANNE)
        answer = Answer(form.recipients, form.subject, "Kære Karen", form.seen)
        return f"{inquiry_id}:{await answering.send(desk, inquiry_id, ANNE, answer)}"

    async def test_a_colleague_approves(self, record, staff, value):
        await staff.click(BO, "inquiry.approve", value)

        [letter] = await record.letters(1)
        assert (letter.state, letter.approved_by) == ("held", BO)

    async def test_one_s_own_answer_is_for_a_colleague_to_approve(self, record, staff, value):
        await staff.click(ANNE, "inquiry.approve", value)

        assert staff.told() == [(ANNE, "Du har selv skrevet svaret: bed en kollega om at godkende det.")]
        assert [letter.state for letter in await record.letters(1)] == ["awaiting"]

    @pytest.mark.parametrize("action", ["inquiry.approve"])
    async def test_strangers_approve_nothing(self, record, staff, value, action):
        await staff.click(CARLA, action, value)

        assert staff.told()[0][1].startswith("Sagen hører til")

    async def test_what_was_decided_already_is_said(self, staff, value):
        await staff.click(BO, "inquiry.approve", value)
        await staff.click(BO, "inquiry.approve", value)

        assert staff.told() == [(BO, "Svaret er allerede behandlet – tråden viser, hvad der skete.")]

    async def test_it_is_sent_back_with_a_reason(self, record, desk, staff, slack_proxy, value):
        await staff.click(BO, "inquiry.sendback", value)
        slack_proxy.refusals.clear()
        [call] = [call for call in slack_proxy.calls if call.method == "views.open"]

        response = await staff.submit(BO, call.arguments["view"], reason="Nævn fristen")

        assert (response.status, response.body) == (200, "")
        assert await draft(desk) == "Kære Karen"
        assert (await record.history(1))[-1] == "answer_sent_back"

    @pytest.mark.usefixtures("running")
    async def test_the_exact_text_stands_in_the_thread_until_it_is_approved_and_leaves(
        self, value, slack, bell
    ):
        bell.ring()
        card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))

        def thread(words):
            return next((each for each in slack.thread(UIP, card["ts"]) if words in str(each)), None)

        preview = await slack.wait(lambda _: thread("inquiry.approve"))
        assert ">Kære Karen" in str(preview)
        await slack.click(UIP, preview["ts"], BO, "inquiry.approve")
        await slack.wait(lambda _: thread("Godkendt af <@U2BO>"))
        assert "inquiry.undo" in str(slack.page.message(UIP, preview["ts"]))


async def test_forgetting_a_draft_by_emptying_it(desk, opened, in_form):
    await drafting.keep(desk, 1, ANNE, Answer("k@f.example", "x", "Kære", seen=Seen(1)))

    await in_form(opened, "view_closed", typed={"body": ""})

    async with desk.database.reading() as session:
        assert await notes.drafts(session, 1, ANNE) == []
