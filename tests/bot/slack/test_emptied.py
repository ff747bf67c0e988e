"""An inquiry whose time was up: its card says so, and what is pressed on an older one is refused kindly."""

import json
from datetime import timedelta

import pytest

from bot import retention
from bot.inquiries import handling

ANNE, UIP = "U1ANNE", "C1UIP"
MARK = "Zebra"
SIX_YEARS = timedelta(days=6 * 365)


@pytest.fixture
async def emptied(desk, record, courier):
    number = await record.open(subject=f"Emne {MARK}", text=f"Om {MARK}?", sender_name=f"Karen {MARK}")
    await courier.run_until_empty()
    await handling.close(desk, number, ANNE)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await courier.run_until_empty()
    return number


async def test_its_card_says_when_it_was_closed_and_emptied_and_nothing_else(slack, emptied, record):
    [card] = slack.messages(UIP)
    shown = json.dumps(card["blocks"], ensure_ascii=False)
    assert (await record.inquiry(emptied)).reference in shown
    assert "Slettet" in shown
    assert MARK not in shown
    assert "actions" not in [block["type"] for block in card["blocks"]]


@pytest.mark.parametrize("button", ["inquiry.claim", "inquiry.reply", "inquiry.reroute", "inquiry.further"])
async def test_a_button_that_somebody_still_sees_is_refused_in_one_sentence(staff, emptied, record, button):
    await staff.click(ANNE, button, str(emptied))

    [(user, said)] = staff.told()
    assert user == ANNE
    assert said.startswith((await record.inquiry(emptied)).reference + " er lukket for længe siden")


@pytest.mark.usefixtures("running")
async def test_asking_for_it_by_its_number_says_that_it_is_gone(typing, emptied, record):
    reference = (await record.inquiry(emptied)).reference

    await typing(ANNE, reference, "det, der stod i den, er slettet")
