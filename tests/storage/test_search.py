from typing import Any

import pytest
from sqlalchemy import text, update

from storage import finding, parts, search
from storage.database import Database
from storage.finding import Sought
from storage.tables import Correspondence, Inquiry, QuestionPart
from tests.builders import NOON, a_letter, an_answer, an_inquiry

LETTERS = {
    1: ("Overnatning for unge", "Vi driver et herberg for hjemløse unge i Aarhus."),
    2: ("Ansøgning om støtte", "Fondens bestyrelse har modtaget tre ansøgninger fra kommunerne."),
    3: ("Høringssvar", "Hermed vores høringssvar til lovforslaget om sociale tilbud."),
    4: ("Invitation", "Vi inviterer til en workshop om lodtrækningsforsøg og kontrolgrupper."),
    5: ("Samarbejde", "Kan ministeriet overtage indsatsen, når bevillingen udløber?"),
    6: ("Meeting in June", "We would like to meet about randomised trials for young people."),
    7: ("Børn på Ærø", "Om børnehuset på Ærø: der er kun ét værelse, og det er blevet for småt."),
    8: ("Ar og sår", "Et ar er ikke det samme som et år."),
    9: ("RE: Café for ældre", "Caféen åbner hver tirsdag. Mvh. André"),
    10: ("Vuxna på gatan", "Vi arbetar med vuxna i Malmö och Göteborg."),
    11: ("Straße", "Grüße aus der Hauptstraße 5."),
    12: ("Tal", "Projektet har nr. 2026-117 og koster 1.250.000 kr."),
    13: ("MED STORE BOGSTAVER", "HVORNÅR FÅR VI SVAR PÅ VORES HENVENDELSE?"),
    14: ("Kontakt", "Skriv til bo.krag@fondenhavn.example eller ring på +45 12 34 56 78."),
    15: ("C++ og R&D", "it's a <b>test</b> of O'Reilly & Sons' 100% \"quoted\" text_with_underscores"),
    16: ("Sammensat", "Ungdomsboligforeningens årsregnskab og indsatser."),
    17: ("Decomposed", "A\u030arhus og cafe\u0301 skrevet på en anden maskine."),
    18: ("Fuld bredde", "ＡＢＣ og ﬁnansiering med ligatur"),
    19: ("Emoji", "Tak 🙏 for hjælpen 👍🏽 til familien 👨\u200d👩\u200d👧"),
    20: ("漢字", "東京の財団からの手紙です。"),
    21: ("Греция", "Письмо из фонда на русском языке."),
    22: ("Gentagelse", "fonden fonden fonden fonden"),
    23: ("Kort", "ok"),
    24: ("NEAR AND NOT OR", "The words AND, OR, NOT and NEAR are words like others."),
    25: ("Nul", "før\0efter og en halv \ud83d figur"),
}
QUERIES = {
    "ansøgning": {2},
    "ansøgninger": {2},
    "fond": {2, 22},
    "fondens": {2, 22},
    "FONDEN": {2, 22},
    "kommune": {2},
    "høringssvar lovforslag": {3},
    "lovforslag høringssvar": {3},
    "høringssvar workshop": set(),
    "unge": {1},
    "år": {8},
    "ar": {8},
    "sar": set(),
    "børn ærø": {7},
    "aero": set(),
    "café": {9, 17},
    "cafe": set(),
    "cafe\u0301": {9, 17},
    "aarhus": {1},
    "Århus": {17},
    "strasse": {11},
    "2026-117": {12},
    "1.250.000": {12},
    "henvendelser": {13},
    "bo.krag@fondenhavn.example": {14},
    "o'reilly": {15},
    "r&d": {15},
    "underscores": {15},
    "text_with": {15},
    "ungdomsboligforening": {16},
    "bolig": set(),
    "abc finansiering": {18},
    "🙏": set(),
    "hjælp 🙏": {19},
    "漢字": {20},
    "письмо": {21},
    "indsats": {5, 16},
    "indsatser": {5, 16},
    "near": {24},
    "words NOT others": {24},
    "efter": {25},
    "figurer": {25},
    "mette.berg": set(LETTERS),
}
HOSTILE = [
    "",
    " ",
    "\0",
    "før\0efter",
    '"',
    '"unge',
    '"unge" "unge"',
    "'",
    "''; DROP TABLE inquiry; --",
    "*",
    "ung*",
    "^unge",
    "stems:unge",
    "NEAR(unge herberg, 5)",
    "NEAR",
    "unge AND",
    "NOT unge",
    "OR OR OR",
    "(((",
    "unge)",
    "unge & | ! <-> :*",
    "a:b:c",
    "\\",
    "{unge herberg}",
    "-unge +herberg",
    "\ud83d",
    "\udcff unge",
    "\u202eegnu",
    "%s %(x)s {} :query $1 ?",
    "ﷺ" * 20_000,
    "æ" * 5_000,
    " ".join(f"ord{number}" for number in range(20_000)),
    "unge " * 100_000,
]


