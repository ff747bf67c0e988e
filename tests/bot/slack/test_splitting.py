import json
from datetime import timedelta

import pytest

from bot.inquiries import confiding, splitting
from bot.inquiries.splitting import Question
from bot.schedule import tick
from storage import parts
from tests.bot.slack.test_inquiries import errors, form

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"
FIELDS = [f"{what}_{number}" for number in range(1, 6) for what in ("question", "office")]
TWO = {
    "question_1": "Kan loven rumme det?",
    "office_1": "politik",
    "question_2": "Hvem tager mødet?",
    "office_2": "visitation",
}


@pytest.fixture
async def asked(record, desk):
    """An inquiry with a question at each of two other offices: numbers 2 and 3."""
    await record.open()
    questions = [Question(TWO[f"office_{each}"], TWO[f"question_{each}"]) for each in (1, 2)]
    await splitting.split(desk, 1, ANNE, questions)
    return 2, 3


@pytest.fixture
def shown(slack_proxy):
    """The modal that was shown last."""

    def _shown():
        slack_proxy.refusals.clear()  # at the dispatcher there is no trigger to open a modal with
        views = [each for each in slack_proxy.calls if each.method in ("views.open", "views.update")]
        return views[-1].arguments["view"]

    return _shown


def card_in(slack, channel):
    return json.dumps(
        [each for each in slack.messages(channel) if "thread_ts" not in each], ensure_ascii=False
    )


async def test_del_op_opens_the_form_with_every_office(record, staff, shown):
    await record.open()

    await staff.click(ANNE, "inquiry.further.choice", "split")

    view = shown()
    assert view["callback_id"] == "inquiry.split"
    assert [each["value"] for each in view["blocks"][2]["element"]["options"]] == [
        "uip",
        "politik",
        "visitation",
    ]


async def test_the_questions_are_asked(record, staff, desk):
    await record.open()

    response = await staff.submit(ANNE, form("inquiry.split", FIELDS, inquiry=1), **TWO)

    assert (response.status, response.body) == (200, "")
    async with desk.database.reading() as session:
        found = [(each.inquiry.office, each.asked.question) for each in await parts.asked_in(session, 1)]
    assert found == [("politik", "Kan loven rumme det?"), ("visitation", "Hvem tager mødet?")]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"question_2": ""}, ["question_2"]),
        ({"question_3": "Og hvad så?"}, ["office_3"]),
        ({"question_2": "", "office_2": ""}, ["office_5"]),
    ],
)
async def test_what_is_missing_is_said_at_its_field(record, staff, typed, fields):
    await record.open()

    response = await staff.submit(ANNE, form("inquiry.split", FIELDS, inquiry=1), **(TWO | typed))

    assert list(errors(response)) == fields
    assert errors(response)[fields[0]] == "Skriv mindst to spørgsmål, og vælg et kontor til hvert."


async def test_split_already_it_shows_the_questions_and_takes_one_back(asked, record, staff, shown):
    await staff.click(ANNE, "inquiry.further.choice", "split")
    assert shown()["callback_id"] == "inquiry.parts"

    await staff.click(ANNE, "inquiry.part.take_back", "1:2")

    assert [each["accessory"]["value"] for each in shown()["blocks"] if "accessory" in each] == ["1:3"]
    assert (await record.inquiry(2)).status == "closed"


async def test_each_office_gets_its_card_and_the_main_one_shows_both(asked, slack, courier):
    await courier.run_until_empty()

    assert "Kan loven rumme det?" in card_in(slack, POLICY)
    assert "FD-2026-00001" in card_in(slack, POLICY)
    assert "Hvem tager mødet?" in card_in(slack, TRIAGE)
    main = card_in(slack, UIP)
    assert "0 af 2 spørgsmål er besvaret" in main
    assert "Hænger sammen med" not in main


async def test_an_office_answers_its_colleague_in_a_form_of_its_own(
    asked, record, staff, shown, slack, courier
):
    await courier.run_until_empty()
    await staff.click(CARLA, "inquiry.reply", "2", channel=POLICY)
    view = shown()
    assert view["callback_id"] == "inquiry.answer_colleague"

    await staff.submit(CARLA, view, body="Ja, efter § 4.")
    await courier.run_until_empty()

    assert (await record.inquiry(2)).status == "answered"
    assert "1 af 2 spørgsmål er besvaret" in card_in(slack, UIP)
    thread = slack.thread(UIP, (await record.inquiry(1)).card_ts)
    assert "har besvaret spørgsmål 1 (FD-2026-00002). Ét svar mangler." in thread[-1]["text"]
    assert "Ja, efter § 4." in json.dumps(thread[-1], ensure_ascii=False)
    assert "U3CARLA> svarede kollegaen" in card_in(slack, POLICY)


