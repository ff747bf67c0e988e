from datetime import timedelta

from bot import schedule
from tests.rounds_on_record import opened

UIP = "C1UIP"


def told(slack, text):
    return [message for message in slack.messages(UIP) if text in str(message)]


async def test_the_office_is_told_in_its_channel_once_that_the_clock_closed_its_round(
    desk, slack, courier, another_courier
):
    await opened(desk, office="uip")
    desk.clock.advance(timedelta(days=29))

    await schedule.tick(desk)
    await courier.run_until_empty()
    await schedule.tick(desk)
    await another_courier.run_until_empty()

    await slack.wait(lambda _: told(slack, "er lukket"))
    assert len(told(slack, "er lukket, for fristen er udløbet. 0 af 3 har svaret")) == 1
