from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from bot.slack.cards import party_menu
from bot.slack.cards.rounds import forms as round_forms
from bot.slack.cards.rounds import pages
from bot.slack.cards.rounds import party as round_party
from bot.slack.cards.rounds.party import PartyPage
from consultation.rounds.check import Code, Finding
from consultation.rounds.reminders import Moment, PartyPlan, Reason, Reminder
from storage.tables import Party, Round, RoundLetter, Submission
from tests.slack_texts import nasty_texts, texts_in

OF = Round(id=12, key="uip-2026", title="Fokus")
DUE = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
DATA = {
    "deadline": "2026-03-12T12:00+01:00",
    "day": date(2026, 3, 14),
    "days": 9,
    "organisation": "Fonden <Nordlys>",
    "address": "karen@fondennordlys.example",
    "times": 2,
    "key": "fokus",
    "text": "Hvad & hvorfor?",
    "name": "oplaeg.pdf",
}


def said(view):
    return "\n".join(texts_in(view["blocks"]))


def a_plan(party, *moments, **over):
    due = tuple(Reminder(12, party, moment, DUE, DUE + timedelta(days=9)) for moment in moments)
    return PartyPlan(party, due, **over)


@pytest.mark.parametrize("code", Code)
def test_every_finding_is_put_into_words(any_words, view_passes, code):
    view = pages.findings(OF, [Finding(code, DATA)], any_words)

    view_passes(view)
    assert len(said(view)) > 40


def test_findings_say_what_must_be_put_right_first(words):
    found = [Finding(Code.NOBODY_INVITED), Finding(Code.DEADLINE_ON_WEEKEND, {"day": date(2026, 3, 14)})]

    assert said(pages.findings(OF, found, words)).splitlines() == [
        "Skal rettes, før høringen kan godkendes",
        ":no_entry: Ingen er inviteret endnu.",
        "Værd at se på",
        ":warning: Fristen ligger i en weekend: lørdag den 14. marts 2026.",
    ]


def test_a_check_that_finds_nothing_says_so(words):
    assert "fandt intet at rette" in said(pages.findings(OF, [], words))


def test_300_findings_end_with_the_command_that_has_the_rest(any_words, view_passes):
    found = [Finding(Code.MISSING_ADDRESS, {"organisation": "Fond " * 900}) for _ in range(300)]
    view = pages.findings(OF, found, any_words)

    view_passes(view)
    assert "fondsdialog round check uip-2026" in said(view)


def test_those_with_the_same_plan_stand_together_the_next_due_first(words, now, view_passes):
    names = {1: "Nordlys", 2: "Havblik", 3: "Stille", 4: "Syd"}
    plans = [
        PartyPlan(1, nothing=Reason.ANSWERED),
        a_plan(2, Moment.HALFWAY, Moment.BEFORE),
        a_plan(3, Moment.HALFWAY, Moment.BEFORE),
        a_plan(4, Moment.BEFORE, skipped={Moment.HALFWAY: Reason.TOO_CLOSE}, phone_from=DUE),
    ]
    view = pages.plan(OF, plans, names, 2, words, now)

    view_passes(view)
    told = said(view)
    assert told.index("Havblik, Stille") < told.index("Nordlys")
    assert "*2 parter skal rykkes nu.*" in told
    assert ":bell: Rykkes halvvejs: fredag den 20. marts kl. 09.00" in told
    assert ":no_bell: Ingen rykkere: har svaret" in told
    assert ":no_bell: Rykkes ikke halvvejs: det ville komme for tæt på et andet brev" in told
    assert "Ringes op fra fredag den 20. marts kl. 09.00" in told


@pytest.mark.parametrize(("due", "submit"), [(3, True), (0, False), (None, False)])
def test_only_who_can_be_reminded_now_is_offered_to_be(any_words, now, view_passes, due, submit):
    view = pages.plan(OF, [a_plan(1, Moment.BEFORE)], {1: "Nordlys"}, due, any_words, now)

    view_passes(view)
    assert ("submit" in view) == submit


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_put_into_words(any_words, now, view_passes, reason):
    view_passes(pages.plan(OF, [PartyPlan(1, nothing=reason)], {1: "Nordlys"}, None, any_words, now))


def test_300_parties_with_long_names_and_plans_of_their_own_fit(any_words, now, view_passes):
    names = dict.fromkeys(range(300), "Fonden & Søn <af 1882> " * 200)
    same = [a_plan(number, Moment.BEFORE) for number in range(300)]
    view_passes(pages.plan(OF, same, names, 300, any_words, now))
    own = [
        PartyPlan(number, (Reminder(12, number, Moment.AFTER, DUE + timedelta(days=number), DUE),))
        for number in range(300)
    ]
    view = pages.plan(OF, own, names, None, any_words, now)

    view_passes(view)
    assert "fondsdialog round plan uip-2026" in said(view)


def test_parties_stand_by_state_and_each_can_be_picked(words, view_passes):
    answered, uninvited = [(1, "Nordlys"), (2, "Åfonden")], [(9, "Asger"), (8, "Østfonden")]
    view = pages.parties(OF, [("answered", answered), ("uninvited", uninvited)], words)

    view_passes(view)
    assert "*2 har svaret*\nNordlys, Åfonden" in said(view)
    (menu,) = view["blocks"][-1]["elements"]
    listed = [option["value"] for group in menu["option_groups"] for option in group["options"]]
    assert listed == ["9", "1", "8", "2"]


