import asyncio
import json

import pytest

from bot.inquiries import answering, claiming, handling, merging
from bot.inquiries.answering import Answer
from bot.inquiries.lifecycle import Status

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP = "C1UIP"


def form(callback_id, fields, **memory):
    """A form as it was opened, with its fields in order."""
    inputs = [{"type": "input", "block_id": name} for name in fields]
    metadata = json.dumps(memory)
    return {"type": "modal", "callback_id": callback_id, "private_metadata": metadata, "blocks": inputs}


REPLY = ("recipients", "subject", "body")
TYPED = {"recipients": "karen@fondennordlys.example", "subject": "Re: x", "body": "Kære Karen"}


def errors(response):
    """Which field of a form says what."""
    answer = json.loads(response.body)
    assert answer["response_action"] == "errors"
    return answer["errors"]


@pytest.fixture
async def answer_form(record, desk):
    """An inquiry, and the answer form on it as Anne opened it."""
    inquiry_id = await record.open()
    opened = await answering.open_form(desk, inquiry_id, ANNE)
    return form("inquiry.reply", REPLY, inquiry=inquiry_id, seen=opened.seen.newest)


async def test_who_clicks_first_has_the_inquiry(record, staff):
    inquiry_id = await record.open()

    response = await staff.click(ANNE, "inquiry.claim", str(inquiry_id))

    assert response.status == 200
    inquiry = await record.inquiry(inquiry_id)
    assert (inquiry.status, inquiry.claimed_by) == (Status.CLAIMED, ANNE)
    assert staff.told() == []


async def test_who_comes_second_is_told_who_has_it(record, staff):
    inquiry_id = await record.open()
    await staff.click(ANNE, "inquiry.claim", str(inquiry_id))

    response = await staff.click(BO, "inquiry.claim", str(inquiry_id))

    assert response.status == 200
    assert staff.told() == [(BO, "<@U1ANNE> har allerede taget sagen.")]


async def test_of_fifty_who_click_at_once_one_has_it_and_the_others_are_told(record, staff):
    inquiry_id = await record.open()
    people = [f"U{number}CLICK" for number in range(50)]

    responses = await asyncio.gather(
        *(staff.click(user, "inquiry.claim", str(inquiry_id)) for user in people)
    )

    assert {response.status for response in responses} == {200}
    winner = (await record.inquiry(inquiry_id)).claimed_by
    assert await record.history(inquiry_id) == ["opened", "claimed"]
    told = dict(staff.told())
    assert told.keys() == set(people) - {winner}
    assert set(told.values()) == {f"<@{winner}> har allerede taget sagen."}


@pytest.mark.parametrize("action", ["inquiry.claim", "inquiry.reply", "inquiry.reroute"])
async def test_a_stranger_to_the_office_is_told_kindly_whose_it_is(record, staff, action):
    inquiry_id = await record.open()

    response = await staff.click(CARLA, action, str(inquiry_id))

    assert response.status == 200
    [(user, sentence)] = staff.told()
    assert user == CARLA
    assert sentence.startswith("Sagen hører til Indsatser &amp; UIP: bed en kollega")
    assert (await record.inquiry(inquiry_id)).claimed_by is None


@pytest.mark.parametrize("choice", ["note", "snooze", "merge", "close", "reopen", "original", "why"])
async def test_nothing_behind_the_dots_is_for_strangers(record, staff, choice):
    await record.open()

    response = await staff.pick(CARLA, "inquiry.more", choice)

    assert response.status == 200
    assert staff.told()[0][1].startswith("Sagen hører til")


async def test_triage_may_act_everywhere(record, staff):
    inquiry_id = await record.open()

    await staff.click(DAN, "inquiry.claim", str(inquiry_id))

    assert (await record.inquiry(inquiry_id)).claimed_by == DAN


async def test_a_refusal_in_a_thread_is_said_there(record, staff, slack_proxy):
    inquiry_id = await record.open()

    await staff.click(CARLA, "inquiry.claim", str(inquiry_id), thread_ts="1.1")

    [said] = [call.arguments for call in slack_proxy.calls if call.method == "chat.postEphemeral"]
    assert said["thread_ts"] == "1.1"


