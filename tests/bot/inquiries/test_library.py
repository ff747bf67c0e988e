from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inquiries import answering, library
from bot.inquiries.answering import Answer
from bot.inquiries.errors import EmptyAnswer, NotAMember, TitleTaken, UnknownFields, UnknownInquiry
from bot.inquiries.library import Entry
from storage import answers
from tests.laid_desk import ANDERS, FATIMA, METTE, an_inquiry, an_understanding

KAREN = {"navn": "Karen", "sag": "FD-2026-00042", "emne": "Evaluering", "organisation": "Fonden Nordlys"}
ASKED = "Kan Fonden Nordlys få støtte til en effektmåling af mentorordningen?"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Kære {navn}, om {sag}", "Kære Karen, om FD-2026-00042"),
        ("Dear {Name} at {organisation}", "Dear Karen at Fonden Nordlys"),
        ("{reference} {subject}", "FD-2026-00042 Evaluering"),
        ("{frist} og {} og { navn }", "{frist} og {} og { navn }"),
    ],
)
def test_fields_are_filled_in_and_what_is_none_stays_to_be_seen(text, filled):
    assert library.filled(text, KAREN) == filled


def test_a_field_without_a_value_stays_to_be_seen():
    assert library.filled("Kære {navn}", KAREN | {"navn": ""}) == "Kære {navn}"


def test_what_names_one_foundation_becomes_fields():
    text = "Kære karen\n\nFonden Nordlys kan, jf. FD-2026-00042. Karens evaluering er god."

    assert library.generalised(text, KAREN) == (
        "Kære {navn}\n\n{organisation} kan, jf. {sag}. Karens evaluering er god."
    )


def test_an_english_text_has_english_fields():
    text = "Dear Karen at Fonden Nordlys, about FD-2026-00042"

    made = library.generalised(text, KAREN, "en")
    assert made == "Dear {name} at {organisation}, about {reference}"
    assert library.filled(made, KAREN) == text


@given(st.text(max_size=200))
def test_a_text_without_names_stays_as_it_is(text):
    values = {"navn": "", "sag": "FD-1999-99999", "emne": "x", "organisation": " "}

    assert library.generalised(text, values) == text


def test_the_fields_that_there_are_not_are_told():
    assert library.unknown_fields("{navn} {Name} {frist} {x y} {}") == ["frist"]


async def sent(desk, inquiry, body, user=METTE, **over):
    form = await answering.open_form(desk, inquiry.id, user)
    letter = await answering.send(
        desk, inquiry.id, user, Answer(form.recipients, form.subject, body, form.seen, **over)
    )
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())
    return letter


@pytest.fixture
async def letter(desk):
    """An answer that has left."""
    inquiry = await an_inquiry(desk, text=ASKED + "\n\nFonden Nordlys", sender_name="Karen Lyngholt")
    return await sent(desk, inquiry, "Kære Karen Lyngholt\n\nJa, Fonden Nordlys kan få støtte.")


async def offered(desk, inquiry, user=METTE):
    return (await answering.open_form(desk, inquiry.id, user)).library


async def test_an_answer_is_saved_with_fields_and_offered_from_then_on(desk, letter):
    _, text = await library.open_entry(desk, letter, ANDERS)
    assert text == "Kære {navn}\n\nJa, {organisation} kan få støtte."

    await library.save(desk, letter, METTE, Entry("Støtte  til måling", text, ""))

    other = await an_inquiry(desk, sender="bo@sol.example", sender_name="Bo Sol", text="Hej\n\nSol")
    [template] = (await offered(desk, other)).templates
    assert (template.title, template.owner, template.times_used) == ("Støtte til måling", METTE, 0)
    put_in = await library.standard(desk, other.id, METTE, template.id, "en")
    assert put_in.startswith("Kære Bo Sol\n\nJa, ")
    assert "Nordlys" not in put_in


async def test_it_is_put_in_in_the_language_of_the_answer(desk, letter):
    await library.save(desk, letter, METTE, Entry("Tak", "Tak, {navn}", "Thanks, {name}"))
    inquiry = await an_inquiry(desk)

    texts = [await library.standard(desk, inquiry.id, METTE, 1, language) for language in ("da", "en")]

    assert texts == ["Tak, Karen Lyngholt", "Thanks, Karen Lyngholt"]


async def test_one_that_has_expired_is_not_offered(desk, letter):
    today = desk.clock.now().date()
    await library.save(desk, letter, METTE, Entry("I dag", "Tak", "", valid_until=today))
    await library.save(desk, letter, METTE, Entry("I går", "Tak", "", valid_until=today - timedelta(days=1)))

    titles = [each.title for each in (await offered(desk, await an_inquiry(desk))).templates]

    assert titles == ["I dag"]


async def used(desk):
    async with desk.database.reading() as session:
        return (await answers.template(session, 1)).times_used


async def test_a_use_counts_once_it_is_sent(desk, letter):
    await library.save(desk, letter, METTE, Entry("Tak", "Tak", ""))

    await sent(desk, await an_inquiry(desk), "Tak", used=[1, 1])

    assert await used(desk) == 1


