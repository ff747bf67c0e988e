import pytest

from bot.inquiries import answering, drafting, enclosing
from bot.inquiries.answer import Uploaded
from bot.inquiries.answering import Answer
from bot.inquiries.errors import FileGone, FilesTooLarge
from storage import answers, correspondence, inquiries, outbox
from tests.laid_desk import METTE, an_inquiry


def a_file(name="budget.pdf", megabytes=1):
    size = megabytes * enclosing.MEGABYTE
    return Uploaded(name, "application/pdf", size, f"https://files.slack.com/{name}")


@pytest.fixture
async def inquiry(desk):
    return await an_inquiry(desk)


async def written(desk, inquiry, *files, **over):
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(form.recipients, form.subject, "Se bilag", form.seen, uploaded=files, **over)
    return await answering.send(desk, inquiry.id, METTE, answer)


async def letter(desk, letter_id):
    async with desk.database.reading() as session:
        return await correspondence.letter(session, letter_id)


async def lost(desk, file_id):
    async with desk.database.transaction() as session:
        await answering.file_lost(session, file_id, desk.clock.now())


async def test_a_file_stands_beside_its_letter_and_is_to_be_fetched(desk, inquiry):
    found = await letter(desk, await written(desk, inquiry, a_file()))

    assert found.attachments == [
        {"name": "budget.pdf", "size": 1_000_000, "type": "application/pdf", "file": 1}
    ]
    async with desk.database.reading() as session:
        parcel = await outbox.by_key(session, f"inquiry:{inquiry.id}/file:1")
    assert (parcel.kind, parcel.payload, parcel.state) == ("slack.file", {"file": 1}, "pending")


async def test_files_that_are_too_large_together_are_refused_and_nothing_happens(desk, inquiry):
    with pytest.raises(FilesTooLarge) as refused:
        await written(desk, inquiry, a_file("a", 15), a_file("b", 6))

    assert refused.value.most == 20
    async with desk.database.reading() as session:
        assert [event.what for event in await inquiries.history(session, inquiry.id)] == ["opened"]


async def test_what_is_just_small_enough_goes(desk, inquiry):
    assert (
        len((await letter(desk, await written(desk, inquiry, a_file("a", 15), a_file("b", 5)))).attachments)
        == 2
    )


async def test_files_of_a_letter_that_was_taken_back_wait_with_its_draft(desk, inquiry):
    await answering.undo(desk, inquiry.id, await written(desk, inquiry, a_file("a"), a_file("b")), METTE)
    form = await answering.open_form(desk, inquiry.id, METTE)
    assert [file["name"] for file in form.files] == ["a", "b"]

    again = await written(desk, inquiry, a_file("c"), kept=[2])

    assert [file["name"] for file in (await letter(desk, again)).attachments] == ["b", "c"]


async def test_files_stay_with_a_draft_whose_text_is_emptied_and_typed_anew(desk, inquiry):
    await answering.undo(desk, inquiry.id, await written(desk, inquiry, a_file("a")), METTE)
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen

    for body in ("", "Her er bilaget"):
        await drafting.keep(desk, inquiry.id, METTE, Answer("karen@fond.example", "Bilag", body, seen))

    again = await written(desk, inquiry, kept=[1])
    assert [file["name"] for file in (await letter(desk, again)).attachments] == ["a"]


async def test_a_chosen_file_that_is_not_there_is_said_and_nothing_leaves_without_it(desk, inquiry):
    with pytest.raises(FileGone):
        await written(desk, inquiry, a_file("a"), kept=[7])

    async with desk.database.reading() as session:
        assert [event.what for event in await inquiries.history(session, inquiry.id)] == ["opened"]


async def test_where_nobody_was_asked_all_of_the_draft_s_files_go_along(desk, inquiry):
    await answering.undo(desk, inquiry.id, await written(desk, inquiry, a_file("a")), METTE)

    again = await written(desk, inquiry)

    assert [file["name"] for file in (await letter(desk, again)).attachments] == ["a"]


async def test_kept_files_count_too(desk, inquiry):
    await answering.undo(desk, inquiry.id, await written(desk, inquiry, a_file("a", 15)), METTE)

    with pytest.raises(FilesTooLarge):
        await written(desk, inquiry, a_file("b", 6))


async def test_what_was_fetched_is_kept_once(desk, inquiry):
    await written(desk, inquiry, a_file())
    async with desk.database.transaction() as session:
        await enclosing.fetched(1, b"%PDF")(session, desk.clock.now())

    async with desk.database.reading() as session:
        [file] = await answers.whole_files(session, [1])
    assert file.content == b"%PDF"


async def test_a_file_that_cannot_be_fetched_gives_the_letter_back_without_it(desk, inquiry):
    sent = await written(desk, inquiry, a_file("a"), a_file("b"))

    await lost(desk, 1)

    found = await letter(desk, sent)
    async with desk.database.reading() as session:
        parcel = await outbox.by_key(session, answering.answer_key(found))
        said = await outbox.by_key(session, f"inquiry:{inquiry.id}/file_lost:1")
    assert (found.state, parcel.state, said.payload["name"]) == ("withdrawn", "dropped", "a")
    form = await answering.open_form(desk, inquiry.id, METTE)
    assert (form.body, [file["name"] for file in form.files]) == ("Se bilag", ["b"])


async def test_a_letter_that_was_taken_back_meanwhile_is_left_as_it_is(desk, inquiry):
    sent = await written(desk, inquiry, a_file("a"))
    await answering.undo(desk, inquiry.id, sent, METTE)

    await lost(desk, 1)

    assert (await letter(desk, sent)).attachments[0]["name"] == "a"
