"""Near-identical letters and proposals in the note: differences first, publication choices obeyed."""

from dataclasses import replace

import pytest
from lxml import html as lxml_html

from consultation.rounds.note.content import Campaign, Copy, Proposal
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.words import Consent, ProposalType, Stance, SusiPhase
from tests.notes.sample import MASKS, an_answer, the_note

SHARED = "Væresteder skal have faste bevillinger."
LEFT_OUT = "Brugerne skal ikke betale."
OWN = "I Svendborg lukkede to væresteder."
MARKS = [(SHARED, Stance.PROPOSAL, {})]


@pytest.fixture(autouse=True)
def _quick(quick_charts):
    """Charts are not what is tested here."""


def a_note(*answers, copies=(), proposals=(), language="da"):
    campaigns = (Campaign(1, tuple(copies)),) if copies else ()
    return replace(
        the_note(),
        answers=answers,
        campaigns=campaigns,
        proposals=tuple(proposals),
        supplements=(),
        remarks=(),
        language=language,
    )


def said(note, title):
    page = lxml_html.fromstring(html(work_out(note, MASKS)))
    (heading,) = [one for one in page.xpath("//main/h2 | //main/h3") if one.text_content().endswith(title)]
    blocks = []
    for one in heading.itersiblings():
        if one.tag <= heading.tag and one.tag in {"h2", "h3"}:
            break
        blocks.append(" ".join(one.text_content().split()))
    return " | ".join(blocks)


def model(**over):
    marks = [*MARKS, (LEFT_OUT, Stance.CRITICISM, {})]
    return an_answer(1, "Fonden Nordlys", f"{SHARED}\n\n{LEFT_OUT}", marks, **over)


def copy(**over):
    marks = [*MARKS, (OWN, Stance.INFORMATION, {})]
    return an_answer(2, "Havnefonden", f"{SHARED}\n\n{OWN}", marks, **over)


def differences(first, second):
    own, left_out = second.statements[1].passage, first.statements[1].passage
    return [Copy(2, (own,), (left_out,)), Copy(1)]


def test_what_one_letter_adds_comes_before_what_it_leaves_out():
    first, second = model(), copy()

    told = said(a_note(first, second, copies=differences(first, second)), "Enslydende breve")

    assert "2 parter har sendt næsten det samme brev: Fonden Nordlys (1) og Havnefonden (2)." in told
    assert told.index(f"Havnefonden (2) skriver derudover: »{OWN}« punkt 2-2") < told.index(
        f"Havnefonden (2) udelader: »{LEFT_OUT}«"
    )
    assert told.endswith("Det, brevene har til fælles, står i punkt 1-1.")


def test_of_a_copy_that_must_not_be_published_no_word_is_given():
    first, second = model(), copy(consent=Consent.NOT)

    told = said(a_note(first, second, copies=differences(first, second)), "Enslydende breve")

    assert OWN not in told
    assert "Havnefonden (2) har egne afsnit, som ikke gengives." in told


def test_of_a_model_that_must_not_be_published_nothing_is_given_as_left_out():
    first, second = model(consent=Consent.NOT), copy()

    told = said(a_note(first, second, copies=differences(first, second)), "Enslydende breve")

    assert LEFT_OUT not in told


def test_letters_that_say_the_same_are_told_to_do_so():
    first = an_answer(1, "Fonden Nordlys", SHARED, MARKS)
    second = an_answer(2, "Havnefonden", SHARED, MARKS)

    told = said(a_note(first, second, copies=[Copy(1), Copy(2)], language="en"), "Near-identical letters")

    assert "None of the letters says anything beyond the common text." in told


def test_a_note_without_campaigns_and_proposals_has_no_such_chapters():
    written = html(work_out(a_note(model()), MASKS))

    assert "Enslydende breve" not in written
    assert "Forslag efter fase" not in written


def a_proposal(answer, phase=SusiPhase.MODNING, **over):
    plain = Proposal(answer.number, answer.statements[0].passage, ProposalType.TAKEOVER, phase)
    return replace(plain, **over)


def test_a_proposal_stands_under_its_phase_with_its_groups_and_what_it_lacks():
    answer = model()
    made = a_proposal(answer, target_groups=("Hjemløse", "Unge"), lacks=("Budget", "Måling"), sure=False)

    told = said(a_note(answer, proposals=[made]), "4.1 Modning")

    assert "Overtagelse af en tidligere indsats: Hjemløse og Unge [ikke entydigt]" in told
    assert f"»{SHARED}«" in told
    assert "Budget; måling" in told


def test_phases_come_in_their_order_and_those_without_proposals_not_at_all():
    answer = model()
    made = [a_proposal(answer, None), a_proposal(answer, SusiPhase.UDBREDELSE), a_proposal(answer)]

    page = lxml_html.fromstring(html(work_out(a_note(answer, proposals=made), MASKS)))

    titles = [one.text_content().split(" ", 1)[1] for one in page.xpath("//h3[starts-with(@id, 'phase')]")]
    assert titles == ["Modning", "Udbredelse", "Fasen fremgår ikke"]


def test_a_proposal_of_an_answer_that_must_not_be_published_is_counted_and_not_shown():
    answer = model(consent=Consent.NOT)

    told = said(a_note(answer, proposals=[a_proposal(answer)]), "Forslag efter fase")

    assert SHARED not in told
    assert "Svarene rummer 1 forslag." in told
    assert "ikke ønsker den offentliggjort" in told