@pytest.mark.parametrize("count", [1, 100, 101, 300, 1000])
def test_a_menu_of_any_number_of_parties_fits(any_words, view_passes, count):
    parties = [(number, f"Fonden & <Nordlys> {number} " * 40) for number in range(count)]
    view = pages.parties(OF, [("invited", parties)], any_words)

    view_passes(view)
    (menu,) = view["blocks"][-1]["elements"]
    if count > party_menu.MOST:
        assert (menu["type"], menu["min_query_length"]) == ("external_select", 0)
    else:
        assert sum(len(group["options"]) for group in menu["option_groups"]) == count
        assert all(len(group["options"]) <= 100 for group in menu["option_groups"])


def a_page(now, **over):
    reading = {"decided": {"by": "U1ANNE", "at": now.isoformat(), "times": 1}}
    party = Party(
        id=7,
        organisation="Fonden Nordlys",
        invited=True,
        must_hear=True,
        own_deadline=DUE,
        own_deadline_reason="ferie",
        absent_until="2026-03-16",
    )
    answer = Submission(
        id=3,
        ledger_id=44,
        kind="submission",
        received_at=DUE,
        late=True,
        texts=[{"source": "", "text": "Unge (010190-1234) først."}],
        reading=reading,
    )
    letter = RoundLetter(id=1, kind="invitation", state="sent", at=now, recipients=["k@n.example"])
    values = {
        "party": party,
        "state": "answered",
        "since": DUE,
        "proof": 44,
        "addresses": ["k@n.example"],
        "messages": [answer],
        "letters": [letter],
        "now": now,
    }
    return PartyPage(**(values | over))


def test_one_party_shows_its_state_with_the_message_that_proves_it_and_our_letters(words, now, view_passes):
    view = round_party.draw(a_page(now), words)

    view_passes(view)
    told = said(view)
    assert "Har svaret – ifølge beskeden fra fredag den 20. marts kl. 09.00" in told
    assert ":pushpin: det gælder nu" in told
    assert "afgjort af <@U1ANNE>" in told
    assert "Egen frist fredag den 20. marts kl. 09.00 (ferie)" in told
    assert "Væk til mandag den 16. marts 2026" in told
    assert "Invitation · torsdag den 5. marts kl. 10.00 · sendt · k@n.example" in told
    assert "1234" not in told


def test_a_party_that_never_wrote_is_proved_by_our_invitation(words, now, view_passes):
    view = round_party.draw(a_page(now, state="invited", since=None, proof=None, messages=[]), words)

    view_passes(view)
    assert "Afventer svar – det seneste er vores invitation" in said(view)
    assert "har ikke skrevet" in said(view)


@given(text=nasty_texts)
def test_whatever_a_party_wrote_and_however_often_slack_takes_it(any_words, now, view_passes, text):
    page = a_page(now)
    page.party.organisation = page.party.own_deadline_reason = text
    page.messages[0].texts = [{"source": "", "text": text}]
    page.messages[0].set_aside = text
    page = a_page(now, party=page.party, messages=page.messages * 80, letters=page.letters * 80)

    view_passes(round_party.draw(page, any_words))


@given(text=nasty_texts)
def test_forms_take_whatever_a_round_and_its_parties_are_called(any_words, view_passes, text):
    parties = [(number, text) for number in range(300)]
    view_passes(round_forms.extend(12, "2026-03-20 12:00", parties, any_words))
    view_passes(round_forms.extend(12, "2026-03-20 12:00", [], any_words))
    view_passes(round_forms.cancel(12, text, any_words, was_out=True))
    view_passes(round_forms.more_time({"party": 7}, text, "2026-03-20 12:00", any_words))


def test_forms_have_their_fields_names(any_words, view_passes):
    forms = {
        "round.extend": round_forms.extend(12, "x", [(1, "Nordlys")], any_words),
        "round.cancel": round_forms.cancel(12, "Fokus", any_words, was_out=False),
        "round.invite": round_forms.invite(12, any_words),
        "round.set_aside": round_forms.set_aside(3, 0, any_words),
    }
    for name, form in forms.items():
        view_passes(form)
        assert form["callback_id"] == name
    fields = [b for form in forms.values() for b in form["blocks"] if b["type"] == "input"]
    assert [b["block_id"] for b in fields] == [b["element"]["action_id"] for b in fields]
    assert {b["block_id"] for b in fields} == {"until", "party", "reason", "invitees"}


def test_what_cancels_a_round_is_not_mistaken_for_what_leaves_the_form(any_words):
    form = round_forms.cancel(12, "Fokus", any_words, was_out=True)

    assert form["submit"]["text"] == any_words("round-button-cancel")
    assert form["close"]["text"] == any_words("round-button-withdraw")


def test_what_sends_a_form_in_is_called_as_what_opened_it(any_words):
    opened = {
        "extend": round_forms.extend(12, "x", [], any_words),
        "invite": round_forms.invite(12, any_words),
        "set-aside": round_forms.set_aside(3, 0, any_words),
        "give-time": round_forms.more_time({"party": 7}, "Nordlys", "x", any_words),
    }

    for name, form in opened.items():
        assert form["submit"]["text"] == any_words(f"round-button-{name}")
