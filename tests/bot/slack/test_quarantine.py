import pytest

from bot.front_desk.quarantine import LIVES
from storage import ledger
from storage.outcomes import Outcome

ANNE, DAN = "U1ANNE", "U4DAN"
TRIAGE = "C3TRIAGE"


@pytest.fixture
async def card(quarantined, courier, slack):
    """The card of a message that could not be read, as triage sees it."""
    await quarantined()
    await courier.run_until_empty()
    return await slack.wait(lambda _: next(iter(slack.messages(TRIAGE)), None))


@pytest.fixture
def press(staff, card):
    """Press one of its buttons."""

    async def _press(user, action_id):
        response = await staff.click(
            user, action_id, "1", channel=TRIAGE, ts=card["ts"], block_id="ledger:1/actions"
        )
        assert response.status == 200

    return _press


async def became(slack, card, text):
    """Wait until the card says something; nothing can be pressed on it any more."""
    await slack.wait(lambda page: text in str(page.message(TRIAGE, card["ts"])))
    assert "quarantine." not in str(slack.page.message(TRIAGE, card["ts"])["blocks"][0])
    assert len(slack.page.message(TRIAGE, card["ts"])["blocks"]) == 1


async def entry(desk):
    async with desk.database.reading() as session:
        return await ledger.entry(session, 1)


async def test_it_becomes_an_inquiry_of_triages(record, desk, slack, courier, card, press):
    await press(DAN, "quarantine.create")
    await courier.run_until_empty()

    await became(slack, card, "blev til FD-2026-00001 (<@U4DAN>)")
    inquiry = await record.inquiry(1)
    assert (inquiry.office, inquiry.subject) == ("visitation", "Besked, der ikke kunne læses")
    assert (await entry(desk)).outcome == Outcome.INQUIRY
    shown = await slack.wait(
        lambda _: next((m for m in slack.messages(TRIAGE) if "inquiry.claim" in str(m)), None)
    )
    assert "Ukendt afsender" in str(shown)
    assert "1234" not in str(shown["blocks"])


async def test_what_becomes_of_it_is_said_in_the_houses_language_whoever_clicked(record, slack, card, press):
    await record.prefers(DAN, language="en")

    await press(DAN, "quarantine.discard")

    await became(slack, card, "er kasseret af <@U4DAN>")


async def test_read_again_it_says_what_it_became(slack, reread, card, press):
    reread.append(Outcome.FOLLOW_UP)

    await press(DAN, "quarantine.retry")

    await became(slack, card, "er læst igen: opfølgning")


async def test_still_unreadable_it_keeps_its_buttons_and_only_who_tried_is_told(
    staff, slack, reread, card, press
):
    reread.append(Outcome.QUARANTINED)

    await press(DAN, "quarantine.retry")

    [(user, sentence)] = staff.told()
    assert (user, "i karantæne" in sentence) == (DAN, True)
    assert "quarantine.create" in str(slack.page.message(TRIAGE, card["ts"]))


async def test_what_no_process_survived_is_not_read_again_by_a_click(desk, staff, slack, reread, card, press):
    async with desk.database.transaction() as session:
        (await ledger.entry(session, 1)).tries = LIVES + 1

    await press(DAN, "quarantine.retry")

    [(user, sentence)] = staff.told()
    assert (user, "fondsdialog quarantine retry 1" in sentence) == (DAN, True)
    assert reread == []
    assert "quarantine.create" in str(slack.page.message(TRIAGE, card["ts"]))


async def test_discarded_it_stays_in_the_archive(desk, slack, card, press):
    await press(DAN, "quarantine.discard")

    await became(slack, card, "er kasseret af <@U4DAN>")
    assert (await entry(desk)).reason == "discarded by U4DAN"


async def test_a_decision_stands_although_somebody_deleted_the_card(desk, client, staff, card, press):
    await client.chat_delete(channel=TRIAGE, ts=card["ts"])

    await press(DAN, "quarantine.discard")

    assert (await entry(desk)).reason == "discarded by U4DAN"
    assert staff.told() == []


@pytest.mark.parametrize("action_id", ["quarantine.create", "quarantine.retry", "quarantine.discard"])
async def test_only_triage_may_decide(desk, staff, card, press, action_id):
    await press(ANNE, action_id)

    assert [user for user, _ in staff.told()] == [ANNE]
    assert "Visitationen" in staff.told()[0][1]
    assert (await entry(desk)).reason == "no sender"
