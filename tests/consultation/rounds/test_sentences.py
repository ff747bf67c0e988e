import pytest

from consultation.rounds import sentences
from nlp import parts


def cut(text, start=0, end=None, frame=()):
    lines = parts.lines(text, has_subject=False)
    outside = [line.part in frame for line in lines]
    return sentences.cut(text, start, len(text) if end is None else end, lines, outside)


def said(text):
    return [text[one.start : one.end].strip() for one in cut(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Det gælder bl.a. Odense og f.eks. Vejle.",
        "Se jf. Serviceloven § 12, stk. 2, og nr. 5 i listen.",
        "Vi taler om ca. 40 unge.",
        "It concerns e.g. Funen, i.e. the islands.",
        "Mødet er den 3. maj hos J. Hansen.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text):
    assert said(text) == [text]


def test_an_amount_may_end_one():
    assert said("Rammen er 5 mio. kr. Det er for lidt.") == ["Rammen er 5 mio. kr.", "Det er for lidt."]


def test_a_wrapped_line_is_one_sentence():
    assert said("Vi støtter det\nfulde forslag\n- også det om de små\nkommuner.") == [
        "Vi støtter det\nfulde forslag\n- også det om de små\nkommuner."
    ]


def test_a_list_stays_with_the_line_that_leads_into_it():
    text = "Først dette. Vi foreslår:\n- mere tid. Og ro\n\n- flere penge\n\nSlut."

    assert said(text) == ["Først dette.", "Vi foreslår:\n- mere tid. Og ro\n\n- flere penge", "Slut."]


def test_items_without_a_lead_in_are_each_their_own():
    assert said("1. Vi er med.\n2. Vi er imod. Helt.") == ["1. Vi er med.", "2. Vi er imod.", "Helt."]


def test_a_heading_stays_with_what_stands_below_it():
    assert said("Økonomi\n\nRammen er lille. Den bør øges.") == [
        "Økonomi\n\nRammen er lille.",
        "Den bør øges.",
    ]


def test_short_answers_below_one_another_are_no_headings():
    assert said("Unge hjemløse\n\nVeteraner") == ["Unge hjemløse", "Veteraner"]


def test_frame_is_kept_apart():
    text = "Kære alle\n\nDet er godt.\n\nVenlig hilsen\nBo"
    found = cut(text, frame=(parts.Part.GREETING, parts.Part.SIGNATURE))

    assert [one.frame for one in found] == [True, False, True]


def test_only_the_passage_is_cut():
    text = "Et. To. Tre. Fire."

    assert [(one.start, one.end) for one in cut(text, 4, 13)] == [(4, 8), (8, 13)]


def test_a_passage_of_white_space_is_frame():
    assert cut("a \n\n b", 1, 4) == [sentences.Sentence(1, 4, frame=True)]
    assert cut("a", 1, 1) == []
