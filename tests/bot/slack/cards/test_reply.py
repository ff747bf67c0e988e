import json
from datetime import timedelta
from itertools import cycle

import pytest
from hypothesis import given

from bot.inquiries.answer import Form, Library, Seen
from bot.slack.cards import reply
from storage.answers import Similar
from storage.tables import AnswerTemplate
from tests.slack_texts import CPR, nasty_texts, texts_in


@pytest.fixture(scope="session")
def a_form(a_letter, an_inquiry):
    """Make an answer form as it opens."""

    def _a_form(**over):
        values = {
            "inquiry": an_inquiry(),
            "recipients": "karen@fondennordlys.example",
            "subject": "Re: Evaluering [FD-2026-00042]",
            "body": "",
            "seen": Seen(7, (3,)),
            "newest": a_letter(),
        }
        return Form(**(values | over))

    return _a_form


@pytest.fixture(scope="session")
def a_library(a_letter, an_inquiry, now):
    """Make a library of standard answers and of one similar answer, with a text in each."""

    def _a_library(text="Kære {navn}", templates=2):
        answer = a_letter(id=99, text=text, at=now - timedelta(days=20))
        similar = Similar(an_inquiry(reference="FD-2026-00031"), answer, 0.8)
        standard = [
            AnswerTemplate(
                id=number, title=text or "x", owner="U1ANNE", times_used=number - 1, valid_until=until
            )
            for number, until in zip(range(1, templates + 1), cycle((None, "2026-12-31")), strict=False)
        ]
        return Library(standard, [similar])

    return _a_library