async def test_what_is_taken_back_counts_when_it_is_sent_after_all(desk, letter):
    await library.save(desk, letter, METTE, Entry("Tak", "Tak", ""))
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(form.recipients, form.subject, "Tak", form.seen, used=[1])
    held = await answering.send(desk, inquiry.id, METTE, answer)

    await answering.undo(desk, inquiry.id, held, METTE)

    assert await used(desk) == 0
    again = await answering.open_form(desk, inquiry.id, METTE)
    await sent(desk, inquiry, again.body, used=again.used)
    assert await used(desk) == 1


async def test_its_owner_changes_it_under_its_title_and_nobody_else(desk, letter):
    await library.save(desk, letter, METTE, Entry("Tak", "Tak", "", date(2030, 1, 1)))
    await library.save(desk, letter, METTE, Entry("Tak", "Mange tak", ""))

    async with desk.database.reading() as session:
        kept = await answers.template(session, 1)
    assert (kept.body_da, kept.valid_until) == ("Mange tak", None)
    with pytest.raises(TitleTaken) as refused:
        await library.save(desk, letter, ANDERS, Entry("Tak", "Nej tak", ""))
    assert refused.value.by == METTE


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (Entry(" ", "Tak", ""), EmptyAnswer),
        (Entry("Tak", " ", "\n"), EmptyAnswer),
        (Entry("Tak", "Kære {fornavn}", ""), UnknownFields),
    ],
)
async def test_what_is_no_standard_answer_is_refused(desk, letter, entry, error):
    with pytest.raises(error):
        await library.save(desk, letter, METTE, entry)


async def test_a_stranger_saves_nothing(desk, letter):
    with pytest.raises(NotAMember):
        await library.open_entry(desk, letter, FATIMA)
    with pytest.raises(NotAMember):
        await library.save(desk, letter, FATIMA, Entry("Tak", "Tak", ""))


async def test_what_was_answered_to_a_similar_question_is_offered_without_the_other_ones_names(desk, letter):
    text = "Kan Fonden Sydlys få støtte til effektmåling af vores mentorordning?\n\nFonden Sydlys"
    inquiry = await an_inquiry(desk, text=text, sender="eva@fondensydlys.example", sender_name="Eva Sol")

    [similar] = (await offered(desk, inquiry)).similar

    assert similar.answer.id == letter
    put_in = await library.earlier(desk, inquiry.id, METTE, letter)
    assert put_in == "Kære Eva Sol\n\nJa, Fonden Sydlys kan få støtte."


async def test_what_is_little_alike_is_not_offered(desk, letter):
    inquiry = await an_inquiry(
        desk,
        text="Effektmåling er et stort begreb. Hvem afholder konferencen, og hvad koster overnatning?",
    )

    assert (await offered(desk, inquiry)).similar == []


async def test_only_what_somebody_may_see_is_offered(desk, letter):
    theirs = await an_inquiry(desk, understanding=an_understanding("rct"))
    async with desk.database.transaction() as session:
        found = await session.get_one(type(theirs), theirs.id)
        found.initiative = "vidensalliancer"

    assert (await offered(desk, theirs, FATIMA)).similar == []
    with pytest.raises(NotAMember):
        await library.earlier(desk, theirs.id, FATIMA, letter)


async def test_what_never_left_is_not_put_in(desk):
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    held = await answering.send(desk, inquiry.id, METTE, Answer(form.recipients, "x", "Kladde", form.seen))

    with pytest.raises(UnknownInquiry):
        await library.earlier(desk, (await an_inquiry(desk)).id, METTE, held)


class TestShelf:
    @pytest.fixture
    async def kept(self, desk):
        """A standard answer that METTE keeps."""
        letter = await sent(desk, await an_inquiry(desk), "Vi kan hjælpe.")
        await library.save(desk, letter, METTE, Entry("Ja tak", "Vi kan hjælpe.", ""))
        [template] = await _offered(desk)
        return template.id

    async def test_an_answer_out_of_use_is_offered_no_more_and_stays_on_the_shelf(self, desk, kept):
        await library.retire(desk, kept, METTE)

        assert await _offered(desk) == []
        [entry] = (await library.shelf(desk, METTE, 10)).entries
        assert (entry.template.title, entry.in_use, entry.own) == ("Ja tak", False, True)

    async def test_one_taken_into_use_again_is_offered_again(self, desk, kept):
        await library.retire(desk, kept, METTE)

        await library.reinstate(desk, kept, METTE)

        assert [each.id for each in await _offered(desk)] == [kept]

    async def test_a_colleague_of_the_office_may_do_it_too_for_the_owner_may_have_left(self, desk, kept):
        await library.retire(desk, kept, ANDERS)

        assert await _offered(desk) == []

    async def test_another_office_sees_it_and_may_not(self, desk, kept):
        with pytest.raises(NotAMember):
            await library.retire(desk, kept, FATIMA)

        [entry] = (await library.shelf(desk, FATIMA, 10)).entries
        assert (entry.in_use, entry.own) == (True, False)

    async def test_as_many_are_read_as_are_shown_and_all_are_counted(self, desk, kept):
        shelf = await library.shelf(desk, METTE, 0)

        assert (list(shelf.entries), shelf.count) == ([], 1)


async def _offered(desk):
    today = desk.clock.now().date().isoformat()
    async with desk.database.reading() as session:
        return await answers.templates(session, today)
