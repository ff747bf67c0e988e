import pytest

from bot.demo.slack_page import NotOnPage, Page, completed, elements, filled, left_empty, press
from tests.servers.sample_bot import card, form, plain

OPTIONS = [{"text": plain("Ja"), "value": "yes"}, {"text": plain("Nej"), "value": "no"}]


def field(element, **block):
    definition = {"action_id": "f", **element}
    return {"type": "input", "block_id": "f", "label": plain("Felt"), "element": definition, **block}


def view(*blocks):
    return {"type": "modal", "blocks": list(blocks)}


def test_a_message_is_added_changed_and_removed_as_the_frames_say():
    page = Page()
    page.apply({"t": "message", "message": {"channel": "C1", "ts": "1", "text": "et"}})
    page.apply({"t": "message", "message": {"channel": "C1", "ts": "2", "text": "to"}})
    page.apply({"t": "message_update", "message": {"channel": "C1", "ts": "1", "text": "ændret"}})
    page.apply({"t": "message_delete", "channel": "C1", "ts": "2"})

    assert [message["text"] for message in page.messages["C1"]] == ["ændret"]


def test_field_errors_go_when_another_view_is_shown():
    page = Page()
    page.apply({"t": "view", "stack": [form()]})
    page.apply({"t": "view_errors", "errors": {"body": "For kort"}})
    assert page.form_errors == {"body": "For kort"}

    page.apply({"t": "view", "stack": []})

    assert page.form_errors == {}
    assert page.modal_changes == 3


def test_frames_it_has_no_use_for_change_nothing():
    page = Page()
    page.apply({"t": "socket_status", "connected": True})

    assert page == Page()


def test_elements_are_found_in_actions_accessories_and_inputs():
    accessory = {"type": "section", "block_id": "s", "accessory": {"type": "button", "action_id": "a"}}
    shown = {"blocks": [*card(), accessory, field({"type": "datepicker"})]}

    found = [(element["block_id"], element["action_id"]) for element in elements(shown)]

    assert found == [("acts", "claim"), ("acts", "reply"), ("acts", "more"), ("s", "a"), ("f", "f")]


def test_a_block_without_an_id_is_known_by_its_place():
    shown = {"blocks": [{"type": "divider"}, {"type": "actions", "elements": [{"action_id": "a"}]}]}

    assert [element["block_id"] for element in elements(shown)] == ["b1"]


def test_a_value_chooses_between_buttons_of_one_action():
    buttons = [{"type": "button", "action_id": "route", "value": value} for value in ("uip", "policy")]

    action = press({"blocks": [{"type": "actions", "elements": buttons}]}, "route", value="policy")

    assert action["value"] == "policy"


def test_a_menu_has_only_its_own_options():
    with pytest.raises(NotOnPage) as refused:
        press({"blocks": card()}, "more", option="delete")

    assert refused.value.there == ["note", "close"]


def test_an_option_is_found_within_its_group():
    grouped = {"type": "static_select", "option_groups": [{"label": plain("Svar"), "options": OPTIONS}]}

    assert filled(view(field(grouped)), {"f": "no"})["f"]["f"]["selected_option"] == OPTIONS[1]


def test_several_choices_are_given_as_a_list():
    boxes = field({"type": "checkboxes", "options": OPTIONS})

    assert filled(view(boxes), {"f": ["yes", "no"]})["f"]["f"]["selected_options"] == OPTIONS


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"type": "plain_text_input", "initial_value": "før"}, {"value": "før"}),
        ({"type": "plain_text_input"}, {"value": None}),
        ({"type": "static_select", "initial_option": OPTIONS[0]}, {"selected_option": OPTIONS[0]}),
        ({"type": "users_select", "initial_user": "U1"}, {"selected_user": "U1"}),
        ({"type": "users_select"}, {"selected_user": None}),
        ({"type": "multi_static_select"}, {"selected_options": []}),
        ({"type": "datepicker", "initial_date": "2026-03-12"}, {"selected_date": "2026-03-12"}),
    ],
)
def test_an_untouched_field_holds_what_it_was_given(element, expected):
    states = completed(view(field(element)), {"f": {"f": {"type": element["type"], "value": None}}})

    assert states == {"f": {"f": {"type": element["type"], **expected}}}


def test_a_field_emptied_by_hand_stays_empty():
    prefilled = view(field({"type": "plain_text_input", "initial_value": "før"}))

    states = completed(prefilled, {"f": {"f": {"type": "plain_text_input", "value": ""}}})

    assert states["f"]["f"]["value"] is None


@pytest.mark.parametrize(("optional", "missing"), [(True, []), (False, ["f"])])
def test_only_an_optional_field_may_be_left_empty(optional, missing):
    asked = view(field({"type": "static_select", "options": OPTIONS}, optional=optional))

    assert list(left_empty(asked, completed(asked, {}))) == missing
