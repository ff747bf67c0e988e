import pytest

from bot.slack import histories
from bot.slack.histories import Messages

HEARD = {"ts": "100.000001", "user": "U6KAREN", "text": "Hej"}


def found(*written, threads=()):
    return Messages(written, frozenset(threads))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (found(HEARD), []),
        (found(), ["message_deleted"]),
        (found(HEARD | {"edited": {"ts": "101.000000"}}), ["message_changed"]),
        (found(HEARD | {"subtype": "tombstone"}), ["message_deleted"]),
    ],
)
def test_what_was_done_is_told_as_slack_tells_it(now, told):
    assert [each["subtype"] for each in histories.changes([HEARD], now)] == told


def test_of_a_thread_that_was_not_read_nothing_is_concluded():
    reply = HEARD | {"thread_ts": "99.000000"}

    assert histories.changes([reply], found()) == []
    assert len(histories.changes([reply], found(threads=["99.000000"]))) == 1


def test_a_deletion_has_the_same_moment_each_time_and_not_the_message_s_own():
    first, again = (histories.changes([HEARD], found())[0] for _ in range(2))

    assert first["ts"] == again["ts"] == "100.0000015"
    assert first["deleted_ts"] == HEARD["ts"]


async def test_what_a_bot_wrote_is_left_out_and_counts_for_how_far_was_read(slack, client):
    bot = (await client.auth_test())["user_id"]
    asked = await slack.say("C4NORDLYS", "U6KAREN", "Hej")
    card = await client.chat_postMessage(channel="C4NORDLYS", text="Et kort")
    reply = await slack.say("C4NORDLYS", "U6KAREN", "Tak", thread_ts=card["ts"])
    last = await client.chat_postMessage(channel="C4NORDLYS", text="Endnu et kort")

    read = await histories.between(client, "C4NORDLYS", 0, [], bot)

    assert [each["ts"] for each in read.written] == [asked["ts"], reply["ts"]]
    assert read.newest == histories.number(last["ts"])


@pytest.mark.parametrize("ts", ["0.000000", "1767000000.000100", "1.999999"])
def test_moments_are_written_back_as_they_were(ts):
    assert histories.ts_of(histories.number(ts)) == ts


async def test_a_thread_that_is_gone_stops_no_reading(slack, slack_proxy, client):
    message = await slack.say("C4NORDLYS", "U6KAREN", "Hej")
    slack_proxy.fail("conversations.replies", "thread_not_found")

    read = await histories.between(client, "C4NORDLYS", 0, ["1.000001"])

    assert [each["ts"] for each in read.written] == [message["ts"]]


async def test_of_threads_begun_since_only_those_with_something_new_are_read(slack, slack_proxy, client):
    old, new = [await slack.say("C4NORDLYS", "U6KAREN", text) for text in ("Hej", "Goddag")]
    seen = await slack.say("C4NORDLYS", "U7IB", "Hej igen", thread_ts=old["ts"])
    await slack.say("C4NORDLYS", "U7IB", "Goddag igen", thread_ts=new["ts"])

    read = await histories.between(client, "C4NORDLYS", 0, [], seen=histories.number(seen["ts"]))

    assert read.threads == {new["ts"]}


async def test_a_history_is_asked_for_up_to_now_so_that_slack_begins_with_the_newest(
    slack, slack_proxy, client
):
    last = await slack.say("C4NORDLYS", "U6KAREN", "Hej")
    slack_proxy.calls.clear()

    await histories.between(client, "C4NORDLYS", 0, [])

    [asked] = [each.arguments for each in slack_proxy.calls if each.method == "conversations.history"]
    assert asked["oldest"] < last["ts"] < asked["latest"]
