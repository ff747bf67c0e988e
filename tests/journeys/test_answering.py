"""Before a letter leaves it can be taken back, and it never passes by something that just arrived."""

import pytest

from storage import outbox
from tests.journeys.mails import KAREN, SUBJECT, a_mail, a_reply, address_of
from tests.journeys.ministry import ANNE, HOLD, UIP, until
from tests.servers.smtp_sink import NO_SUCH_USER, TRY_LATER

ADDRESS = address_of(KAREN)


@pytest.fixture
async def card(ministry):
    """The card of Karen's inquiry, which Anne has; her acknowledgement has left."""
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")
    await ministry.acknowledgement(ADDRESS)
    return card


async def test_a_letter_is_held_and_taken_back_and_its_text_is_kept(ministry, card):
    await ministry.writes(card, ANNE, "Nej tak.")
    preview = await card.thread_shows("Nej tak.", "inquiry.undo")
    await preview.click(ANNE, "inquiry.undo")
    await preview.shows("ikke sendt")
    assert "inquiry.undo" not in preview.text

    # the text waits in the form: Anne mends it and sends that
    await card.click(ANNE, "inquiry.reply")
    [form] = await ministry.slack.wait(lambda page: page.modals)
    assert "Nej tak." in str(form)
    await ministry.slack.submit(ANNE, {"body": "Ja tak."})
    await card.thread_shows("Ja tak.", "inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(ADDRESS, "Ja tak.")
    await card.shows("Besvaret")
    assert len(ministry.sink.messages) == 2  # the acknowledgement and this


async def test_a_letter_that_has_left_cannot_be_taken_back(ministry, card):
    await ministry.writes(card, ANNE, "Ja tak.")
    preview = await card.thread_shows("inquiry.undo")
    undo = next(
        e
        for block in ministry.slack.page.message(UIP, preview.ts)["blocks"]
        for e in block.get("elements", [])
        if e.get("action_id") == "inquiry.undo"
    )
    ministry.waits(HOLD)
    await ministry.letter(ADDRESS, "Ja tak.")
    await preview.shows("Sendt af")

    await ministry.slack.repeat_click(UIP, preview.ts, ANNE, undo)

    await ministry.told(ANNE, "kan ikke længere fortrydes")


async def test_an_answer_is_refused_when_something_arrived_since_its_form_was_opened(ministry, card):
    receipt = await ministry.acknowledgement(ADDRESS)
    await card.click(ANNE, "inquiry.reply")
    await ministry.slack.wait(lambda page: page.modals)
    await ministry.gets(a_reply(receipt, "Glem det: vi har fundet en anden løsning."))
    await card.thread_shows("Glem det")

    await ministry.slack.submit(ANNE, {"body": "Send os manualen."})

    # the form stays, with what arrived on top and the text below; nothing is sent
    [form] = ministry.slack.views()
    assert "Der er kommet nyt: se det først" in str(form)
    assert "Glem det" in str(form)
    assert "Send os manualen." in str(form)
    assert "inquiry.undo" not in "".join(card.thread)

    # having seen it, Anne may send
    await ministry.slack.submit(ANNE, {"body": "Godt at høre."})
    await card.thread_shows("Godt at høre.", "inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(ADDRESS, "Godt at høre.")


async def test_a_held_letter_stays_when_something_arrives_before_it_leaves(ministry, card):
    receipt = await ministry.acknowledgement(ADDRESS)
    await ministry.writes(card, ANNE, "Send os manualen.")
    preview = await card.thread_shows("Send os manualen.", "inquiry.undo")
    await ministry.gets(a_reply(receipt, "Glem det: vi har fundet en anden løsning."))
    await card.thread_shows("Glem det")

    ministry.waits(HOLD)

    await card.thread_shows("Der er kommet nyt")
    await preview.shows("ikke sendt")
    await card.shows(f"<@{ANNE}> har sagen")
    assert len(ministry.sink.messages) == 1


async def test_what_is_wrong_in_the_form_is_said_there(ministry, card):
    errors = await ministry.writes(card, ANNE, "Hej", recipients="karen")

    assert list(errors) == ["recipients"]
    assert "inquiry.undo" not in "".join(card.thread)


async def test_a_letter_that_the_mail_server_puts_off_leaves_later(ministry, card):
    ministry.sink.answer(ADDRESS, TRY_LATER)
    await ministry.writes(card, ANNE, "Ja tak.")
    await card.thread_shows("inquiry.undo")
    ministry.waits(HOLD)
    await until(lambda: _is_put_off(ministry))
    await card.shows(f"<@{ANNE}> har sagen")

    ministry.waits(HOLD)
    await ministry.letter(ADDRESS, "Ja tak.")
    await card.shows("Besvaret")


async def _is_put_off(ministry):
    async with ministry.parts.desk.database.reading() as session:
        answer = await outbox.by_key(session, "inquiry:1/answer:3")
    return answer.reason and answer.reason.startswith("451")


async def test_a_letter_whose_receipt_was_lost_leaves_once_more_as_the_same_letter(ministry, card):
    receipt = await ministry.acknowledgement(ADDRESS)
    ministry.sink.drop(keep=True)
    await ministry.writes(card, ANNE, "Ja tak.")
    preview = await card.thread_shows("inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(ADDRESS, "Ja tak.")

    # even if something arrives meanwhile: the foundation has it already
    await ministry.gets(a_reply(receipt, "Vi glemte budgettet."))
    await card.thread_shows("Vi glemte budgettet.")
    ministry.waits(HOLD)

    await preview.shows("Sendt af")
    first, second = [each.raw for each in ministry.sink.messages[1:]]
    assert first == second


async def test_a_letter_that_the_mail_server_refuses_is_told_in_the_thread(ministry, card):
    ministry.sink.always(ADDRESS, NO_SUCH_USER)
    await ministry.writes(card, ANNE, "Ja tak.")
    await card.thread_shows("inquiry.undo")

    ministry.waits(HOLD)

    await card.thread_shows("kunne ikke leveres", ADDRESS, "550")
    await card.shows(f"<@{ANNE}> har sagen")
