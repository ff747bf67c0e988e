import pytest

from tests.servers.sample_bot import card, form, note, plain
from tests.servers.slack_rules import (
    block_problems,
    refused_answer,
    refused_message,
    refused_view,
)


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def section(text, **more):
    return {"type": "section", "text": text, **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def button(**changes):
    return {"type": "button", "action_id": "a", "text": plain("Tag sagen"), **changes}


def menu(*labels, kind="static_select", **changes):
    options = [{"text": plain(label), "value": str(number)} for number, label in enumerate(labels)]
    return {"type": kind, "action_id": "m", "options": options, **changes}


def described(text):
    return {"text": plain("x"), "value": "0", "description": plain(text)}


def asked(element, **changes):
    return {"type": "input", "block_id": "i", "label": plain("Felt"), "element": element, **changes}


def test_a_card_and_a_form_as_they_should_be_are_let_pass():
    assert refused_message({"text": "FD-1", "blocks": card()}) is None
    assert refused_view(form()) is None


@pytest.mark.parametrize(
    "block",
    [
        section(mrkdwn("x" * 3000)),
        actions(button(text=plain("x" * 75), value="x" * 2000)),
        actions(menu("x" * 75), menu("a", "b", kind="overflow", action_id="o")),
        {"type": "context", "elements": [mrkdwn("x")] * 10},
        {"type": "header", "text": plain("x" * 150)},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
        },
    ],
)
def test_a_block_at_its_limits_is_let_pass(block):
    assert list(block_problems([block])) == []


@pytest.mark.parametrize(
    "block",
    [
        section(mrkdwn("x" * 3001)),
        section(mrkdwn("")),
        {"type": "section"},
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        {"type": "section", "fields": [mrkdwn("x")] * 11},
        section(mrkdwn("x"), accessory={"type": "nonsense"}),
        {"type": "nonsense"},
        {"type": "header", "text": mrkdwn("x")},
        {"type": "header", "text": plain("x" * 151)},
        {"type": "context", "elements": [mrkdwn("x")] * 11},
        {"type": "context", "elements": [mrkdwn("x" * 3001)]},
        {"type": "image", "image_url": "https://fond.example/x.png"},
        actions(),
        actions(button(text=plain("x" * 76))),
        actions(button(text=mrkdwn("x"))),
        actions(button(value="x" * 2001)),
        actions(button(), button()),
        actions(menu("x", initial_option={"text": plain("y"), "value": "0"})),
        actions(menu("x", option_groups=[{"label": plain("x" * 76), "options": menu("x")["options"]}])),
        actions(menu("x", option_groups=[{"label": plain("x"), "options": menu("x" * 76)["options"]}])),
        actions(menu("x", option_groups=[{"label": plain("x"), "options": menu(*["x"] * 101)["options"]}])),
        actions({"type": "static_select", "action_id": "m", "options": [described("x" * 76)]}),
        actions({"type": "plain_text_input", "action_id": "p"}),
        asked(button()),
        asked({"type": "plain_text_input", "action_id": "p", "max_length": 3001}),
        asked({"type": "file_input", "action_id": "f", "max_files": 11}),
        section(mrkdwn("x"), nonsense=1),
        actions(button(nonsense=1)),
        actions(menu("x" * 76)),
        actions(menu()),
        actions(menu("x", placeholder=plain("x" * 151))),
        actions(menu(*"abcdef", kind="overflow")),
        actions(menu(*map(str, range(101)))),
        asked(menu(*map(str, range(11)), kind="radio_buttons")),
        asked({"type": "plain_text_input", "action_id": "a"}, label=mrkdwn("x")),
        asked({"type": "plain_text_input", "action_id": "a", "max_length": 3, "initial_value": "1234"}),
    ],
)
def test_a_block_past_its_limits_is_refused(block):
    refusal = refused_message({"text": "x", "blocks": [block]})

    assert refusal is not None
    assert refusal.error == "invalid_blocks"
    assert refusal.messages


def test_block_ids_are_unique():
    twice = [section(mrkdwn("x"), block_id="b")] * 2

    assert list(block_problems(twice)) == ["block_id b is used 2 times"]


def test_the_same_action_may_stand_in_two_blocks():
    assert list(block_problems([actions(button()), actions(button())])) == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "fondsdialog"}}, "invalid_metadata_format"),
        (
            {
                "text": "x",
                "metadata": {"event_type": "fondsdialog", "event_payload": {"reference": "x" * 9000}},
            },
            "metadata_too_large",
        ),
    ],
)
def test_a_message_slack_would_not_take_is_refused_with_its_error(arguments, error):
    assert refused_message(arguments).error == error


@pytest.mark.parametrize(
    "changes",
    [
        {"title": plain("x" * 25)},
        {"submit": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": []},
        {"title": mrkdwn("Svar")},
    ],
)
def test_a_view_past_its_limits_is_refused(changes):
    assert refused_view({**note("x"), **changes}).error == "invalid_arguments"


@pytest.mark.parametrize("part", ["title", "submit"])
def test_a_form_needs_a_title_and_a_button_to_send_it(part):
    lacking = {key: value for key, value in form().items() if key != part}

    assert refused_view(lacking).error == "invalid_arguments"


def test_a_view_too_large_is_refused():
    assert refused_view({**note("x"), "blocks": [section(plain("x" * 3000))] * 90}).error == "view_too_large"


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ({}, False),
        ({"response_action": "clear"}, False),
        ({"response_action": "errors", "errors": {"body": "For kort"}}, False),
        ({"response_action": "errors", "errors": {"acts": "Ikke et felt"}}, True),
        ({"response_action": "errors", "errors": {}}, True),
        ({"response_action": "update", "view": note("x")}, False),
        ({"response_action": "push", "view": note("x" * 3001)}, True),
    ],
)
def test_an_answer_to_a_form_names_its_fields_or_a_good_view(answer, refused):
    assert (refused_answer(form(), answer) is not None) == refused


def test_a_file_is_asked_for_in_a_modal_and_nowhere_else():
    file = asked({"type": "file_input", "action_id": "f"})

    assert refused_message({"text": "x", "blocks": [file]}).error == "invalid_blocks"
    assert refused_view({"type": "home", "blocks": [file]}) is not None
    assert refused_view(form() | {"blocks": [file]}) is None


def test_all_blocks_of_a_message_together_are_no_longer_than_slack_takes():
    def of(parts):
        return {"text": "x", "blocks": [section(mrkdwn("x" * 2900))] * parts}

    assert refused_message(of(4)) is None
    assert refused_message(of(5)).error == "msg_blocks_too_long"
    assert refused_view(form() | {"blocks": of(5)["blocks"]}) is None


def test_a_message_has_a_hundred_attachments_at_the_most():
    assert refused_message({"text": "x", "attachments": [{"text": "x"}] * 100}) is None
    assert (
        refused_message({"text": "x", "attachments": [{"text": "x"}] * 101}).error == "too_many_attachments"
    )


def test_a_view_puts_the_cursor_into_one_field_and_has_a_name_that_fits():
    field = asked({"type": "plain_text_input", "action_id": "p", "focus_on_load": True})
    other = field | {"block_id": "other"}

    assert refused_view(form() | {"blocks": [field]}) is None
    assert refused_view(form() | {"blocks": [field, other]}) is not None
    assert refused_view(form() | {"external_id": "x" * 256}) is not None
