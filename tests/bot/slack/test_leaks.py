"""Every path out, walked after a day on which staff said everything among themselves that they can say.

Each internal word is marked; then all that left the house is gathered, as mail and in the channels and
threads that people outside read, and no mark may be in it.
"""

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.inquiries import answering, approving, claiming, correcting, drafting, handling, merging, splitting
from bot.inquiries.answer import Uploaded
from bot.inquiries.answering import Answer
from bot.inquiries.splitting import Question
from bot.mail import carrier as mail_carrier
from bot.mail.carrier import MailCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.courier import Courier
from bot.settings import Smtp
from bot.slack import posts, said
from bot.slack.posts import SlackCarrier
from storage import parts

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
KAREN, IB = "U6KAREN", "U7IB"
UIP, POLICY, NORDLYS, SOLGAARD = "C1UIP", "C2POLICY", "C4NORDLYS", "C5SOLGAARD"
MARK = "INTERNT"
OURS = ("blocks", "text", "attachments", "metadata", "initial_comment", "files")


@pytest.fixture
def settings(settings):
    """The first office wants a second pair of eyes on its answers."""
    offices = [
        office.model_copy(update={"four_eyes": office.key == "uip", "name": f"{office.name} {MARK}-kontor"})
        for office in settings.office
    ]
    return settings.model_copy(update={"office": tuple(offices)})


@pytest.fixture
async def hire(desk, poster, words, bell, smtp_sink):
    """A courier for Slack and for letters, which reach a mail server."""
    smtp = Smtp(host="127.0.0.1", port=smtp_sink.port, security="none", from_address="fonde@m.example")
    pool = SmtpPool(smtp)
    carriers = dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words))
    carriers |= dict.fromkeys(mail_carrier.KINDS, MailCarrier(desk, pool))
    yield lambda: Courier(desk, carriers, bell)
    await pool.close()


@pytest.fixture
def hear(talk, slack):
    """Let somebody write, and decide on it; gives the inquiry's number."""

    async def _hear(channel, user, text, **over):
        message = await slack.say(channel, user, text, **over)
        event = {"type": "message", "channel": channel, "ts": message["ts"], "text": text, "user": user}
        decided = await talk.decide(await talk.keep(said.kept(event | over, "UBOT")))
        return decided.inquiry_id, message["ts"]

    return _hear


@pytest.fixture
def deliver(desk, courier):
    """Let the undo window pass and everything leave."""

    async def _deliver():
        desk.clock.advance(timedelta(minutes=2))
        await courier.run_until_empty()

    return _deliver


async def typed(desk, inquiry_id, user, text, **over):
    form = await answering.open_form(desk, inquiry_id, user)
    values = {"recipients": form.recipients, "subject": form.subject, "body": text, "seen": form.seen}
    return Answer(**values | over)


@pytest.fixture
def attached(client):
    """A file that a colleague attaches to an answer; it lies at Slack."""

    async def _attached(name, content="et bilag"):
        answer = await client.files_upload_v2(channel=UIP, filename=name, content=content.encode())
        return Uploaded(name, "text/plain", len(content), answer["file"]["url_private"])

    return _attached


