from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inquiries.lifecycle import OPEN, Status
from bot.slack.cards.inquiry import Elsewhere, Guess, RoundGuess, draw, draw_bare
from tests.slack_texts import CPR, nasty_texts

UNSURE = {
    "accepted": False,
    "confidence": 0.41,
    "guesses": [
        Guess("uip", 0.41, "indsatser", "Kontor for Virksomme Indsatser og Investeringer"),
        Guess("temamoeder", 0.3, "moeder", "Møder & Partnerskaber"),
    ],
}


def test_a_new_inquiry_says_who_wrote_about_what_and_by_when_to_answer(a_card, words, shown, passes):
    post = draw(a_card(), words)

    passes(post)
    said = shown(post)
    assert "*FD-2026-00042*  ·  *Fonden Nordlys* · Karen Lyngholt\n*Evaluering af mentorordning*" in said
    assert "Ny – ingen har taget sagen   ·   Svar senest torsdag den 12. marts kl. 15.00" in said
    assert ">Kan vi få en snak om evaluering?\n>\n>Karen" in said
    assert "*Vidensalliancer* · Evaluering  (ret sikker, 83 %)" in said
    assert post.text == "FD-2026-00042 fra Fonden Nordlys: Evaluering af mentorordning"


def test_it_says_so_in_english_as_well(a_card, any_words, passes):
    passes(draw(a_card(**UNSURE), any_words))


def test_a_new_inquiry_can_be_claimed_answered_sent_on_and_more(a_card, words, buttons):
    assert buttons(draw(a_card(), words)) == {
        "inquiry.claim": "Tag sagen",
        "inquiry.reply": "Svar",
        "inquiry.reroute": "Send videre",
        "inquiry.further": "Mere …",
        "inquiry.more": ["note", "snooze", "merge", "close", "original"],
    }


def test_a_claimed_inquiry_says_who_has_it_and_cannot_be_claimed(a_card, words, shown, buttons):
    post = draw(a_card(status=Status.CLAIMED, claimed_by="U1ANNE"), words)

    assert "<@U1ANNE> har sagen   ·   Svar senest" in shown(post)
    assert "inquiry.claim" not in buttons(post)


def test_a_snoozed_inquiry_says_until_when_and_who_has_it(a_card, words, shown, buttons, now):
    until = now + timedelta(days=4)
    post = draw(a_card(status=Status.WAITING, snoozed_until=until, claimed_by="U1ANNE"), words)

    assert "Udsat til mandag den 9. marts kl. 10.00   ·   <@U1ANNE> har sagen   ·   Svar senest" in shown(
        post
    )
    assert "inquiry.claim" in buttons(draw(a_card(status=Status.WAITING, snoozed_until=until), words))


def test_an_answered_inquiry_says_when_and_has_no_deadline_any_more(a_card, words, shown, buttons, now):
    post = draw(a_card(status=Status.ANSWERED, answered_at=now, claimed_by="U1ANNE"), words)

    assert "Besvaret torsdag den 5. marts kl. 10.00   ·   <@U1ANNE> har sagen" in shown(post)
    assert "senest" not in shown(post)
    assert buttons(post)["inquiry.more"] == ["note", "merge", "reopen", "close", "original"]


def test_a_closed_inquiry_can_be_reopened_and_not_claimed(a_card, words, shown, buttons, now):
    post = draw(a_card(status=Status.CLOSED, closed_at=now), words)

    assert "Lukket torsdag den 5. marts kl. 10.00" in shown(post)
    assert buttons(post)["inquiry.more"] == ["note", "merge", "reopen", "original"]
    assert "inquiry.claim" not in buttons(post)


def test_a_merged_inquiry_leads_to_where_it_goes_on_and_can_only_be_parted(
    a_card, any_words, shown, passes, buttons
):
    main = Elsewhere("FD-2026-00031", "https://slack.example/archives/C1/p1")
    post = draw(a_card(status=Status.CLOSED, claimed_by="U1ANNE", goes_on_in=main), any_words)

    passes(post)
    assert "<https://slack.example/archives/C1/p1|FD-2026-00031>*" in shown(post)
    assert list(buttons(post)) == ["inquiry.unmerge", "inquiry.further"]


def test_where_the_main_one_has_no_card_its_number_stands_alone(a_card, words, shown):
    post = draw(a_card(status=Status.CLOSED, goes_on_in=Elsewhere("FD-2026-00031")), words)

    assert "*Lagt sammen med FD-2026-00031*" in shown(post)


def test_the_rounds_that_it_is_about_are_named(a_card, any_words, shown, passes):
    post = draw(a_card(rounds=["Ny <!channel> & UIP", *["x" * 5000] * 300]), any_words)

    passes(post)
    assert "Ny &lt;!channel&gt; &amp; UIP" in shown(post)