@pytest.mark.parametrize(
    ("status", "choice", "sentence"),
    [
        ("closed", "close", "Sagen er lukket – genåbn den først, hvis der skal ske mere."),
        ("new", "reopen", "Sagen er allerede åben."),
        ("waiting", "reopen", "Sagen er allerede åben."),
    ],
)
async def test_what_the_state_does_not_allow_is_said(record, staff, status, choice, sentence):
    inquiry_id = await record.open()
    await record.change(inquiry_id, status=status)

    response = await staff.pick(ANNE, "inquiry.more", choice)

    assert response.status == 200
    assert staff.told() == [(ANNE, sentence)]


async def test_the_menu_closes_and_reopens(record, staff):
    inquiry_id = await record.open()

    await staff.pick(ANNE, "inquiry.more", "close")
    assert (await record.inquiry(inquiry_id)).status == Status.CLOSED
    await staff.pick(ANNE, "inquiry.more", "reopen")

    assert (await record.inquiry(inquiry_id)).status == Status.NEW
    assert staff.told() == []


async def test_the_menu_of_an_older_card_finds_its_inquiry_by_the_card(record, staff):
    inquiry_id = await record.open()
    await record.change(inquiry_id, card_channel=UIP, card_ts="7.7")

    await staff.pick(ANNE, "inquiry.more", "close", block_id="actions", ts="7.7")

    assert (await record.inquiry(inquiry_id)).status == Status.CLOSED


@pytest.mark.parametrize("block_id", ["inquiry:99/actions", "actions"])
async def test_a_card_of_no_inquiry_says_so(staff, block_id):
    response = await staff.pick(ANNE, "inquiry.more", "close", block_id=block_id)

    assert response.status == 200
    assert staff.told() == [(ANNE, "Sagen findes ikke længere.")]


async def test_a_button_of_an_inquiry_that_is_gone_says_so(staff):
    response = await staff.click(ANNE, "inquiry.claim", "99")

    assert response.status == 200
    assert staff.told() == [(ANNE, "Sagen findes ikke længere.")]


async def test_a_guess_sends_the_inquiry_on_and_is_a_lesson(record, staff):
    inquiry_id = await record.open(initiative="uip", confidence=0.3)
    assert (await record.inquiry(inquiry_id)).office == "visitation"

    await staff.click(DAN, "inquiry.guess.0", f"{inquiry_id}:politik:politisk_inddragelse")

    inquiry = await record.inquiry(inquiry_id)
    assert (inquiry.office, inquiry.initiative, inquiry.accepted) == ("politik", "politisk_inddragelse", True)


async def test_an_answer_is_held_and_the_form_closes(record, staff, answer_form):
    response = await staff.submit(ANNE, answer_form, **TYPED)

    assert (response.status, response.body) == (200, "")
    [letter] = await record.letters(1)
    assert (letter.state, letter.text, letter.author) == ("held", "Kære Karen", ANNE)
    assert letter.recipients == ["karen@fondennordlys.example"]


@pytest.mark.parametrize("recipients", ["", "karen", "karen@fond", "a@b.example, x"])
async def test_bad_recipients_are_said_at_their_field(record, staff, answer_form, recipients):
    response = await staff.submit(ANNE, answer_form, **TYPED | {"recipients": recipients})

    assert response.status == 200
    assert errors(response) == {"recipients": "Skriv en eller flere mailadresser med komma imellem."}
    assert await record.letters(1) == []


async def test_an_empty_answer_is_said_at_its_field(record, staff, answer_form):
    response = await staff.submit(ANNE, answer_form, **TYPED | {"body": " \n "})

    assert errors(response) == {"body": "Skriv et svar, før det sendes."}
    assert await record.letters(1) == []


async def test_when_something_arrived_the_form_comes_back_with_it_and_with_what_was_typed(
    record, staff, answer_form
):
    await record.follow_up(1, text="Vi har ændret mening.")

    response = await staff.submit(ANNE, answer_form, **TYPED)

    answer = json.loads(response.body)
    assert answer["response_action"] == "update"
    shown = json.dumps(answer["view"], ensure_ascii=False)
    assert "Der er kommet nyt: se det først." in shown
    assert ">Vi har ændret mening." in shown
    assert "Kære Karen" in shown
    assert await record.letters(1) == []


async def test_the_form_that_came_back_may_be_sent(record, staff, answer_form):
    await record.follow_up(1)
    response = await staff.submit(ANNE, answer_form, **TYPED)

    response = await staff.submit(ANNE, json.loads(response.body)["view"], **TYPED)

    assert (response.status, response.body) == (200, "")
    assert len(await record.letters(1)) == 1