@pytest.fixture
async def letters(database: Database) -> Database:
    async with database.transaction() as session:
        for number, (subject, body) in LETTERS.items():
            inquiry = await an_inquiry(session, reference=f"FD-2026-{number:05d}", subject=subject)
            await a_letter(session, inquiry, text=body)
    return database


async def found(database: Database, words: str, limit: int = 50) -> list[int]:
    async with database.reading() as session:
        ids = (await finding.searched(session, Sought(words=words), limit)).ids
        return [int(line.reference[-5:]) for line in await finding.lines(session, ids)]


class TestStems:
    @pytest.mark.parametrize(
        ("words", "same"),
        [
            ("Fondens ansøgninger", "fond ansøgning"),
            ("kommunernes indsatser", "kommune indsats"),
            ("cafe\u0301", "CAFÉ"),
            ("Straße", "STRASSE"),
            ("a_b-c.d", "a b c d"),
        ],
    )
    def test_forms_of_one_word_have_one_stem(self, words: str, same: str) -> None:
        assert search.stems(words) == search.stems(same)

    def test_different_words_do_not(self) -> None:
        assert len(set(search.stems("år ar ær øre are"))) > 3

    def test_signs_are_no_words(self) -> None:
        assert search.stems("\0 *?! \ud83d 🙏 _ -") == []


async def test_every_query_finds_the_letters_that_hold_all_its_words(letters: Database) -> None:
    assert {words: set(await found(letters, words)) for words in QUERIES} == QUERIES


async def test_the_newest_inquiries_come_first_and_no_more_than_asked_for(letters: Database) -> None:
    assert await found(letters, "mette berg", limit=3) == [25, 24, 23]


async def test_no_query_is_an_error(letters: Database) -> None:
    for words in HOSTILE:
        assert set(await found(letters, words)) <= set(LETTERS)


async def test_a_query_of_signs_only_finds_nothing(letters: Database) -> None:
    assert await found(letters, "*") == await found(letters, "\0 ?") == []


async def test_a_number_finds_its_inquiry(letters: Database) -> None:
    for words in ("FD-2026-00007", "fd-2026-00007", "  FD-2026-00007\n"):
        assert await found(letters, words) == [7]


async def test_a_number_in_a_letter_is_found_as_words(letters: Database) -> None:
    async with letters.transaction() as session:
        inquiry = await session.get_one(Inquiry, 1)
        await an_answer(session, inquiry, subject="Re: Overnatning [FD-2026-99999]", text="")
    assert await found(letters, "FD-2026-99999") == [1]


async def test_all_words_must_stand_in_one_letter(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, reference="FD-2026-00001")
        await a_letter(session, inquiry, text="herberg")
        await a_letter(session, inquiry, text="bestyrelse")
    assert await found(database, "herberg bestyrelse") == []
    assert await found(database, "bestyrelse") == [1]


async def test_an_inquiry_with_many_fitting_letters_is_found_once(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, reference="FD-2026-00001")
        for _ in range(3):
            await a_letter(session, inquiry, text="herberg")
    assert await found(database, "herberg") == [1]


