"""Whatever is wrong, the triage office is told since when, by whichever way still works."""

import pytest

from tests.journeys.mails import a_mail
from tests.journeys.ministry import OFFICES, TRIAGE

LETTERS_TO = "visitation@ministerium.example"
HOUSE = [each | ({"email": LETTERS_TO} if each.get("triage") else {}) for each in OFFICES]


def about(words):
    return lambda letter: LETTERS_TO in letter.recipients and words in str(letter.message["Subject"])


@pytest.mark.usefixtures("watchful")
async def test_while_slack_is_down_the_triage_office_gets_a_letter_and_the_card_comes_after(
    opened, smtp_sink, slack_proxy
):
    ministry = await opened(office=HOUSE)
    slack_proxy.fail_all()
    await ministry.gets(a_mail())

    await smtp_sink.received(about("Slack kan ikke nås: Siden"), 20)
    slack_proxy.heal()

    await smtp_sink.received(about("Slack kan ikke nås: Virker igen"), 20)
    card = await ministry.card("Slack kan ikke nås", TRIAGE)
    await card.shows("Virker igen")
    assert len([each for each in smtp_sink.messages if LETTERS_TO in each.recipients]) == 2


@pytest.mark.usefixtures("watchful")
async def test_while_letters_cannot_leave_the_triage_office_sees_a_card(opened, smtp_sink):
    ministry = await opened(office=HOUSE)
    smtp_sink.stop()
    await ministry.gets(a_mail())

    card = await ministry.card("Breve kan ikke sendes", TRIAGE)
    await card.shows("Siden mandag den 3. marts kl. 10.30")
    smtp_sink.start()

    await card.shows("Virker igen")
    assert [each for each in smtp_sink.messages if LETTERS_TO in each.recipients] == []