def test_an_inquiry_names_those_that_go_on_in_it(a_card, words, shown, passes):
    post = draw(a_card(merged=[f"FD-2026-{number:05d}" for number in range(300)]), words)

    passes(post)
    assert "Her er også FD-2026-00000, FD-2026-00001" in shown(post)


def test_a_deadline_that_has_passed_is_called_so(a_card, words, shown, now):
    post = draw(a_card(deadline=now - timedelta(minutes=1)), words)

    late = "*Fristen er overskredet* – svar skulle være sendt senest torsdag den 5. marts kl. 09.59"
    assert late in shown(post)


def test_an_unsure_reading_offers_its_guesses_with_their_offices(a_card, words, shown, buttons, passes):
    post = draw(a_card(**UNSURE), words)

    passes(post)
    assert "(usikker, 41 %)" in shown(post)
    assert "• Temamøder → Møder &amp; Partnerskaber (30 %)" in shown(post)
    assert buttons(post)["inquiry.guess.0"] == "Åbning af Udviklings- og Investeringsprogrammerne"
    assert buttons(post)["inquiry.guess.1"] == "Temamøder"
    [row] = [block for block in post.blocks if block.get("block_id") == "inquiry:42/guesses"]
    assert row["elements"][1]["value"] == "42:moeder:temamoeder"


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_is_over_needs_no_guesses(a_card, words, buttons, status):
    assert "inquiry.guess.0" not in buttons(draw(a_card(status=status, **UNSURE), words))


def test_a_hundred_attachments_are_named_by_five(a_card, words, shown, passes):
    names = [f"<bilag>&{number}.pdf" for number in range(100)]

    post = draw(a_card(attachments=names, linked=["FD-2026-00007"]), words)

    passes(post)
    assert "&lt;bilag&gt;&amp;4.pdf, og 95 til   ·   Hænger sammen med FD-2026-00007" in shown(post)


def test_who_wrote_is_the_organisation_else_the_person_else_the_address(a_card, words, shown):
    person = shown(draw(a_card(organisation=None), words))
    address = shown(draw(a_card(organisation=None, sender_name=""), words))
    nobody = shown(draw(a_card(organisation=None, sender_name="", sender="", subject=""), words))

    assert "·  *Karen Lyngholt*\n" in person
    assert "·  *karen@fondennordlys.example*\n" in address
    assert "·  *Ukendt afsender*\n*(intet emne)*" in nobody


def test_a_subject_with_asterisks_stays_bold_to_its_end(a_card, words, shown):
    assert "\n*Evaluering ∗haster∗*\n" in shown(draw(a_card(subject="Evaluering *haster*"), words))


def test_a_number_in_the_subject_the_name_the_text_or_a_file_is_masked(a_card, words, shown):
    post = draw(
        a_card(
            subject=f"Om {CPR}",
            organisation=f"Bo {CPR}",
            sender_name=f"Bo {CPR}",
            excerpt=f"Borger {CPR}",
            attachments=[f"Journal {CPR} .pdf"],
        ),
        words,
    )

    said = post.text + shown(post)
    assert said.count("xxxxxx-xxxx") == 6
    assert "1234" not in said


def test_an_initiative_that_the_taxonomy_no_longer_has_stands_for_itself(a_card, words, shown, passes):
    post = draw(a_card(initiative="old<key>", topics=["gone"]), words)

    passes(post)
    assert "*old&lt;key&gt;* · gone" in shown(post)


def test_the_bare_card_has_every_button_and_no_word_from_outside(a_card, words, shown, buttons, passes):
    card = a_card(subject="evil", organisation="evil", sender_name="evil", excerpt="evil")

    bare = draw_bare(card, words)

    passes(bare)
    assert "evil" not in bare.text + shown(bare)
    assert "FD-2026-00042" in bare.text
    assert buttons(bare) == buttons(draw(card, words))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("sure", [True, False])
def test_every_state_of_a_card_passes(a_card, words, passes, now, status, sure):
    since = {"answered_at": now, "closed_at": now, "snoozed_until": now}
    reading = {} if sure else UNSURE

    passes(draw(a_card(status=status, claimed_by="U1ANNE", **since, **reading), words))
    if status != Status.CLAIMED:
        passes(draw(a_card(status=status, **reading), words))


@given(
    text=nasty_texts,
    subject=nasty_texts,
    name=nasty_texts,
    files=st.lists(nasty_texts, max_size=8),
    status=st.sampled_from(OPEN),
)
def test_whatever_comes_from_outside_the_card_passes(
    a_card, words, passes, text, subject, name, files, status
):
    card = a_card(
        excerpt=text,
        subject=subject,
        organisation=name or None,
        sender_name=name[::-1],
        sender=name,
        attachments=files,
        status=status,
        claimed_by=None if status == Status.NEW else "U1ANNE",
    )

    passes(draw(card, words))