@pytest.mark.parametrize("first_look", [1, 2, 30])
async def test_letters_far_apart_are_found_the_newest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, first_look: int
) -> None:
    monkeypatch.setattr(search, "FIRST_LOOK", first_look)
    async with database.transaction() as session:
        for number, place in enumerate([1_000, 5_000, 5_100, 40_000, 90_000, 2_000_000], 1):
            inquiry = await an_inquiry(session, reference=f"FD-2026-{number:05d}")
            letter = await a_letter(session, inquiry)
            moved = update(Correspondence).where(Correspondence.id == letter.id).values(id=place)
            await session.execute(moved)
            await search.index(session, place, "herberg")
    assert await found(database, "herberg") == [6, 5, 4, 3, 2, 1]
    assert await found(database, "herberg", limit=3) == [6, 5, 4]


async def test_our_own_form_letter_is_not_searched(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, subject="Herberg")
        await an_answer(session, inquiry, kind="acknowledgement")
    assert await found(database, "herberg") == []


async def test_the_whole_text_is_searched_where_it_says_more(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, reference="FD-2026-00001")
        await a_letter(session, inquiry, text="Ja tak.", full_text="Ja tak.\n> Vil I se herberget?")
    assert await found(database, "herberg") == [1]


@pytest.mark.parametrize(
    "body",
    [
        "".join(chr(0x20000 + number) + " " for number in range(40_000)) * 4,
        " ".join(f"{number:x}" for number in range(10**5, 10**5 + 300_000)),
        "x" * 1_000_000,
        "ﷺ" * 100_000,
    ],
    ids=["rare words", "many words", "one word", "words that grow"],
)
async def test_a_letter_of_any_length_can_be_kept(database: Database, body: str) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, reference="FD-2026-00001")
        await a_letter(session, inquiry, subject="Herberg", text=body)
    assert await found(database, "herberg") == [1]


async def test_nothing_of_a_letter_that_was_rolled_back_is_findable(database: Database, broken_off) -> None:
    async with broken_off() as session:
        await a_letter(session, await an_inquiry(session), text="herberg")
    async with database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM search_text"))).scalar_one() == 0


class TestWithConditions:
    """A common word, and a condition that few of its letters meet."""

    @pytest.fixture(params=[0, 2000], ids=["looked for among the letters", "looked for among the few"])
    async def many(self, database: Database, monkeypatch: pytest.MonkeyPatch, request) -> Database:
        """Twelve letters on evaluation, the oldest and the ninth oldest of which are the triage office's."""
        monkeypatch.setattr(search, "FIRST_LOOK", 2)
        monkeypatch.setattr(search, "FEW", request.param)
        async with database.transaction() as session:
            for number in range(12):
                office = "triage" if number in (0, 8) else "uip"
                inquiry = await an_inquiry(session, office=office)
                await a_letter(session, inquiry, text=f"Om evaluering, nr. {number}")
                await a_letter(session, inquiry, text="Tak for sidst")
        return database

    async def found(self, database: Database, words: str, limit: int = 50, **sought: Any) -> list[int]:
        async with database.reading() as session:
            return (await finding.searched(session, Sought(words=words, **sought), limit)).ids

    async def test_what_fits_is_found_however_old_it_is_the_newest_first(self, many: Database) -> None:
        assert await self.found(many, "evaluering", offices=["triage"]) == [9, 1]
        assert await self.found(many, "evaluering", offices=["triage"], limit=1) == [9]

    async def test_where_nothing_fits_nothing_is_found(self, many: Database) -> None:
        assert await self.found(many, "evaluering", offices=["politik"]) == []

    async def test_all_words_stand_in_one_letter_there_too(self, many: Database) -> None:
        assert await self.found(many, "evaluering sidst", offices=["triage"]) == []

    async def test_a_word_is_stemmed_there_too(self, many: Database) -> None:
        assert await self.found(many, "evalueringer", offices=["triage"]) == [9, 1]

    async def test_beyond_the_newest_letters_only_few_inquiries_are_looked_through(
        self, many: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "MOST_LOOKED_AT", 4)
        found = await self.found(many, "evaluering", offices=["triage"])
        assert found == ([9, 1] if search.FEW else [9])

    async def test_that_only_the_newest_letters_were_looked_at_is_told(
        self, many: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "MOST_LOOKED_AT", 4)
        async with many.reading() as session:
            found = await finding.searched(session, Sought(words="evaluering", offices=["triage"]), 5)
        # where few inquiries are meant all of them were looked at
        assert found.newest_only is not bool(search.FEW)

    async def test_a_page_that_is_full_has_not_reached_that_end(
        self, many: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "MOST_LOOKED_AT", 4)
        async with many.reading() as session:
            found = await finding.searched(session, Sought(words="evaluering", offices=["uip"]), 2)
        assert (found.ids, found.more, found.newest_only) == ([12, 11], True, False)

    async def test_a_search_that_saw_every_letter_has_nothing_to_tell(self, many: Database) -> None:
        asked = [Sought(words="evaluering", offices=["politik"]), Sought(words="evaluering"), Sought()]
        async with many.reading() as session:
            for each in asked:
                assert not (await finding.searched(session, each, 50)).newest_only


