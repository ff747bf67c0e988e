from collections.abc import Awaitable, Callable

import pytest

from storage import answers
from storage.database import Database
from storage.tables import AnswerFile, AnswerTemplate, Round
from tests.builders import NOON, a_letter, after, an_answer, an_inquiry

ASKED = "Kan vores mentorordning for hjemløse unge få støtte til en effektmåling?"
ALIKE = "Vi driver en mentorordning for hjemløse unge. Får effektmåling støtte?"
UNLIKE = "Hvornår er næste temamøde, og hvor skal vi parkere?"


@pytest.fixture
def answered(database: Database) -> Callable[..., Awaitable[int]]:
    """Record an inquiry and its answer."""

    async def _answered(text: str, state: str = "sent", **over: object) -> int:
        values = {"answered_at": NOON, "status": "closed"} | over
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, **values)
            await a_letter(session, inquiry, text=text)
            await an_answer(session, inquiry, text=f"Svar på: {text}", state=state)
        return inquiry.id

    return _answered


@pytest.fixture
def likest(database: Database) -> Callable[..., Awaitable[list[int]]]:
    async def _likest(words: str = ASKED, but_not: tuple[int, ...] = (), limit: int = 3) -> list[int]:
        async with database.reading() as session:
            found = await answers.similar(session, words, "uip", but_not, limit)
        return [each.inquiry.id for each in found]

    return _likest


class TestSimilar:
    async def test_what_shares_most_words_comes_first_with_its_answer(
        self, database: Database, answered, likest
    ) -> None:
        half = await answered("Kan vores mentorordning fortsætte næste efterår med flere kommuner?")
        alike = await answered(ALIKE)

        assert await likest() == [alike, half]
        async with database.reading() as session:
            first, *_ = await answers.similar(session, ASKED, "uip", ())
        assert first.answer.text == f"Svar på: {ALIKE}"
        assert 0 < first.likeness <= 1

    async def test_what_shares_no_word_is_not_found(self, answered, likest) -> None:
        await answered(UNLIKE)

        assert await likest() == []

    async def test_only_answered_ones_on_the_same_initiative_count(self, answered, likest) -> None:
        await answered(ALIKE, answered_at=None)
        await answered(ALIKE, initiative="rct")
        await answered(ALIKE, state="withdrawn")

        assert await likest() == []

    async def test_the_inquiry_itself_is_left_out_and_no_more_than_wanted_are_found(
        self, answered, likest
    ) -> None:
        one, two, three = [await answered(ALIKE) for _ in range(3)]

        assert await likest(but_not=(two,)) == [three, one]
        assert await likest(limit=1) == [three]

    @pytest.mark.parametrize("words", ["", "så er vi her", "'; DROP TABLE inquiry; -- \" & | ! ( )"])
    async def test_words_that_say_nothing_find_nothing(self, answered, likest, words: str) -> None:
        await answered(ALIKE)

        assert await likest(words) == []

    async def test_it_was_the_last_letter_that_answered(self, database: Database, answered) -> None:
        number = await answered(ALIKE)
        async with database.transaction() as session:
            inquiry = await session.get_one(type(await an_inquiry(session)), number)
            await an_answer(session, inquiry, text="Og tak for snakken", state="sent")
        async with database.reading() as session:
            [found] = await answers.similar(session, ASKED, "uip", ())
        assert found.answer.text == "Og tak for snakken"


def a_template(**over: object) -> AnswerTemplate:
    values = {
        "owner": "U1",
        "office": "uip",
        "title": "Tak",
        "body_da": "Tak",
        "body_en": "",
        "times_used": 0,
    }
    return AnswerTemplate(**values | {"saved_at": NOON} | over)


class TestTemplates:
    async def test_those_that_hold_are_told_the_most_used_first(self, database: Database) -> None:
        async with database.transaction() as session:
            session.add_all(
                [
                    a_template(title="a", valid_until="2026-03-04", times_used=1),
                    a_template(title="b", valid_until="2026-03-03", times_used=9),
                    a_template(title="c", times_used=2),
                ]
            )
        async with database.reading() as session:
            found = await answers.templates(session, "2026-03-04")
        assert [each.title for each in found] == ["c", "a"]

    async def test_a_use_is_counted(self, database: Database) -> None:
        async with database.transaction() as session:
            session.add(a_template())
            await session.flush()
            known = await answers.template_titled(session, "Tak")
            await answers.count_use(session, known.id)
            await answers.count_use(session, known.id)
            assert await answers.template_titled(session, "Nej") is None
        async with database.reading() as session:
            assert (await answers.template(session, known.id)).times_used == 2


async def test_what_a_file_holds_is_kept_with_its_fingerprint(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        described = {"author": "U1", "added_at": NOON, "type": "application/pdf", "size": 0, "url": "u"}
        files = [AnswerFile(inquiry_id=inquiry.id, name=name, **described) for name in "ab"]
        session.add_all(files)
        await session.flush()
        one, two = [file.id for file in files]
        await answers.keep_content(session, one, b"%PDF")
    async with database.reading() as session:
        second, first = await answers.whole_files(session, [two, one])
        bare = await answers.file(session, one)
    assert (first.content, first.size, second.content) == (b"%PDF", 4, None)
    assert (len(bare.sha256), second.sha256) == (64, None)


async def test_an_inquiry_is_about_a_round_once(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        of = Round(
            **dict.fromkeys(("key", "kind", "state", "title", "text", "office", "created_by"), "x"),
            deadline=after(days=1),
            created_at=NOON,
            closing_time_stated=True,
            reminders={},
        )
        session.add(of)
        await session.flush()
        for _ in range(2):
            await answers.link_round(session, inquiry.id, of.id)
        assert [each.id for each in await answers.rounds_of(session, inquiry.id)] == [of.id]
        assert [each.id for each in await answers.inquiries_about(session, of.id)] == [inquiry.id]
