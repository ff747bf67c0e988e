"""An office's digest: once a period in Slack and by mail, with two services on one database."""

from datetime import timedelta

import pytest

from storage import service
from tests.journeys.mails import text_of
from tests.journeys.ministry import OFFICES, PATIENCE, UIP, until
from tests.rounds_on_record import answers
from tests.rounds_on_record import opened as sent_out

TO = "uip@ministerium.example"
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
TITLE = "Nyt om høringer hos UIP-kontoret"


@pytest.fixture
def digests_by_mail(monkeypatch):
    """The UIP office wants its digest by mail too."""
    wanted = [{**each, "digest_to": [TO]} if each["key"] == "uip" else each for each in OFFICES]
    monkeypatch.setattr("tests.journeys.ministry.OFFICES", wanted)


async def digest_is_planned(ministry):
    """Wait until the service has looked at the office for the first time."""

    async def look():
        async with ministry.parts.desk.database.reading() as session:
            found = (await service.offices(session)).get("uip")
        return found is not None and found.digest_at is not None

    await until(look)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_with_two_services_ticking_the_digest_comes_once_in_slack_and_once_by_mail(
    digests_by_mail, opened, slack, smtp_sink
):
    first, second = await opened(), await opened()
    await digest_is_planned(first)
    desk = first.parts.desk
    of = await sent_out(desk, office="uip", deadline=desk.clock.now() + timedelta(days=28))
    await answers(desk, of, "Fonden Nordlys", ANSWER)

    for each in (first, second):
        each.waits(timedelta(days=1))

    letter = await smtp_sink.received(lambda each: TO in each.recipients, PATIENCE)
    assert "1 af 3 har svaret (33 %)" in text_of(letter.message)
    await slack.wait(lambda _: digests_in(slack) and charts_in(slack), PATIENCE)
    # a day on nothing has happened, and whatever was still on its way has come
    for each in (first, second):
        each.waits(timedelta(days=1))
    await next_digest_is_planned(first)
    assert len(digests_in(slack)) == 1
    assert len(charts_in(slack)) == 1
    assert len([each for each in smtp_sink.messages if TO in each.recipients]) == 1


def digests_in(slack):
    return [message for message in slack.messages(UIP) if TITLE in str(message)]


def charts_in(slack):
    return [
        file
        for message in digests_in(slack)
        for each in slack.thread(UIP, message["ts"])
        for file in each.get("files", ())
    ]


async def next_digest_is_planned(ministry):
    async def look():
        async with ministry.parts.desk.database.reading() as session:
            return (await service.offices(session))["uip"].digest_at > ministry.clock.now()

    await until(look)
