import json

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.ports import free_port
from bot.outbox.delivery import NotOurs, PermanentFailure, TemporaryFailure, Unreachable, still_ours
from bot.slack.calls import CHANNEL_TROUBLE, GONE, OUT_OF_ORDER, ChannelTrouble, MessageGone
from bot.slack.cards.blocks import section
from bot.slack.cards.post import Post
from bot.slack.posting import Label, Posted, Poster, Upload

UIP, POLICY = "C1UIP", "C2POLICY"
LABEL = Label("inquiry:1/card:uip", "FD-2026-00001")
CARD = Post("FD-2026-00001", [section("et kort")])
NEWER = Post("FD-2026-00001", [section("et nyere kort")])


def said(slack, channel=UIP):
    """What a channel shows outside threads."""
    return [message["blocks"][0]["text"]["text"] for message in slack.messages(channel)]


@pytest.fixture
def forgets_metadata(slack_proxy, monkeypatch):
    """A Slack that gives no metadata back, as without the scope for it."""
    monkeypatch.setattr(slack_proxy, "_keep_metadata", lambda *_: None)


async def test_a_post_bears_its_key_and_its_inquirys_number(poster, slack_proxy):
    place = await poster.post(UIP, CARD, LABEL)

    [call] = slack_proxy.calls
    assert call.arguments["metadata"] == {
        "event_type": "fondsdialog",
        "event_payload": {"key": "inquiry:1/card:uip", "reference": "FD-2026-00001"},
    }
    assert call.arguments["blocks"][0]["block_id"] == "inquiry:1/card:uip"
    assert place.channel == UIP


async def test_a_first_try_looks_for_nothing(poster, slack_proxy):
    await poster.post(UIP, CARD, LABEL)

    assert [call.method for call in slack_proxy.calls] == ["chat.postMessage"]


@pytest.fixture
def cut_off():
    """A process that another may have taken its parcels from."""
    told = still_ours.set(lambda: False)
    yield
    still_ours.reset(told)


async def test_what_another_process_may_have_by_now_is_not_posted(poster, slack_proxy, cut_off):
    thread = Posted(UIP, "1700000000.000100")

    for deed in (
        poster.post(UIP, CARD, LABEL),
        poster.upload(thread, [Upload("kurve.png", "Kurve", "En kurve", b"png")]),
        poster.share(thread, {"F1": "Brev"}),
    ):
        with pytest.raises(NotOurs):
            await deed

    assert slack_proxy.calls == []


async def test_a_second_try_finds_what_the_first_one_posted_and_brings_it_up_to_date(poster, slack):
    posted = await poster.post(UIP, CARD, LABEL)
    await poster.post(UIP, CARD, Label("inquiry:2/card:uip"))

    found = await poster.post(UIP, NEWER, LABEL, tried=True)

    assert found == posted
    await slack.wait(lambda _: said(slack) == ["et nyere kort", "et kort"])


async def test_it_is_found_without_metadata_as_well(poster, forgets_metadata):
    posted = await poster.post(UIP, CARD, LABEL)

    assert await poster.post(UIP, CARD, LABEL, tried=True) == posted


async def test_it_is_found_by_its_metadata_alone(poster, monkeypatch):
    monkeypatch.setattr("bot.slack.posting._marked", lambda post, _key: list(post.blocks))
    posted = await poster.post(UIP, CARD, LABEL)

    assert await poster.post(UIP, CARD, LABEL, tried=True) == posted


async def test_it_is_found_behind_hundreds_of_later_messages(poster, client, monkeypatch):
    monkeypatch.setattr("bot.slack.posting.PAGE", 5)
    posted = await poster.post(UIP, CARD, LABEL)
    for number in range(12):
        await client.chat_postMessage(channel=UIP, text=str(number))

    assert await poster.post(UIP, CARD, LABEL, tried=True) == posted


async def test_it_is_looked_for_in_its_thread(poster, slack):
    card = await poster.post(UIP, CARD, LABEL)
    note = Label("inquiry:1/note:1")
    posted = await poster.post(UIP, CARD, note, thread_ts=card.ts)

    assert await poster.post(UIP, CARD, note, thread_ts=card.ts, tried=True) == posted
    await slack.wait(lambda page: len(page.messages[UIP]) == 2)


async def test_what_was_never_posted_is_posted_on_the_second_try(poster, slack):
    await poster.post(UIP, CARD, Label("inquiry:2/card:uip"))

    await poster.post(UIP, NEWER, LABEL, tried=True)

    await slack.wait(lambda _: said(slack) == ["et kort", "et nyere kort"])