async def a_day_of_talk_among_ourselves(desk, slack, inquiry_id, card_ts, attached):
    """Everything that staff can say beside an inquiry; nothing of it is for the foundation."""
    await slack.say(UIP, ANNE, f"{MARK}-snak i tråden", thread_ts=card_ts)
    await handling.note(desk, inquiry_id, ANNE, f"{MARK}-notat")
    await claiming.claim(desk, inquiry_id, ANNE)
    draft = {"copies": "kollega@kopi.example", "uploaded": [await attached(f"{MARK}-kladde.txt")]}
    await drafting.keep(desk, inquiry_id, BO, await typed(desk, inquiry_id, BO, f"{MARK}-kladde", **draft))
    files = {"uploaded": [await attached("bilag.txt", f"{MARK}-indhold")]}
    first = await answering.send(
        desk, inquiry_id, ANNE, await typed(desk, inquiry_id, ANNE, f"{MARK}-fortrudt svar", **files)
    )
    await answering.undo(desk, inquiry_id, first, ANNE)
    second = await answering.send(
        desk, inquiry_id, ANNE, await typed(desk, inquiry_id, ANNE, f"{MARK}-afvist svar")
    )
    await approving.send_back(desk, inquiry_id, second, BO, f"{MARK}-begrundelse")
    await correcting.correct(desk, inquiry_id, ANNE, ["evaluering"], "Fonden Nordlys")
    await claiming.hand_to(desk, inquiry_id, ANNE, BO)
    asked = [Question(office, f"{MARK}-spørgsmål til {office}") for office in ("politik", "visitation")]
    await splitting.split(desk, inquiry_id, ANNE, asked)
    first, second = [each.inquiry.id for each in await _asked(desk, inquiry_id)]
    await splitting.answer(desk, first, CARLA, f"{MARK}-svar til en kollega")
    await handling.note(desk, first, CARLA, f"{MARK}-notat i et spørgsmål")
    await splitting.take_back(desk, inquiry_id, ANNE, second)


async def _asked(desk, inquiry_id):
    async with desk.database.reading() as session:
        return await parts.asked_in(session, inquiry_id)


async def answered(desk, courier, inquiry_id, text, **over):
    """An answer by one, approved by another, as it is meant to leave."""
    letter = await answering.send(desk, inquiry_id, BO, await typed(desk, inquiry_id, BO, text, **over))
    await courier.run_until_empty()  # its files are fetched
    await approving.approve(desk, inquiry_id, letter, ANNE)


def left_by_mail(smtp_sink):
    """All that a mail says, headers and every part of it read, files and their names among them."""
    every = [part for received in smtp_sink.messages for part in received.message.walk()]
    said = [f"{name}: {value}" for part in every for name, value in part.items()]
    said += [part.get_filename() or "" for part in every]
    said += [",".join(received.recipients) for received in smtp_sink.messages]
    return said + [_content(part) for part in every if not part.is_multipart()]


def _content(part):
    content = part.get_content()
    return content.decode() if isinstance(content, bytes) else str(content)


def left_by_slack(slack_proxy, outside):
    """All that we sent into conversations that people outside read."""
    return [
        json.dumps({key: call.arguments[key] for key in OURS if key in call.arguments}, ensure_ascii=False)
        for call in slack_proxy.calls
        if call.arguments.get("channel", call.arguments.get("channel_id")) in outside
        or call.arguments.get("user") in (KAREN, IB)
    ]


async def files_left_by_slack(slack, client, outside):
    """Every file of ours in conversations that people outside read: its names, and what it holds."""
    found = [
        file
        for channel in outside
        for root in slack.messages(channel)
        for message in [root, *slack.thread(channel, root["ts"])]
        for file in message.get("files") or []
    ]
    head = {"Authorization": f"Bearer {client.token}"}
    said = []
    async with aiohttp.ClientSession(headers=head) as http:
        for file in found:
            async with http.get(file["url_private"]) as answer:
                said.append(f"{file['name']} {file.get('title')} {await answer.text()}")
    return said


