"""A letter that nobody takes, refused at the door or sent back later: the office hears of it either way."""

import pytest

from consultation.retries import PAUSES
from storage import round_messages, round_parties, rounds
from tests.journeys.commands import a_config, fondsdialog_beside
from tests.journeys.mails import a_bounce
from tests.journeys.ministry import ANNE, UIP, until
from tests.rounds_on_record import opened as sent_out

REFUSED, TAKEN = "post@stillefond.example", "karen@fondennordlys.example"
PARTIES = {"Stille Fond": REFUSED, "Fonden Nordlys": TAKEN}


@pytest.fixture
async def out(ministry):
    """A round sent out to two foundations, of which one takes no mail."""
    ministry.sink.always(REFUSED, "550 no such user")
    of = await sent_out(ministry.parts.desk, office="uip", parties=PARTIES, must_hear=["Stille Fond"])
    ministry.parts.desk.nudge()
    return of


async def comes_to(ministry, of, name, state, *, within_reach=False):
    async def look():
        async with ministry.parts.desk.database.reading() as session:
            parties = await round_parties.of_round(session, of)
            (party,) = [each for each in parties if each.organisation == name]
            addresses = await round_parties.addresses_of(session, party.id)
        return party.state == state and addresses[0].active == within_reach

    await until(look)


async def test_an_address_refused_at_the_door_is_marked_and_told_of_in_the_channel(ministry, out):
    card = await ministry.card("har ikke fået vores brev", UIP)

    await card.shows("Stille Fond", "invitation", "550 no such user", "ring")
    await comes_to(ministry, out, "Stille Fond", "undeliverable")


async def test_a_report_that_comes_back_marks_the_address_it_is_about(ministry, out):
    invitation = await ministry.letter(TAKEN, "Frist")

    await ministry.gets(a_bounce(invitation, TAKEN))

    await comes_to(ministry, out, "Fonden Nordlys", "undeliverable")
    card = await ministry.card("kunne ikke leveres", UIP)
    await card.shows("Fonden Nordlys")


async def test_a_full_mailbox_is_tried_again_hours_later_and_the_office_can_stop_that(ministry, out):
    invitation = await ministry.letter(TAKEN, "Frist")
    full = {"status": "4.2.2", "said": "452 4.2.2 mailbox full"}

    await ministry.gets(a_bounce(invitation, TAKEN, **full))
    card = await ministry.card("nåede ikke frem, forsøges igen", UIP)
    await card.shows("Fonden Nordlys", "sendes igen")
    await comes_to(ministry, out, "Fonden Nordlys", "put_off", within_reach=True)
    ministry.waits(PAUSES[0])
    await card.shows("blev sendt igen")
    await comes_to(ministry, out, "Fonden Nordlys", "invited", within_reach=True)

    await ministry.gets(a_bounce(invitation, TAKEN, **full))
    second = await ministry.card("2. gang af 3", UIP)
    await second.click(ANNE, "submission.not_again")
    await second.shows("sendes ikke igen", f"<@{ANNE}>")
    await comes_to(ministry, out, "Fonden Nordlys", "undeliverable")


async def test_a_letter_on_its_way_once_more_is_stopped_from_the_command_line(ministry, out, tmp_path):
    invitation = await ministry.letter(TAKEN, "Frist")
    await ministry.gets(a_bounce(invitation, TAKEN, status="4.2.2", said="452 4.2.2 mailbox full"))
    card = await ministry.card("nåede ikke frem, forsøges igen", UIP)
    desk = ministry.parts.desk
    async with desk.database.reading() as session:
        (report,) = await round_messages.of_round(session, out)
        key = (await rounds.get(session, out)).key
    told = "--by", "drift", "--json", "--config", a_config(tmp_path)

    async def stop(number):
        here = {"FONDSDIALOG_DATABASE__URL": desk.settings.database.url}
        there = here | {"FONDSDIALOG_NOW": desk.clock.now().isoformat()}
        return await fondsdialog_beside("round", "stop-retry", key, str(number), *told, **there)

    stopped, again, unknown = await stop(report.id), await stop(report.id), await stop(4711)

    assert (stopped.code, stopped.json) == (0, {"stopped": [TAKEN]})
    assert [each.code for each in (again, unknown)] == [1, 1]
    assert "no letter that is to be sent again" in again.err
    await comes_to(ministry, out, "Fonden Nordlys", "undeliverable")
    desk.nudge()
    await card.shows("sendes ikke igen", "drift")