class TestPages:
    """Hundreds of hits, a page at a time."""

    @pytest.fixture(params=[0, 2000], ids=["looked for among the letters", "looked for among the few"])
    async def hundreds(self, database: Database, monkeypatch: pytest.MonkeyPatch, request) -> Database:
        """Three hundred inquiries on evaluation, every third of them the triage office's."""
        monkeypatch.setattr(search, "FIRST_LOOK", 7)
        monkeypatch.setattr(search, "FEW", request.param)
        async with database.transaction() as session:
            for number in range(300):
                inquiry = await an_inquiry(session, office="triage" if number % 3 == 0 else "uip")
                await a_letter(session, inquiry, text="Om evaluering")
        return database

    async def pages(self, database: Database, sought: Sought, size: int = 20) -> list[list[int]]:
        """Read page after page while an old inquiry is written to anew and new ones come in."""
        pages, offset, more = [], 0, True
        async with database.reading() as session:
            until = await finding.mark(session)
        while more:
            async with database.transaction() as session:
                found = await finding.searched(session, sought, size, offset, until)
                await a_letter(session, await session.get_one(Inquiry, 1), text="Igen om evaluering")
                await a_letter(session, await an_inquiry(session, office="triage"), text="Om evaluering")
            pages.append(found.ids)
            offset, more = offset + size, found.more
        return pages

    @pytest.mark.parametrize("words", ["evaluering", ""])
    @pytest.mark.parametrize(("offices", "expected"), [(None, 300), (["triage"], 100), (["uip"], 200)])
    async def test_each_is_on_one_page_the_newest_first_whatever_comes_in_meanwhile(
        self, hundreds: Database, words: str, offices: list[str] | None, expected: int
    ) -> None:
        pages = await self.pages(hundreds, Sought(words=words, offices=offices))

        seen = [number for page in pages for number in page]
        assert len(seen) == expected
        assert seen == sorted(set(seen), reverse=True)
        assert {len(page) for page in pages[:-1]} == {20}

    async def test_beyond_the_end_there_is_nothing(self, hundreds: Database) -> None:
        async with hundreds.reading() as session:
            found = await finding.searched(session, Sought(words="evaluering"), 20, 400)
        assert (found.ids, found.more) == ([], False)