async def test_nothing_internal_leaves_by_any_path(
    record, desk, slack, slack_proxy, smtp_sink, hear, deliver, attached, client, courier
):
    by_slack, thread = await hear(NORDLYS, KAREN, "NORDLYS spørger om UIP")
    by_mail = await record.open(text="Kan vi få en snak?", may_be_answered=True)
    other, _ = await hear(SOLGAARD, IB, "SOLGAARD spørger om en lov")
    await deliver()
    for inquiry_id in (by_slack, by_mail):
        card = (await record.inquiry(inquiry_id)).card_ts
        await a_day_of_talk_among_ourselves(desk, slack, inquiry_id, card, attached)
    await deliver()

    sent = {"kept": [], "uploaded": [await attached("SVAR.txt", "SVAR i en fil")]}
    both_ways = "slack:u6karen, direktion@nordlys.example"
    await answered(desk, courier, by_slack, "SVAR i tråden", recipients=both_ways, **sent)
    await answered(
        desk, courier, by_mail, "SVAR i et brev", quoted=True, copies="revisor@nordlys.example", **sent
    )
    await deliver()
    await hear(NORDLYS, IB, "NORDLYS: og hvornår?", thread_ts=thread)
    await handling.reroute(desk, by_mail, BO, "politik", "politisk_inddragelse")
    await handling.note(desk, other, CARLA, f"{MARK}-notat til Solgaard")
    numbers = [(await record.inquiry(each)).reference for each in (by_slack, other)]
    await merging.merge(desk, by_slack, DAN, numbers[1])
    await deliver()
    both = await typed(desk, other, CARLA, "SVAR til begge")
    await answering.send(desk, other, CARLA, both)
    await deliver()

    mails, talk = left_by_mail(smtp_sink), left_by_slack(slack_proxy, {NORDLYS, SOLGAARD})
    talk += await files_left_by_slack(slack, client, [NORDLYS, SOLGAARD])
    inside = left_by_slack(slack_proxy, {UIP, POLICY})
    assert "SVAR i et brev" in "".join(mails)
    assert "SVAR i tråden" in "".join(talk)
    assert "SVAR i en fil" in "".join(mails)
    assert "SVAR i en fil" in "".join(talk)
    assert "revisor@nordlys.example" in "".join(mails)
    assert MARK in "".join(inside), "the walk would see nothing"
    assert [each for each in (*mails, *talk) if MARK in each] == []
    assert [each for each in talk if '"button"' in each or '"actions"' in each or '"overflow"' in each] == []
    assert [each for each in (*mails, *talk) if ANNE in each or BO in each or CARLA in each] == []


@pytest.mark.parametrize(
    "leak",
    [
        {"text": f"{MARK}-svar"},
        {"name": f"{MARK}.txt"},
        {"content": f"{MARK}-indhold"},
    ],
    ids=lambda leak: next(iter(leak)),
)
async def test_the_walk_sees_a_mark_wherever_an_answer_may_carry_one(
    desk, slack, slack_proxy, smtp_sink, hear, deliver, attached, client, courier, leak
):
    """What is meant to leave is marked here: a walk that misses it would miss a leak."""
    inquiry_id, _ = await hear(NORDLYS, KAREN, "NORDLYS spørger om UIP")
    await deliver()
    files = [await attached(leak.get("name", "SVAR.txt"), leak.get("content", "et bilag"))]
    recipients = "slack:u6karen, direktion@nordlys.example"
    await answered(desk, courier, inquiry_id, leak.get("text", "SVAR"), recipients=recipients, uploaded=files)
    await deliver()

    talk = left_by_slack(slack_proxy, {NORDLYS}) + await files_left_by_slack(slack, client, [NORDLYS])
    for walked in (left_by_mail(smtp_sink), talk):
        assert [each for each in walked if MARK in each] != []


async def test_a_foundation_sees_nothing_of_another(record, slack_proxy, desk, hear, deliver):
    nordlys, _ = await hear(NORDLYS, KAREN, "NORDLYS spørger om en lov")
    solgaard, _ = await hear(SOLGAARD, IB, "SOLGAARD spørger om en lov")
    await merging.merge(desk, nordlys, CARLA, (await record.inquiry(solgaard)).reference)
    await deliver()
    await answering.send(desk, solgaard, CARLA, await typed(desk, solgaard, CARLA, "SVAR til begge"))
    await deliver()

    seen_there = "".join(left_by_slack(slack_proxy, {NORDLYS}))
    seen_elsewhere = "".join(left_by_slack(slack_proxy, {SOLGAARD}))
    assert "SVAR til begge" in seen_there
    assert "SVAR til begge" in seen_elsewhere
    assert "SOLGAARD" not in seen_there
    assert "NORDLYS" not in seen_elsewhere