def fields(view):
    """Give what stands in each field of a form, by block id."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert all(block["element"]["action_id"] == block["block_id"] for block in inputs)
    return {block["block_id"]: block["element"] for block in inputs}


def said(view):
    return "\n".join(texts_in(view))


def test_the_answer_form_shows_what_came_and_is_filled_in(a_form, words, now, view_passes):
    view = reply.draw(a_form(), words, now)

    view_passes(view)
    assert view["callback_id"] == "inquiry.reply"
    assert view["title"]["text"] == "Svar FD-2026-00042"
    assert "karen@fondennordlys.example skrev torsdag den 5. marts kl. 10.00:" in said(view)
    assert ">Kan vi få en snak om evaluering?" in said(view)
    assert {name: field.get("initial_value") for name, field in fields(view).items()} == {
        "recipients": "karen@fondennordlys.example",
        "copies": None,
        "subject": "Re: Evaluering [FD-2026-00042]",
        "body": None,
        "language": None,
        "quoted": None,
        "attachments": None,
    }
    assert view["notify_on_close"] is True


def test_the_answer_form_remembers_what_its_writer_has_seen(a_form, words, now):
    view = reply.draw(a_form(), words, now)

    assert json.loads(view["private_metadata"]) == {
        "inquiry": 42,
        "seen": 7,
        "merged": [3],
        "used": [],
        "put_in": 0,
    }


def test_an_overtaken_form_says_so_first_and_keeps_what_was_typed(a_form, a_letter, words, now, view_passes):
    newest = a_letter(text="Vi har ændret mening. " * 60)
    view = reply.draw(a_form(body="Kære Karen", newest=newest), words, now, overtaken=True)

    view_passes(view)
    assert said(view).startswith(":warning: *Der er kommet nyt: se det først.*")
    assert "…" not in said(view)
    assert fields(view)["body"]["initial_value"] == "Kære Karen"


def test_it_names_who_waits_and_is_none_of_the_recipients(a_form, words, now, view_passes):
    form = a_form(left_out=["bo@fond.example", "slack:u6karen"])

    view = reply.draw(form, words, now, overtaken=True)

    view_passes(view)
    assert "Venter også på svar, men står ikke blandt modtagerne: bo@fond.example, <@U6KAREN>" in said(view)


def test_a_number_in_the_subject_does_not_go_back_out(a_form, words, now):
    view = reply.draw(a_form(subject=f"Re: Borger {CPR}\n [FD-2026-00042]"), words, now)

    assert fields(view)["subject"]["initial_value"] == "Re: Borger xxxxxx-xxxx [FD-2026-00042]"


@given(text=nasty_texts, subject=nasty_texts)
def test_whatever_came_the_answer_form_passes(a_form, a_letter, words, now, view_passes, text, subject):
    newest = a_letter(text=text, sender=subject)
    form = a_form(newest=newest, subject=subject, recipients=subject, body=text)

    view_passes(reply.draw(form, words, now))
    view_passes(reply.draw(form, words, now, overtaken=True))


def test_the_answer_is_in_the_inquirys_language_and_quotes_nothing_unless_asked(a_form, words, now):
    filled = fields(reply.draw(a_form(language="en"), words, now))

    assert filled["language"]["initial_option"]["value"] == "en"
    assert "initial_options" not in filled["quoted"]


def test_a_draft_comes_back_with_its_language_quotation_and_files(a_form, words, now, view_passes):
    files = [{"name": f"bilag{number}.pdf", "size": 1, "type": "x/y", "file": number} for number in (4, 5)]
    view = reply.draw(a_form(language="en", quoted=True, files=files), words, now)

    view_passes(view)
    filled = fields(view)
    assert [each["value"] for each in filled["quoted"]["initial_options"]] == ["quoted"]
    assert [each["value"] for each in filled["kept"]["initial_options"]] == ["4", "5"]
    assert filled["kept"]["options"][0]["text"]["text"] == "bilag4.pdf"


def test_all_files_of_a_draft_stand_in_the_form(a_form, words, now, view_passes):
    files = [{"name": "bilag.pdf", "size": 1, "type": "x/y", "file": number} for number in range(1, 13)]
    view = reply.draw(a_form(files=files), words, now)

    view_passes(view)
    assert [each["value"] for each in fields(view)["kept_2"]["initial_options"]] == ["11", "12"]


def test_what_is_typed_is_heard_of_so_that_it_can_be_kept(a_form, words, now):
    [body] = [each for each in reply.draw(a_form(), words, now)["blocks"] if each.get("block_id") == "body"]

    assert body["dispatch_action"] is True
    assert body["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}


def test_similar_answers_and_standard_ones_are_offered(a_form, a_library, words, now, view_passes):
    view = reply.draw(a_form(library=a_library()), words, now)

    view_passes(view)
    assert ":bulb: Ligner *FD-2026-00031*, besvaret i februar\n>Kære {navn}" in said(view)
    pressed = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert [(each["action_id"], each["value"]) for each in pressed] == [("inquiry.reply.similar", "99")]
    [menu] = [each for block in view["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert menu["action_id"] == "inquiry.reply.template"
    assert [option["value"] for option in menu["options"]] == ["1", "2"]


def test_a_standard_answer_says_how_often_it_was_sent_how_long_it_holds_and_whose_it_is(
    a_form, a_library, words, now
):
    view = reply.draw(a_form(library=a_library("Om støtte", templates=3), used=[2]), words, now)

    [menu] = [each for block in view["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert [option["description"]["text"] for option in menu["options"]] == [
        "Ikke brugt endnu",
        "Brugt 1 gang · gælder til torsdag den 31. december 2026",
        "Brugt 2 gange",
    ]
    assert "*Om støtte* er sat ind. Brugt 1 gang · gælder til torsdag den 31. december 2026" in said(view)
    assert "<@U1ANNE> holder det ved lige" in said(view)


def test_a_text_that_was_put_in_stands_in_a_field_of_a_new_name(a_form, words, now):
    # Slack keeps what somebody typed in a field as long as it has the same name
    view = reply.draw(a_form(body="Kære Karen", used=[3]), words, now, put_in=2)

    [body] = [each for each in view["blocks"] if each.get("block_id") == "body-2"]
    assert (body["element"]["action_id"], body["element"]["initial_value"]) == ("body", "Kære Karen")
    memory = json.loads(view["private_metadata"])
    assert (memory["used"], memory["put_in"]) == ([3], 2)


def test_three_hundred_standard_answers_and_a_hundred_files_still_make_a_form(
    a_form, a_library, any_words, now, view_passes
):
    files = [{"name": "<!channel>" * 40, "size": 1, "type": "x", "file": number} for number in range(100)]
    form = a_form(library=a_library("*&<" * 2000, templates=300), files=files, used=list(range(100)))

    view_passes(reply.draw(form, any_words, now))


@given(text=nasty_texts)
def test_whatever_was_answered_before_the_form_passes(a_form, a_library, words, now, view_passes, text):
    files = [{"name": text, "size": 1, "type": "x", "file": 1}]

    view_passes(reply.draw(a_form(library=a_library(text), files=files), words, now))


def test_who_asked_in_slack_is_named_and_no_address_of_slack_s_is_shown(a_form, any_words, now, view_passes):
    people = {"slack:u6karen": "Karen Lyngholt", "slack:u7ib": ""}
    form = a_form(recipients="slack:U6KAREN, a@fond.example", threads=people, copies="b@fond.example")

    view = reply.draw(form, any_words, now)

    view_passes(view)
    there = fields(view)
    labels = [each["text"]["text"] for each in there["threads"]["options"]]
    assert labels[0].startswith("Karen Lyngholt, i")
    assert "slack:" not in " ".join([*labels, said(view)])
    assert [each["value"] for each in there["threads"]["initial_options"]] == ["slack:u6karen"]
    assert there["recipients"]["initial_value"] == "a@fond.example"
    assert there["copies"]["initial_value"] == "b@fond.example"


def test_where_nobody_asked_in_slack_there_is_no_box_to_tick(a_form, words, now):
    view = reply.draw(a_form(), words, now)

    assert "threads" not in fields(view)
    [to] = [block for block in view["blocks"] if block.get("block_id") == "recipients"]
    assert "optional" not in to


def test_files_from_the_foundation_are_offered_unticked_unless_a_draft_has_them(
    a_form, any_words, now, view_passes
):
    received = [{"name": f"{number}.pdf", "size": 1, "type": "x", "file": number} for number in range(1, 15)]

    view = reply.draw(a_form(received=received, files=received[:1]), any_words, now)

    view_passes(view)
    there = fields(view)
    assert [each["value"] for each in there["kept"]["options"]] == ["1"]
    assert [each["value"] for each in there["received"]["options"]] == [str(each) for each in range(2, 12)]
    assert [each["value"] for each in there["received_2"]["options"]] == ["12", "13", "14"]
    assert "initial_options" not in there["received"]
