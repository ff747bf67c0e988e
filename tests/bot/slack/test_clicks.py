import pytest

from bot.slack import clicks

CLICK = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "trigger_id": "1.2",
    "container": {"type": "message", "message_ts": "5.5", "channel_id": "C1", "thread_ts": "4.4"},
    "actions": [
        {"type": "button", "action_id": "inquiry.claim", "block_id": "inquiry:42/actions", "value": "42"}
    ],
}


def test_a_click_tells_who_what_and_where():
    assert clicks.click(CLICK) == clicks.Click("U1", "42", "1.2", "C1", "5.5", 42)


def test_a_menu_choice_is_read_like_a_button():
    action = {"action_id": "inquiry.more", "selected_option": {"value": "close"}}

    read = clicks.click(CLICK | {"actions": [action]})

    assert (read.value, read.inquiry_id) == ("close", None)


def test_an_older_payload_tells_its_place_outside_the_container():
    payload = {key: value for key, value in CLICK.items() if key != "container"}

    read = clicks.click(payload | {"channel": {"id": "C9"}, "message": {"ts": "9.9", "thread_ts": "8.8"}})

    assert (read.channel, read.ts) == ("C9", "9.9")


@pytest.mark.parametrize("block_id", ["inquiry:/actions", "inquiry:x/actions", "b0", ""])
def test_a_block_that_names_no_inquiry_is_of_none(block_id):
    action = CLICK["actions"][0] | {"block_id": block_id}

    assert clicks.click(CLICK | {"actions": [action]}).inquiry_id is None


@pytest.mark.parametrize(("kind", "read"), [("modal", "V1"), ("home", None)])
def test_a_click_in_a_modal_tells_which_and_one_on_the_home_tab_is_in_no_modal(kind, read):
    container = {"type": "view", "view_id": "V1"}

    assert clicks.click(CLICK | {"container": container, "view": {"type": kind}}).view_id == read


def test_a_slash_command_tells_who_typed_it_and_where():
    typed = {"command": "/henvendelse", "user_id": "U1", "channel_id": "C1"}

    assert clicks.place(typed) == clicks.Place("U1", "C1", None)


def test_a_form_gives_its_fields_by_name_and_what_it_remembered():
    state = {
        "subject": {"subject": {"type": "plain_text_input", "value": "Re: x"}},
        "body": {"body": {"type": "plain_text_input", "value": None}},
        "office": {"office": {"type": "static_select", "selected_option": {"value": "uip"}}},
        "gone": {"gone": {"type": "static_select", "selected_option": None}},
        "until": {"until": {"type": "datepicker", "selected_date": "2026-03-06"}},
    }
    view = {"state": {"values": state}, "private_metadata": '{"inquiry": 1}'}

    read = clicks.typed({"user": {"id": "U1"}, "view": view})

    assert read.fields == {"subject": "Re: x", "body": "", "office": "uip", "gone": "", "until": "2026-03-06"}
    assert read.memory == {"inquiry": 1}


def test_a_form_that_remembers_nothing_is_read_all_the_same():
    view = {"state": {"values": {}}, "private_metadata": ""}

    assert clicks.typed({"user": {"id": "U1"}, "view": view}).memory == {}


def test_the_place_of_a_click_is_its_channel_and_thread():
    assert clicks.place(CLICK) == clicks.Place("U1", "C1", "4.4")
    assert clicks.place({"user": {"id": "U1"}, "view": {}}) == clicks.Place("U1", "", None)
    assert clicks.place({"type": "event_callback"}) is None


@pytest.mark.parametrize(
    ("names", "main"), [(("body-2", "language"), "body-2"), (("a", "b"), "b"), (("body", "x"), "body")]
)
def test_what_is_to_be_written_is_the_main_field_else_the_last(names, main):
    blocks = [*({"type": "input", "block_id": name} for name in names), {"type": "context", "block_id": "x"}]

    assert clicks.main_field({"view": {"blocks": blocks}}) == main