class TestQuestions:
    """What offices ask each other, and answer: found in the question's inquiry and in the main one."""

    @pytest.fixture(params=[0, 2000], ids=["looked for among the texts", "looked for among the few"])
    async def split(self, database: Database, monkeypatch: pytest.MonkeyPatch, request) -> Database:
        """Inquiry 1 of ``uip`` asks ``analyse`` (2) and ``politik`` (3); 4 has a letter with their words."""
        monkeypatch.setattr(search, "FIRST_LOOK", 1)
        monkeypatch.setattr(search, "FEW", request.param)
        async with database.transaction() as session:
            main = await an_inquiry(session, office="uip")
            await a_letter(session, main, text="To ting på en gang")
            for number, (office, question) in enumerate(
                [("analyse", "Har vi registerdata om herberger?"), ("politik", "Hvad siger serviceloven?")], 1
            ):
                own = await an_inquiry(session, office=office, part_of=main.id)
                await parts.add(session, a_question(own, main, number, question))
            other = await an_inquiry(session, office="uip")
            await a_letter(session, other, text="Serviceloven og registerdata")
        return database

    async def found(self, database: Database, words: str, **sought: Any) -> list[int]:
        async with database.reading() as session:
            return (await finding.searched(session, Sought(words=words, **sought), 50)).ids

    async def answer(self, database: Database, inquiry_id: int, **values: Any) -> None:
        async with database.transaction() as session:
            asked = await parts.get(session, inquiry_id)
            for name, value in values.items():
                setattr(asked, name, value)
            await parts.index_anew(session, asked)

    async def test_a_question_is_found_where_it_is_answered_and_where_it_came_from(self, split) -> None:
        assert await self.found(split, "herberg") == [2, 1]

    async def test_letters_come_first(self, split) -> None:
        assert await self.found(split, "serviceloven") == [4, 3, 1]
        assert await self.found(split, "registerdata") == [4, 2, 1]

    async def test_all_words_must_stand_in_one_question(self, split) -> None:
        assert await self.found(split, "herberg servicelov") == []

    async def test_an_answer_is_found_once_it_is_given_together_with_its_question(self, split) -> None:
        assert await self.found(split, "paragraf") == []
        await self.answer(split, 3, answer="Paragraf 110.", answered_at=NOON)
        assert await self.found(split, "paragraffer") == [3, 1]
        assert await self.found(split, "servicelov paragraf") == [3, 1]

    async def test_an_answer_that_is_written_anew_is_none_meanwhile(self, split) -> None:
        await self.answer(split, 3, answer="Paragraf 110.", answered_at=NOON)
        await self.answer(split, 3, answered_at=None)
        assert await self.found(split, "paragraf") == []
        assert await self.found(split, "hvad siger serviceloven") == [3, 1]

    @pytest.mark.parametrize(
        ("sought", "numbers"),
        [
            ({"offices": ["analyse"]}, [2]),
            ({"offices": ["uip"]}, [1]),
            ({"offices": ["politik"]}, []),
            ({"offices": []}, []),
            ({"statuses": ["closed"]}, []),
        ],
    )
    async def test_each_is_found_only_by_those_who_may_see_that_inquiry(self, split, sought, numbers) -> None:
        assert await self.found(split, "herberg", **sought) == numbers

    async def test_a_confidential_one_is_found_only_by_those_named(self, split) -> None:
        async with split.transaction() as session:
            for number in (1, 2):
                (await session.get_one(Inquiry, number)).confidential = ["U1"]
        assert await self.found(split, "herberg", seen_by="U1") == [2, 1]
        assert await self.found(split, "herberg", seen_by="U2") == []

    async def test_one_that_was_taken_back_is_a_word_of_the_main_inquiry_no_more(self, split) -> None:
        async with split.transaction() as session:
            (await parts.get(session, 2)).withdrawn_at = NOON
        assert await self.found(split, "herberg") == [2]

    async def test_a_question_asked_after_a_search_began_moves_no_page_of_it(self, split) -> None:
        async with split.reading() as session:
            until = await finding.mark(session)
        async with split.transaction() as session:
            main, own = await session.get_one(Inquiry, 1), await an_inquiry(session, office="uip", part_of=1)
            await parts.add(session, a_question(own, main, 3, "Og herberget?"))
        asked = Sought(words="herberg", offices=["analyse", "uip"])
        async with split.reading() as session:
            assert (await finding.searched(session, asked, 50)).ids == [5, 1, 2]
            assert (await finding.searched(session, asked, 50, 0, until)).ids == [2, 1]

    async def test_nothing_of_a_question_that_was_rolled_back_is_findable(self, split, broken_off) -> None:
        async with broken_off() as session:
            main, own = await session.get_one(Inquiry, 1), await an_inquiry(session, part_of=1)
            await parts.add(session, a_question(own, main, 3, "Hvor mange sengepladser?"))
        assert await self.found(split, "sengeplads") == []

    async def test_hostile_questions_and_queries_break_nothing(self, split) -> None:
        for words in HOSTILE:
            await self.answer(split, 3, answer=words, answered_at=NOON)
            await self.found(split, words, offices=["politik"])
        assert await self.found(split, "serviceloven") == [4, 3, 1]


def a_question(own: Inquiry, main: Inquiry, number: int, question: str) -> QuestionPart:
    """A question of an inquiry, answered in one of its own."""
    asked = {"asked_by": "U1", "asked_at": NOON, "question": question}
    return QuestionPart(inquiry_id=own.id, main_id=main.id, number=number, **asked)
