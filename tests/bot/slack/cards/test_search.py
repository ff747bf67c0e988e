from bot.slack.cards import search

OFFICES = [("indsatser", "Indsatser & UIP"), ("politik", "Politik")]
INITIATIVES = [("uip", "Udviklings- og investeringsprogrammer")]


def test_nothing_in_the_form_must_be_filled_in(any_words, view_passes):
    view = search.form(OFFICES, INITIATIVES, any_words)

    view_passes(view)
    assert all(block["optional"] for block in view["blocks"])
    assert [block["block_id"] for block in view["blocks"]] == [
        "words",
        "organisation",
        "office",
        "initiative",
        "status",
        "since",
        "until",
    ]
