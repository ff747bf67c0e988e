"""The page stands by itself, leads every sentence to its passage, and takes no markup from outside."""

import re
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from consultation.rounds.note.content import Party
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.words import PartyState, Stance, Text
from tests.notes.sample import MASKS, an_answer, the_note

ATTACK = '<script>alert("x")</script> & "quoted"'


@pytest.fixture(scope="module")
def page():
    return lxml_html.fromstring(html(work_out(the_note(), MASKS)))


def test_every_link_leads_to_one_place_in_the_page(page):
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    links = page.xpath("//a/@href")
    assert {link.removeprefix("#") for link in links} - {"main"} <= set(anchors)


def test_a_party_leads_to_the_marked_passage_and_the_passage_back_to_the_point(page):
    (link,) = page.xpath('//main/p[not(@class)][contains(., "overtage »Fælles")]/a')
    assert link.text_content() == "Engfonden (7)"
    (place,) = page.xpath(f'//*[@id="{link.get("href")[1:]}"]')
    mark = place.getnext()
    assert mark.tag == "mark"
    assert (
        mark.text
        == "Vi ønsker at overtage »Fælles Fodslag« fra 2027 under forudsætning af, at data følger med."
    )
    back = mark.getnext().get("href")
    (box,) = page.xpath(f'//*[@id="{back[1:]}"]')
    assert "punkt 7-1" in box.text_content()


def test_a_passage_in_an_annex_is_marked_there(page):
    (annex,) = page.xpath('//p[@class="annex"]/following-sibling::div[1]')
    assert annex.xpath(".//mark/text()") == ["De fleste havde haft mere end fire sagsbehandlere på et år."]


def test_nothing_is_fetched_from_elsewhere(page):
    assert not page.xpath("//script | //link | //iframe")
    assert all(source.startswith("data:image/svg+xml;base64,") for source in page.xpath("//img/@src"))
    assert page.xpath("//img[not(@alt) or @alt='']") == []
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_markup_from_outside_is_shown_and_does_nothing():
    answer = an_answer(1, ATTACK, ATTACK, [(ATTACK, Stance.PROPOSAL, {"topics": (ATTACK,), "text": ATTACK})])
    answer = replace(answer, texts=(*answer.texts, Text(ATTACK, ATTACK)), signatories=(ATTACK,))
    note = replace(
        the_note(),
        title=ATTACK,
        answers=(answer,),
        parties=(Party(ATTACK, PartyState.DECLINED, words=ATTACK),),
        consent_question=ATTACK,
    )
    written = html(work_out(note, MASKS))
    assert "<script" not in written
    assert "&lt;script&gt;" in written


def test_a_character_that_no_page_holds_is_replaced():
    answer = an_answer(1, "Fond", "a\x00b\ud800c\x1b", [("a\x00b\ud800c\x1b", Stance.PROPOSAL, {})])
    written = html(work_out(replace(the_note(), answers=(answer,)), MASKS))
    assert "a\ufffdb\ufffdc\ufffd" in written
    written.encode("utf-8")


def test_headings_are_numbered_without_a_gap(page):
    numbers = [
        one.text_content() for one in page.xpath("//main//*[self::h2 or self::h3]/span[@class='number']")
    ]
    counted = [tuple(map(int, number.split("."))) for number in numbers]
    assert counted == sorted(counted)
    for chapter in {number[0] for number in counted}:
        sections = [number[1] for number in counted if number[0] == chapter and len(number) == 2]
        assert sections == list(range(1, len(sections) + 1))


def test_an_english_note_has_no_danish_words_of_our_own():
    note = replace(the_note(), language="en")
    written = html(work_out(note, MASKS))
    text = re.sub(r"<[^>]+>", " ", written)
    assert "Friday 17 April 2026" in text
    assert "The ministry&#39;s comment" in written
    for danish in ("Ministeriets", "Høringsperiode", "Afstemning", "svar 1", "punkt "):
        assert danish not in text
