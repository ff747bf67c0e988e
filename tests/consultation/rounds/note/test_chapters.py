"""What the note says of the round: the period, every party where it belongs, the remarks and the accounts."""

from dataclasses import replace

import pytest
from lxml import html as lxml_html

from consultation.rounds.note.content import Curve, Party, Topic
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.words import Consent, PartyState
from tests.notes.sample import MASKS, the_note


def page_of(note):
    return lxml_html.fromstring(html(work_out(note, MASKS)))


@pytest.fixture(scope="module")
def page():
    return page_of(the_note())


def section(page, title):
    """The text between a heading and the next of its level."""
    (heading,) = [
        one for one in page.xpath("//main/h2 | //main/h3 | //main/h4") if one.text_content().endswith(title)
    ]
    texts = []
    for one in heading.itersiblings():
        if one.tag <= heading.tag and one.tag in {"h2", "h3", "h4"}:
            break
        texts.append(" ".join(one.text_content().split()))
    return "\n".join(texts)


def test_the_period_is_written_out_with_weekdays_days_and_working_days(page):
    period = section(page, "1.1 Høringsperiode")
    assert "mandag den 2. marts 2026 kl. 10.00" in period
    assert "mandag den 30. marts 2026 kl. 23.59" in period
    assert "28 dage, heraf 20 arbejdsdage" in period
    assert "The Bridge Trust fik frist til mandag den 6. april 2026" in period
    assert "Bestyrelsen mødes først den 1. april." in period


def test_who_passed_the_round_on_is_not_among_those_who_have_not_answered():
    states = (PartyState.ANSWERED, PartyState.DELEGATED, PartyState.SILENT)
    parties = tuple(Party(f"Fond {number}", state) for number, state in enumerate(states))

    summary = page_of(
        replace(the_note(), answers=(), campaigns=(), proposals=(), parties=parties)
    ).text_content()

    assert "1 har sendt høringen videre til en anden. 1 har ikke svaret." in summary


def test_those_asked_stand_alphabetically_with_a_tick_for_each_that_answered(page):
    (table,) = page.xpath("(//main//table)[1]")
    rows = [[cell.text_content() for cell in row] for row in table.xpath(".//tbody/tr")]
    assert [row[0] for row in rows[-4:]] == [
        "Østfonden",
        "Ådalsfonden",
        "Aarhus Eksempelfond",
        "16 parter i alt",
    ]
    ticks = {row[0]: (row[1], row[2]) for row in rows}
    assert ticks["Fonden Nordlys"] == ("✓", "")
    assert ticks["Aarhus Eksempelfond"] == ("", "✓")
    assert ticks["Fonden Stillevand"] == ("", "")
    assert "Kommunernes Eksempelforening" not in ticks
    assert rows[-1][1:3] == ["9", "1"]


def test_the_signatories_of_a_joint_letter_are_ticked_with_the_same_answer(page):
    (row,) = page.xpath('(//main//table)[1]//tr[td[1]="Legatet Bølgen"]')
    assert [cell.text_content() for cell in row[1:]] == ["✓", "", "svar 2"]


def test_each_party_stands_where_its_state_puts_it(page):
    assert "Legatet af 1899: »Vi takker for henvendelsen" in section(page, "har takket nej")
    assert "uden for fondens formål" in section(page, "har takket nej")
    silent = section(page, "1.4 Parter, der ikke har svaret")
    assert "Fonden Stillevand og Ådalsfonden" in silent
    assert "lovet et svar, som ikke er kommet: Klitfonden" in silent
    assert "kunne ikke nås på mail: Fonden Vindstille" in silent
    assert "Kommunernes Eksempelforening (svar 9)" in section(page, "Svar fra parter, der ikke var hørt")
    assert "tirsdag den 31. marts 2026 kl. 00.03" in section(page, "Svar efter fristen")


def test_remarks_stand_under_their_theme_and_again_under_their_question(page):
    theme = section(page, "Måling og dokumentation")
    assert "Fonden Nordlys (1) er kritisk: der mangler en fælles definition" in theme
    question = section(page, "Hvilket fokusområde og hvilken målgruppe peger I på?")
    assert "der mangler en fælles definition af hjemløshed hos unge. punkt 1-2" in question


