"""A question to a round: an inquiry of its office, answered from Slack; the party still owes its answer."""

import json

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from storage import round_messages, round_parties
from tests.journeys.commands import a_config
from tests.journeys.mails import a_mail, a_reply
from tests.journeys.ministry import ANNE, UIP, until
from tests.rounds_on_record import opened as sent_out

KAREN = "Karen Lyngholt <karen@fondennordlys.example>"
QUESTION = "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?"


@pytest.fixture
async def asked(ministry):
    """A foundation has asked about the round that it was invited to: the card of its question."""
    desk = ministry.parts.desk
    of = await sent_out(desk, office="uip", parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    desk.nudge()
    invitation = await ministry.letter("karen@fondennordlys.example", "Frist")
    await ministry.gets(a_reply(invitation, QUESTION, KAREN))
    return of, await ministry.card("Om høringen Fokusområder for 2027", UIP)


async def party(ministry, of):
    async with ministry.parts.desk.database.reading() as session:
        (found,) = await round_parties.of_round(session, of)
    return found


async def test_its_card_names_the_round_and_the_party_still_owes_its_answer(ministry, asked):
    of, card = asked

    await card.shows("FD-2025-00001", "Fokusområder for 2027", QUESTION)
    assert (await party(ministry, of)).state == "invited"
    await ministry.has_decided(follow_up=1)


async def test_it_is_answered_from_slack_and_what_comes_back_goes_on_with_the_inquiry(ministry, asked):
    of, card = asked
    await card.click(ANNE, "inquiry.claim")
    assert await ministry.writes(card, ANNE, "Vi mener dem, der står uden bolig.") == {}
    ministry.waits()
    answer = await ministry.letter("karen@fondennordlys.example", "Vi mener dem, der står uden bolig.")

    # some mail programs answer to where the letter came from, not where it asks to be answered
    thanks = a_mail(
        KAREN,
        f"SV: {answer['Subject']}",
        "Mange tak, det var det, vi ville vide.",
        In_Reply_To=str(answer["Message-ID"]),
        References=f"{answer['References']} {answer['Message-ID']}",
    )
    await ministry.gets(thanks)
    await ministry.has_decided(follow_up=2)
    await card.thread_shows("Mange tak, det var det, vi ville vide.")

    async with ministry.parts.desk.database.reading() as session:
        assert [each.kind for each in await round_messages.of_round(session, of)] == ["question"]


async def test_a_real_answer_to_the_invitation_still_goes_to_the_round(ministry, asked):
    of, _ = asked
    invitation = await ministry.letter("karen@fondennordlys.example", "Frist")

    await ministry.gets(a_reply(invitation, "1. Unge hjemløse uden for de store byer.", KAREN))

    async def answered():
        return (await party(ministry, of)).state == "answered"

    await until(answered)


def test_a_script_sees_which_round_an_inquiry_is_about(tmp_path):
    config = a_config(tmp_path)

    def does(*arguments):
        done = CliRunner().invoke(
            main, [*map(str, arguments), "--config", str(config)], env={"FONDSDIALOG_NOW": "2025-03-03T09:00"}
        )
        assert done.exit_code == 0, done.stderr
        return done.stdout

    does("db", "upgrade")
    file = tmp_path / "round.toml"
    file.write_text(
        'key = "uip-2026"\nkind = "uip"\ntitle = "Fokus"\ntext = "Hør"\ndeadline = 2025-04-04T12:00:00\n'
        'office = "uip"\nconsent = true\nfeedback = 2025-06-02\n'
        '[[invitee]]\norganisation = "Fonden Nordlys"\naddress = "karen@fondennordlys.example"\n',
        encoding="utf-8",
    )
    does("round", "create", file)
    does("round", "approve", "uip-2026")
    does("round", "open", "uip-2026")
    mail = tmp_path / "question.eml"
    mail.write_bytes(a_mail(KAREN, "Fokus [uip-2026]", QUESTION).as_bytes())

    line = json.loads(does("ingest", mail, "--json"))
    shown = json.loads(does("inquiry", "show", line["reference"], "--json"))
    of = json.loads(does("round", "show", "uip-2026", "--json"))

    assert (line["outcome"], line["reference"]) == ("follow_up", "FD-2025-00001")
    assert (shown["rounds"], shown["office"]) == (["uip-2026"], "uip")
    assert (of["inquiries"], of["states"]) == (["FD-2025-00001"], {"invited": 1})
    assert "about the round uip-2026" in does("inquiry", "show", line["reference"])
