import pytest

from bot.inquiries import answering, handling
from bot.inquiries.answering import Answer
from bot.inquiries.errors import ChangedMeanwhile, LetterUnderway
from storage import inquiries, learning
from tests.laid_desk import ANDERS, FATIMA, METTE, an_inquiry, an_understanding

LETTER = """\
Kære Hanne

Kan Fonden Nordlys få en snak om evaluering? Ring til Bodil på 12 34 56 78 eller
skriv til karen@fondennordlys.example.
"""


async def examples(desk):
    async with desk.database.reading() as session:
        return await learning.examples(session, limit=10)


async def now_of(desk, inquiry):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def answered(desk, inquiry):
    form = await answering.open_form(desk, inquiry.id, METTE)
    return await answering.send(
        desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Svar", form.seen)
    )


async def test_a_correction_keeps_the_letter_as_an_example_without_personal_data(desk):
    signed = LETTER + "\nMed venlig hilsen\nBodil Krag\nFonden Nordlys"
    inquiry = await an_inquiry(desk, subject="Nordlys spørger", text=LETTER, full_text=signed)

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "rct")

    (example,) = await examples(desk)
    assert (example.subject, example.initiative, example.topics) == ("NN spørger", "rct", ["evaluering"])
    assert example.body == (
        "Kære NN\n\nKan Fonden NN få en snak om evaluering? Ring til NN på 0 eller\nskriv til nn@.\n"
    )


async def test_a_guess_that_a_person_confirms_is_an_example_too(desk):
    inquiry = await an_inquiry(desk, understanding=an_understanding(confidence=0.4))

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "vidensalliancer")

    (example,) = await examples(desk)
    assert example.initiative == "vidensalliancer"


async def test_the_last_word_is_the_example(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "rct")
    await handling.reroute(desk, inquiry.id, FATIMA, "analyse", "temamoeder")

    (example,) = await examples(desk)
    assert example.initiative == "temamoeder"


async def test_what_is_outside_the_field_has_no_topics(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "indsatser", "none")

    (example,) = await examples(desk)
    assert (example.initiative, example.topics) == ("none", [])


async def test_handing_on_what_was_understood_teaches_nothing(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "vidensalliancer")

    assert await examples(desk) == []


async def test_while_a_letter_is_held_it_is_not_sent_on(desk):
    inquiry = await an_inquiry(desk)
    held = await answered(desk, inquiry)

    with pytest.raises(LetterUnderway):
        await handling.reroute(desk, inquiry.id, ANDERS, "analyse", "rct")

    await answering.undo(desk, inquiry.id, held, ANDERS)
    await handling.reroute(desk, inquiry.id, ANDERS, "analyse", "rct")
    assert (await now_of(desk, inquiry)).office == "analyse"


async def test_what_it_is_about_is_corrected_also_while_a_letter_is_held(desk):
    inquiry = await an_inquiry(desk)
    await answered(desk, inquiry)

    await handling.reroute(desk, inquiry.id, ANDERS, "indsatser", "rct")

    assert (await now_of(desk, inquiry)).initiative == "rct"


async def happened(desk, inquiry):
    async with desk.database.reading() as session:
        return [(event.what, event.details) for event in await inquiries.history(session, inquiry.id)][1:]


async def test_said_again_as_it_is_nothing_happened(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "indsatser", "vidensalliancer")

    now = await now_of(desk, inquiry)
    assert await happened(desk, inquiry) == []
    assert (now.confidence, now.revision) == (inquiry.confidence, inquiry.revision)


async def test_a_guess_that_is_confirmed_in_its_office_was_sent_nowhere(desk):
    inquiry = await an_inquiry(desk, understanding=an_understanding(confidence=0.4))

    await handling.reroute(desk, inquiry.id, METTE, "indsatser", "vidensalliancer")

    assert await happened(desk, inquiry) == [("initiative_confirmed", {"initiative": "vidensalliancer"})]
    assert (await now_of(desk, inquiry)).accepted


async def test_corrected_in_its_office_it_was_sent_nowhere(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "indsatser", "rct")

    corrected = {"before": "vidensalliancer", "initiative": "rct"}
    assert await happened(desk, inquiry) == [("initiative_corrected", corrected)]


@pytest.mark.parametrize("seen", [("analyse", "vidensalliancer"), ("indsatser", "rct")])
async def test_whoever_saw_it_as_it_was_before_a_colleague_changed_it_changes_nothing(desk, seen):
    inquiry = await an_inquiry(desk)

    with pytest.raises(ChangedMeanwhile) as refused:
        await handling.reroute(desk, inquiry.id, METTE, "moeder", "temamoeder", seen)

    assert refused.value.office == "indsatser"
    assert await happened(desk, inquiry) == []