LONG = {"word": "s", "words": "s ", "entities": "&", "lines": "&<>\n", "empty lines": "\n", "emoji": "😀"}


@pytest.mark.parametrize("text", [part * 5000 for part in LONG.values()], ids=LONG)
def test_a_text_of_any_length_passes(a_card, words, passes, text):
    passes(draw(a_card(excerpt=text, subject=text, organisation=text, sender_name=text), words))


def test_a_sender_who_may_be_somebody_else_is_warned_of_before_the_text(a_card, any_words, shown, passes):
    doubts = [
        {"what": "unproven"},
        {"what": "looks_like", "domain": "nordlys.example", "name": "Fonden <!channel> *Nordlys*"},
    ]
    post = draw(a_card(doubts=doubts), any_words)

    passes(post)
    said = shown(post)
    assert said.count(":warning:") == 2
    assert "nordlys.example" in said
    assert "<!channel>" not in said
    assert said.index(":warning:") < said.index(">Kan vi få en snak")


@pytest.mark.parametrize("what", ["encrypted", "winmail", "cut"])
def test_what_could_not_be_read_is_said_above_the_letter_with_where_it_is(
    a_card, any_words, shown, passes, what
):
    post = draw(a_card(doubts=[{"what": what}]), any_words)

    passes(post)
    assert any_words("button-files") in shown(post)


def test_files_that_must_not_be_opened_are_named_first_with_why(a_card, words, shown, passes):
    files = [{"name": f"bilag {n}.pdf"} for n in range(9)]
    files += [{"name": "a<b>.pdf", "mark": "disguised"}, {"name": "spil.exe", "mark": "program"}]
    post = draw(a_card(attachments=files), words)

    passes(post)
    assert ":paperclip: a&lt;b&gt;.pdf (:warning: ikke det, som navnet siger – åbn den ikke)" in shown(post)
    assert "spil.exe (:warning: et program – åbn det ikke), bilag 0.pdf" in shown(post)


def test_of_a_sender_without_doubt_nothing_is_said(a_card, words, shown):
    assert ":warning:" not in shown(draw(a_card(), words))


@pytest.fixture
def asks_which(now):
    """Two rounds that the letter may be an answer to."""
    until = now + timedelta(days=7)
    return [
        RoundGuess(7, "Fokusområder for 2027", "uip-2027", until),
        RoundGuess(8, "Unge uden bolig", "unge-2027", until),
    ]


def test_a_letter_that_may_be_an_answer_asks_to_which_round_with_a_button_each(
    a_card, words, shown, buttons, passes, asks_which
):
    post = draw(a_card(round_guesses=asks_which), words)

    passes(post)
    assert "*Hører brevet til en høring?*" in shown(post)
    assert "• Unge uden bolig [unge-2027] – frist torsdag den 12. marts kl. 10.00" in shown(post)
    assert buttons(post)["inquiry.to_round.0"] == "Læg til Fokusområder for 2027"
    assert buttons(post)["inquiry.to_round.1"] == "Læg til Unge uden bolig"
    pressed = [each for block in post.blocks for each in block.get("elements", ()) if "value" in each]
    assert [each["value"] for each in pressed if "to_round" in each["action_id"]] == ["42:7", "42:8"]


def test_it_asks_in_english_as_well(a_card, any_words, passes, asks_which):
    passes(draw(a_card(round_guesses=asks_which), any_words))


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_is_answered_or_closed_asks_nothing(a_card, words, buttons, asks_which, status):
    post = draw(a_card(status=status, round_guesses=asks_which), words)

    assert not [each for each in buttons(post) if "to_round" in each]


def test_what_was_handed_to_a_round_says_so_instead_of_what_it_is_about(a_card, words, shown, passes, now):
    post = draw(
        a_card(status=Status.CLOSED, closed_at=now, rounds=["Unge uden bolig"], handed_to="Unge uden bolig"),
        words,
    )

    passes(post)
    assert "Brevet er lagt til høringen Unge uden bolig" in shown(post)
    assert "Om høringen" not in shown(post)


@given(title=nasty_texts, key=nasty_texts)
def test_five_rounds_with_any_titles_fit_and_have_no_power(a_card, any_words, passes, now, title, key):
    five = [RoundGuess(number, title * 40, key * 40, now) for number in range(5)]

    passes(draw(a_card(round_guesses=five, **UNSURE), any_words))
    passes(draw(a_card(handed_to=title * 40, rounds=[title]), any_words))


def test_an_inquiry_that_was_phoned_in_says_who_took_it_down(a_card, words, shown, passes):
    post = draw(a_card(phoned_by="U1ANNE"), words)

    passes(post)
    assert "Ringet ind, taget ned af <@U1ANNE>" in shown(post)