async def test_a_connection_cut_after_the_deed_makes_no_second_message(slack, slack_proxy):
    poster = Poster(AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    slack_proxy.cut("chat.postMessage", done_first=True)
    with pytest.raises(Unreachable):
        await poster.post(UIP, CARD, LABEL)

    await poster.post(UIP, CARD, LABEL, tried=True)

    await slack.wait(lambda _: said(slack) == ["et kort"])


async def test_a_message_that_was_deleted_cannot_be_changed(poster, client):
    place = await poster.post(UIP, CARD, LABEL)
    await client.chat_delete(channel=place.channel, ts=place.ts)

    with pytest.raises(MessageGone):
        await poster.update(place, NEWER, LABEL)


async def test_a_message_has_an_address_until_it_is_gone(poster, slack_proxy):
    place = await poster.post(UIP, CARD, LABEL)

    assert (await poster.link(place)).startswith("http")
    slack_proxy.fail("chat.getPermalink", "message_not_found")
    assert await poster.link(place) is None


async def test_a_person_is_reached_in_direct_messages(poster, slack):
    channel = await poster.conversation_with("U1ANNE")
    await poster.post(channel, CARD, LABEL)

    await slack.wait(lambda page: page.messages.get(channel))


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        *((code, ChannelTrouble) for code in sorted(CHANNEL_TROUBLE)),
        *((code, Unreachable) for code in sorted(OUT_OF_ORDER)),
        *((code, MessageGone) for code in sorted(GONE)),
        ("invalid_blocks", PermanentFailure),
        ("msg_too_long", PermanentFailure),
        ("something_new", PermanentFailure),
    ],
)
async def test_each_refusal_is_what_the_courier_understands(poster, slack_proxy, code, failure):
    slack_proxy.fail("chat.postMessage", code)

    with pytest.raises(failure) as caught:
        await poster.post(UIP, CARD, LABEL)

    assert type(caught.value) is failure
    assert code in str(caught.value)


async def test_a_rate_limit_says_how_long_to_wait(poster, slack_proxy):
    slack_proxy.limit("chat.postMessage", retry_after=7)

    with pytest.raises(TemporaryFailure) as caught:
        await poster.post(UIP, CARD, LABEL)

    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize("fault", ["cut", "down"])
async def test_a_slack_that_does_not_answer_is_out_of_reach(poster, slack_proxy, fault):
    if fault == "cut":
        slack_proxy.cut("*")
    else:
        slack_proxy.fail_all(503)

    with pytest.raises(Unreachable) as caught:
        await poster.post(UIP, CARD, LABEL)

    assert caught.value.part == "slack"


@pytest.fixture
async def answering_nonsense():
    """A server that answers what is set; a poster that takes it for Slack."""
    answer = {"status": 200, "body": "", "type": "application/json"}

    async def nonsense(_request):
        return web.Response(status=answer["status"], text=answer["body"], content_type=answer["type"])

    runner = web.AppRunner(application := web.Application())
    application.router.add_post("/api/{method}", nonsense)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield answer, Poster(AsyncWebClient("xoxb", base_url=url, retry_handlers=[]))
    await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, "<html>Bad gateway</html>", "text/html"),
        (503, "upstream connect error", "text/plain"),
        (200, "{half", "application/json"),
        (200, "", "application/json"),
        (200, "null", "application/json"),
        (200, "[]", "application/json"),
        (200, '"ok"', "application/json"),
        (200, '{"okay": true}', "application/json"),
        (200, '{"ok": true}', "application/json"),
        (200, '{"ok": false}', "application/json"),
        (200, '{"ok": false, "error": 7}', "application/json"),
        (500, json.dumps({"ok": False, "error": "oops"}), "application/json"),
    ],
)
async def test_an_answer_that_is_not_slacks_own_is_a_slack_out_of_reach(
    answering_nonsense, status, body, kind
):
    answer, poster = answering_nonsense
    answer |= {"status": status, "body": body, "type": kind}

    with pytest.raises(Unreachable):
        await poster.post(UIP, CARD, LABEL)


async def test_nobody_at_home_is_a_slack_out_of_reach():
    poster = Poster(
        AsyncWebClient("xoxb", base_url=f"http://127.0.0.1:{free_port()}/api/", retry_handlers=[])
    )

    with pytest.raises(Unreachable) as caught:
        await poster.update(Posted(UIP, "1.1"), CARD, LABEL)

    assert isinstance(caught.value.__cause__, aiohttp.ClientError)


class TestDownloads:
    """Files that staff attached, fetched with our token."""

    @pytest.fixture
    async def files(self):
        """A server with a few files; gives its address, and the tokens that it saw."""
        seen = []

        async def answer(request):
            seen.append(request.headers.get("Authorization"))
            match request.match_info["name"]:
                case "budget":
                    return web.Response(body=b"%PDF" * 1000)
                case "busy":
                    return web.Response(status=429)
                case "moved":
                    return web.Response(status=302, headers={"Location": "http://elsewhere.example/"})
            return web.Response(status=404)

        app = web.Application()
        app.router.add_get("/{name}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen
        await runner.cleanup()

    async def test_a_file_is_fetched_whole_with_our_token(self, poster, files, slack):
        address, seen = files

        assert await poster.download(f"{address}/budget", 4000) == b"%PDF" * 1000
        assert seen == [f"Bearer {slack.bot_token}"]

    @pytest.mark.parametrize("name", ["gone", "moved"])
    async def test_what_slack_does_not_give_is_given_up(self, poster, files, name):
        with pytest.raises(PermanentFailure):
            await poster.download(f"{files[0]}/{name}", 4000)

    async def test_one_larger_than_may_be_is_given_up(self, poster, files):
        with pytest.raises(PermanentFailure):
            await poster.download(f"{files[0]}/budget", 3999)

    async def test_a_busy_slack_is_asked_again(self, poster, files):
        with pytest.raises(TemporaryFailure):
            await poster.download(f"{files[0]}/busy", 4000)

    async def test_nobody_there_is_asked_again(self, poster):
        with pytest.raises(TemporaryFailure):
            await poster.download(f"http://127.0.0.1:{free_port()}/budget", 4000)

    @pytest.mark.parametrize(
        "address", ["https://evil.example/x", "https://slack.com.evil.example/x", "file:///x"]
    )
    async def test_our_token_goes_to_slack_alone(self, poster, address):
        with pytest.raises(PermanentFailure):
            await poster.download(address, 4000)