async def test_an_empty_answer_is_refused_in_its_form(asked, staff):
    view = form("inquiry.answer_colleague", ["body"], inquiry=2, seen=0)

    response = await staff.submit(CARLA, view, body=" ")

    assert list(errors(response)) == ["body"]


async def test_the_letter_is_put_together_and_leaves_once(asked, record, desk, staff, shown, courier):
    await splitting.answer(desk, 3, DAN, "Vi tager det.")
    await splitting.answer(desk, 2, CARLA, "Ja, efter § 4.")
    await courier.run_until_empty()

    await staff.click(ANNE, "inquiry.reply", "1")
    view = shown()
    fields = {each["block_id"]: each["element"] for each in view["blocks"] if each["type"] == "input"}
    assert fields["body"]["initial_value"] == "Ja, efter § 4.\n\nVi tager det."
    typed = {"recipients": "karen@fond.example", "subject": "Re: x", "body": fields["body"]["initial_value"]}
    await staff.submit(ANNE, view, **typed, language="da", quoted=[])
    desk.clock.advance(timedelta(minutes=2))
    await courier.run_until_empty()

    (letter,) = await record.letters(1)
    assert (letter.state, letter.text) == ("sent", "Ja, efter § 4.\n\nVi tager det.")
    assert (await record.inquiry(1)).status == "answered"
    assert await record.letters(2) == await record.letters(3) == []


async def test_an_answer_that_came_later_is_put_below_what_was_typed(asked, desk, staff, shown):
    await splitting.answer(desk, 2, CARLA, "Ja, efter § 4.")
    await staff.click(ANNE, "inquiry.reply", "1")
    view = shown()
    payload = {
        "type": "block_actions",
        "user": {"id": ANNE},
        "view": view | {"id": "V1", "state": {"values": {"body": {"body": {"value": "Kære Karen"}}}}},
        "container": {"type": "view", "view_id": "V1"},
        "trigger_id": "1.2.3",
        "actions": [
            {
                "block_id": "inquiry:1/part:2",
                "type": "button",
                "action_id": "inquiry.reply.part",
                "value": "2",
            }
        ],
    }

    await staff._dispatch(payload)

    (body,) = [each for each in shown()["blocks"] if each.get("block_id") == "body-1"]
    assert body["element"]["initial_value"] == "Kære Karen\n\nJa, efter § 4."


@pytest.mark.parametrize(
    ("user", "action", "value", "sentence"),
    [
        (CARLA, "inquiry.further.choice", "split", "Sagen hører til"),
        (CARLA, "inquiry.part.take_back", "1:2", "Sagen hører til"),
        (BO, "inquiry.reply", "2", "Sagen hører til"),
    ],
)
async def test_strangers_are_refused_in_one_sentence(asked, staff, user, action, value, sentence):
    response = await staff.click(user, action, value)

    assert response.status == 200
    assert staff.told()[-1][1].startswith(sentence)


async def test_a_question_has_no_menu_entry_to_be_split_and_says_why(asked, staff):
    await staff.click(CARLA, "inquiry.further.choice", "split", block_id="inquiry:2/split", channel=POLICY)

    assert staff.told() == [(CARLA, "Det her er et spørgsmål i FD-2026-00001: gør det dér, for hele sagen.")]


async def test_the_whole_correspondence_can_be_read_from_a_question(asked, staff, shown):
    await staff.pick(CARLA, "inquiry.more", "original", block_id="inquiry:2/actions", channel=POLICY)

    assert "Kan vi få en snak om evaluering?" in json.dumps(shown(), ensure_ascii=False)


async def test_of_a_confidential_inquiry_the_other_office_s_channel_sees_no_word(
    record, desk, slack, courier
):
    await record.open(subject="HEMMELIGT emne", text="HEMMELIGT indhold")
    await confiding.seal(desk, 1, ANNE, [CARLA])
    await splitting.split(
        desk, 1, ANNE, [Question("politik", "HEMMELIGT et"), Question("visitation", "HEMMELIGT to")]
    )
    await splitting.answer(desk, 2, CARLA, "HEMMELIGT svar")

    await courier.run_until_empty()

    everywhere = json.dumps([slack.messages(each) for each in (UIP, POLICY, TRIAGE)], ensure_ascii=False)
    assert "FD-2026-00002" in everywhere
    assert "HEMMELIGT" not in everywhere


async def test_a_question_s_reminder_says_what_it_is_about(asked, record, desk, slack, courier):
    await courier.run_until_empty()
    part = await record.inquiry(2)
    desk.clock.advance(part.escalate_at - desk.clock.now() + timedelta(minutes=1))
    await tick(desk)
    await courier.run_until_empty()

    assert any("Kan loven rumme det?" in each["text"] for each in slack.messages(POLICY)[1:])