async def test_what_stands_in_the_way_of_a_form_is_said_in_it_so_that_nothing_typed_is_lost(
    record, staff, desk, answer_form
):
    await handling.reroute(desk, 1, ANNE, "politik", "politisk_inddragelse")

    response = await staff.submit(ANNE, answer_form, **TYPED)

    assert response.status == 200
    assert errors(response)["body"].startswith("Sagen hører til Politik: bed en kollega")
    assert staff.told() == []


async def held(record, desk):
    """A held answer on a new inquiry; give the value of its undo button."""
    inquiry_id = await record.open()
    seen = (await answering.open_form(desk, inquiry_id, ANNE)).seen
    letter_id = await answering.send(desk, inquiry_id, ANNE, Answer(**TYPED, seen=seen))
    return f"{inquiry_id}:{letter_id}"


async def test_a_held_answer_is_undone_and_waits_as_a_draft(record, staff, desk):
    value = await held(record, desk)

    response = await staff.click(ANNE, "inquiry.undo", value)

    assert response.status == 200
    [letter] = await record.letters(1)
    assert letter.state == "withdrawn"
    assert (await answering.open_form(desk, 1, ANNE)).body == "Kære Karen"


async def test_it_is_too_late_to_undo_what_has_left(record, staff, desk, courier, clock):
    value = await held(record, desk)
    async with desk.database.transaction() as session:
        row = await answering.outbox.by_key(session, f"inquiry:1/answer:{value.partition(':')[2]}")
        await answering.outbox.end(session, row.id, answering.outbox.ParcelState.SENT, clock.now())

    response = await staff.click(ANNE, "inquiry.undo", value)

    assert response.status == 200
    assert staff.told() == [(ANNE, "Brevet kan ikke længere fortrydes – tråden viser, hvad der skete.")]


async def test_the_reroute_form_hands_the_inquiry_over(record, staff):
    inquiry_id = await record.open()
    view = form("inquiry.reroute", ("office", "initiative"), inquiry=inquiry_id)

    response = await staff.submit(ANNE, view, office="politik", initiative="politisk_inddragelse")

    assert (response.status, response.body) == (200, "")
    assert (await record.inquiry(inquiry_id)).office == "politik"


async def test_a_reroute_form_that_stood_open_takes_nothing_from_a_colleague(
    record, staff, slack_proxy, desk
):
    await record.open()
    await staff.click(DAN, "inquiry.reroute", "1")
    slack_proxy.refusals.clear()  # at the dispatcher there is no trigger to open a modal with
    [opened] = [call for call in slack_proxy.calls if call.method == "views.open"]
    await handling.reroute(desk, 1, ANNE, "politik", "politisk_inddragelse")
    await claiming.claim(desk, 1, CARLA)

    response = await staff.submit(DAN, opened.arguments["view"], office="uip", initiative="none")

    assert "den hører nu til Politik" in errors(response)["initiative"]
    inquiry = await record.inquiry(1)
    assert (inquiry.office, inquiry.claimed_by) == ("politik", CARLA)


async def test_a_letter_under_way_is_waited_for_before_it_is_sent_on(record, staff, desk):
    await held(record, desk)
    view = form("inquiry.reroute", ("office", "initiative"), inquiry=1)

    response = await staff.submit(BO, view, office="politik", initiative="politisk_inddragelse")

    assert errors(response)["office"].startswith("Et svar er på vej ud eller venter på godkendelse: vent")


async def test_a_note_is_kept(record, staff):
    inquiry_id = await record.open()

    response = await staff.submit(
        BO, form("inquiry.note", ("note",), inquiry=inquiry_id), note=" Ring først. "
    )

    assert (response.status, response.body) == (200, "")
    assert await record.history(inquiry_id) == ["opened", "noted"]


async def test_an_empty_note_is_not_kept(record, staff):
    inquiry_id = await record.open()

    response = await staff.submit(BO, form("inquiry.note", ("note",), inquiry=inquiry_id), note=" \n ")

    assert errors(response) == {"note": "Skriv et notat, før det gemmes."}
    assert await record.history(inquiry_id) == ["opened"]


@pytest.mark.parametrize(
    ("day", "back"),
    [("2026-03-06", "2026-03-06T08:00:00+00:00"), ("2026-03-07", "2026-03-09T08:00:00+00:00")],
    ids=["Friday", "Saturday"],
)
async def test_a_snoozed_inquiry_comes_back_when_work_begins_on_that_day_or_after_it(
    record, staff, day, back
):
    inquiry_id = await record.open()

    response = await staff.submit(ANNE, form("inquiry.snooze", ("until",), inquiry=inquiry_id), until=day)

    assert response.status == 200
    inquiry = await record.inquiry(inquiry_id)
    assert inquiry.status == Status.WAITING
    assert inquiry.snoozed_until.isoformat() == back