def test_a_campaign_is_one_remark_with_all_its_parties_and_its_new_paragraph_another(page):
    theme = section(page, "Kommunernes rolle")
    assert (
        "Foreningen Spire (3), Fonden Spirekassen (4) og Kommunernes Eksempelforening (9) foreslår" in theme
    )
    assert "Fonden Spirekassen (4) oplyser: »små kommuner mangler personale" in theme
    assert "Se også punkt 1-3, 5-2." in theme


def test_remarks_without_a_theme_are_general(page):
    assert "Fonden Nordlys (1) støtter" in section(page, "Generelle bemærkninger")


def test_a_remark_without_a_known_theme_is_not_dropped():
    note = replace(the_note(), topics=(Topic("phases", "Faserne"),))
    assert "Fonden Nordlys (1) er kritisk" in section(page_of(note), "measuring")


def test_the_verdicts_are_counted_and_the_changes_listed(page):
    counts = section(page, "Ministeriets stillingtagen")
    assert "Delvist imødekommet1" in counts
    assert "punkt 2-1 (delvist imødekommet): Vejledningen ændres" in counts


def test_a_child_round_stands_as_a_supplement_with_its_own_parties_and_remarks(page):
    child = section(page, "Ændret afsnit om dokumentation i modningsfasen")
    assert "tirsdag den 7. april 2026" in child
    assert "Kun ét afsnit er ændret." in child
    assert "Havnefonden (1) støtter: »Vi kan støtte den nye formulering" in child


def test_messages_and_statements_are_accounted_for(page):
    assert "Stemmer: 21 beskeder er modtaget" in section(page, "6.1 Beskeder")
    statements = section(page, "6.2 Udsagn")
    assert "Gengivet i notatet18" in statements
    assert "Udsagn i alt21" in statements
    assert "sendt videre til rette kontor" in section(page, "Udsagn, der er lagt til side")


def test_a_comment_whose_point_is_gone_is_kept_apart(page):
    assert "Bemærkning fra en tidligere kørsel." in section(page, "Bemærkninger uden punkt")


def test_the_charts_say_in_words_what_they_show(page):
    time, stance = page.xpath("//figure/img/@alt")
    assert "Denne høring 9 svar fra 16 hørte; UIP 2025 10 svar fra 16 hørte" in time
    assert "Kommunernes rolle: forslag 3, oplysning 1" in stance


def test_a_round_that_nobody_answered_has_a_note():
    note = the_note()
    empty = replace(
        note,
        answers=(),
        parties=(),
        supplements=(),
        remarks=(),
        earlier=(),
        questions=(),
        reckoning=replace(note.reckoning, messages=11, answers=0, statements=0),
    )
    page = page_of(empty)
    assert "Der er ingen bemærkninger at gengive." in section(page, "2 Høringssvarene")
    assert not page.xpath("//figure")


def test_titles_that_would_be_formulas_or_cannot_be_drawn_do_not_stop_the_charts():
    note = the_note()
    topics = tuple(replace(one, title=f"{one.title} $x$ 🎉\n") for one in note.topics)
    odd = replace(note, topics=topics, earlier=(Curve("_$\\frac$ 中", 10, (1.0,)), Curve("ingen", 0, ())))
    assert len(page_of(odd).xpath("//figure")) == 2


def test_an_answer_to_an_older_version_of_a_document_says_so_where_it_is_listed_and_in_its_annex():
    note = the_note()
    first, *rest = note.answers
    older = replace(first, on_older=(("oplaeg.pdf", 1),))

    text = page_of(replace(note, answers=(older, *rest))).text_content()

    assert "(svar på version 1 af oplaeg.pdf)" in text
    assert "svar på version 1 af oplaeg.pdf, af hvilken der siden er kommet en nyere" in text
    assert "svar på version" not in page_of(note).text_content()


def test_a_replaced_answer_is_not_counted_among_those_that_are_given():
    def given(note):
        return section(page_of(note), "1.7 Offentliggørelse")

    note = the_note()
    current = tuple(one for one in note.answers if one.replaced_by is None)

    assert len(current) < len(note.answers)
    assert given(note) == given(replace(note, answers=current))


def test_a_party_is_named_once_where_two_of_its_letters_are_not_given():
    note = the_note()
    withheld = next(one for one in note.answers if one.consent is Consent.NOT)
    corrected = replace(withheld, number=99)

    text = section(page_of(replace(note, answers=(*note.answers, corrected))), "1.7 Offentliggørelse")

    assert text.count(withheld.party) == 1