@pytest.mark.parametrize("day", ["2026-03-04", "2025-12-01"])
async def test_nothing_is_snoozed_until_a_day_that_has_come(record, staff, day):
    inquiry_id = await record.open()

    response = await staff.submit(ANNE, form("inquiry.snooze", ("until",), inquiry=inquiry_id), until=day)

    assert errors(response) == {"until": "Vælg en dag efter i dag."}
    assert (await record.inquiry(inquiry_id)).status == Status.NEW


async def test_a_closed_inquiry_cannot_be_snoozed(record, staff):
    inquiry_id = await record.open()
    await record.change(inquiry_id, status="closed")

    response = await staff.submit(
        ANNE, form("inquiry.snooze", ("until",), inquiry=inquiry_id), until="2026-03-06"
    )

    assert errors(response)["until"].startswith("Sagen er lukket")


@pytest.fixture
async def two(record):
    """The number of Karen's first inquiry, in whose place her second may go on."""
    await record.open()
    await record.open(subject="En ting til")
    return (await record.inquiry(1)).reference


async def test_an_inquiry_is_merged_and_parted(record, staff, two):
    response = await staff.submit(ANNE, form("inquiry.merge", ("into",), inquiry=2), into=two)

    assert (response.status, response.body) == (200, "")
    assert (await record.inquiry(2)).merged_into == 1
    await staff.click(BO, "inquiry.unmerge", "2")
    assert (await record.inquiry(2)).merged_into is None
    assert staff.told() == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("FD-2026-99999", "Ingen sag har nummeret FD-2026-99999 – se efter på kortet."),
        ("<!channel>", "Ingen sag har nummeret &lt;!channel&gt; – se efter på kortet."),
        ("FD-2026-00002", "Det er samme sag: skriv nummeret på en anden."),
    ],
)
async def test_what_stands_in_the_way_of_a_merger_is_said_at_its_field(record, staff, two, typed, sentence):
    response = await staff.submit(ANNE, form("inquiry.merge", ("into",), inquiry=2), into=typed)

    assert errors(response) == {"into": sentence}
    assert (await record.inquiry(2)).merged_into is None


async def test_a_letter_under_way_is_waited_for(record, staff, desk, two):
    seen = (await answering.open_form(desk, 2, ANNE)).seen
    await answering.send(desk, 2, ANNE, Answer(**TYPED, seen=seen))

    response = await staff.submit(ANNE, form("inquiry.merge", ("into",), inquiry=2), into=two)

    assert errors(response)["into"].startswith("Et svar er på vej ud eller venter på godkendelse: vent")


async def test_nobody_merges_into_another_offices_inquiry(record, staff):
    await record.open()
    await record.open(initiative="politisk_inddragelse")
    reference = (await record.inquiry(2)).reference

    response = await staff.submit(ANNE, form("inquiry.merge", ("into",), inquiry=1), into=reference)

    assert errors(response)["into"].startswith("Sagen hører til Politik")


@pytest.mark.parametrize("action", ["inquiry.claim", "inquiry.reply", "inquiry.reroute"])
async def test_an_old_card_of_a_merged_inquiry_says_where_to_carry_on(record, staff, desk, two, action):
    await merging.merge(desk, 2, ANNE, two)

    await staff.click(ANNE, action, "2")

    assert staff.told() == [
        (ANNE, f"Sagen er lagt sammen med {two}: arbejd videre dér, eller skil dem ad først.")
    ]


async def test_what_stands_by_itself_cannot_be_parted(record, staff):
    await record.open()

    await staff.click(ANNE, "inquiry.unmerge", "1")

    assert staff.told() == [(ANNE, "Sagen er ikke lagt sammen med nogen.")]


async def test_mere_is_not_for_strangers(record, staff):
    await record.open()

    await staff.click(CARLA, "inquiry.further", "1")

    assert staff.told()[0][1].startswith("Sagen hører til")


async def test_talk_in_a_cards_thread_is_nobodys_business(record, staff):
    await record.open()

    response = await staff.say(ANNE, "Kender I dem?")

    assert response.status == 200
    assert await record.history(1) == ["opened"]
    assert staff.told() == []
