"""What people write in the files of a note is taken down, and the note that follows says so."""

import csv
from io import StringIO

import pytest

from consultation.rounds import note_reviews, persons
from consultation.rounds.note import carry, rows
from consultation.rounds.note.chapters import body
from consultation.rounds.note.completeness import Lack
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.masking import Masks
from consultation.rounds.note.page import html
from consultation.rounds.note.rows import Wrong
from consultation.rounds.note.sheet import csv_of
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from consultation.rounds.vocabulary import vocabulary
from nlp import cpr, taxonomy
from storage import round_messages, round_statements, rounds
from tests.laid_desk import FixedModel
from tests.rounds_on_record import ANDERS, HELLE, answers, opened

MASKS = Masks(cpr.find, persons.find)
KNOWN = vocabulary(taxonomy.load())
ANSWER = (
    "1. Unge hjemløse bør komme først. Fristen er for kort.\n\n2. Vi foreslår, at mentorordningen udbredes."
)


@pytest.fixture
async def of(desk):
    made = await opened(desk)
    await answers(desk, made, "Fonden Nordlys", ANSWER)
    await answers(
        desk, made, "Havblik Fonden", "1. De ældre bør komme først.\n\nSvaret må ikke offentliggøres."
    )
    return made


async def drawn_up(desk, of, remarks=()):
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.reading() as session:
        note = await note_of(session, await rounds.get(session, of), house, desk.clock.now())
    return carry.over(note, remarks)


async def sheet(desk, of):
    """The rows of the note's `.csv` as it is now."""
    text = csv_of(work_out(await drawn_up(desk, of), MASKS)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def saved(lines):
    file = StringIO()
    writer = csv.DictWriter(file, list(lines[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode("utf-8-sig")


async def hear(desk, of, lines, by=HELLE):
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        return await note_reviews.from_rows(
            session, locked, rows.touched(saved(lines)), KNOWN, by, desk.clock.now()
        )


async def hear_verdicts(desk, of, lines):
    """Draw up the note anew with the verdicts in these rows."""
    note = await drawn_up(desk, of, carry.from_csv(saved(lines)))
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        draft = work_out(note, MASKS)
        keys = await note_reviews.from_verdicts(session, locked, draft, HELLE, desk.clock.now())
        return work_out(note_reviews.confirmed(note, keys), MASKS)


def unconfirmed(draft):
    return sum(each.count for each in draft.lacking if each.what is Lack.NOT_CONFIRMED)


async def waiting(desk, of):
    async with desk.database.reading() as session:
        return await round_statements.waiting(session, of)


async def test_a_note_whose_statements_are_all_confirmed_or_set_aside_is_complete(desk, of):
    lines = await sheet(desk, of)
    assert unconfirmed(work_out(await drawn_up(desk, of), MASKS)) == len(lines) == await waiting(desk, of)
    for line in lines:
        line["review"] = "ja"
    lines[1] |= {"review": "udeladt", "reason": "praktisk"}

    heard = await hear(desk, of, lines)

    draft = work_out(await drawn_up(desk, of), MASKS)
    assert (heard.count, heard.problems, draft.lacking) == (len(lines), [], ())
    assert await waiting(desk, of) == 0
    (aside,) = [one for one in draft.published.said if one.place == "set_aside"]
    assert (aside.text, aside.reason) == ("Fristen er for kort.", "praktisk")


async def test_what_is_corrected_stands_under_its_new_theme_in_a_note_written_anywhere(desk, of):
    lines = await sheet(desk, of)
    lines[0] |= {"theme": "Implementering", "stance": "kritik", "target_groups": "veteraner"}
    await hear(desk, of, lines)
    again = (await sheet(desk, of))[0]
    assert (again["theme"], again["stance"], again["target_groups"]) == (
        "implementering",
        "criticism",
        "veteraner",
    )
    assert again["review"] == "confirmed"


async def test_the_same_file_read_again_says_nothing_more(desk, of):
    lines = await sheet(desk, of)
    lines[0]["review"] = "ja"
    assert (await hear(desk, of, lines)).count == 1
    heard = await hear(desk, of, lines)
    assert (heard.count, heard.problems) == (0, [])


async def test_a_row_does_not_take_back_what_a_colleague_said_since(desk, of):
    old, lines = await sheet(desk, of), await sheet(desk, of)
    lines[0] |= {"review": "set_aside", "reason": "praktisk"}
    await hear(desk, of, lines, by=ANDERS)
    old[0]["review"] = old[1]["review"] = "ja"

    heard = await hear(desk, of, old)

    assert [(each.row, each.wrong, each.given) for each in heard.problems] == [(2, Wrong.OVERTAKEN, ANDERS)]
    assert heard.count == 1
    assert [line["review"] for line in await sheet(desk, of)][:2] == ["set_aside", "confirmed"]


async def test_rows_of_another_round_are_not_taken(desk, of):
    lines = await sheet(desk, of)
    other = await opened(desk, key="uip-2028")
    lines[0]["review"] = "ja"
    heard = await hear(desk, other, lines)
    assert (heard.count, [each.wrong for each in heard.problems]) == (0, [Wrong.GONE])


async def test_what_a_revised_answer_says_anew_is_unconfirmed_and_nothing_else(desk, of):
    lines = await sheet(desk, of)
    for line in lines:
        line["review"] = "ja"
    await hear(desk, of, lines)
    await answers(
        desk, of, "Fonden Nordlys", "Hermed vores reviderede svar.\n\n1. De yngste bør komme først."
    )
    found = [line for line in await sheet(desk, of) if line["place"] in {"in_note", "withheld"}]
    newest = max(int(line["submission"]) for line in found)
    assert {int(line["submission"]) for line in found if not line["review"]} == {newest}
    assert {line["question"] for line in found if int(line["submission"]) != newest} == {"indsatser", ""}
    assert len([line for line in found if line["review"]]) == len(found) - await waiting(desk, of)


async def test_a_verdict_on_a_point_confirms_what_is_said_in_it(desk, of):
    lines = await sheet(desk, of)
    before = unconfirmed(work_out(await drawn_up(desk, of), MASKS))
    lines[0] |= {"verdict": "delvist imødekommet", "comment": "Ja, de unge."}
    draft = await hear_verdicts(desk, of, lines)
    assert unconfirmed(draft) == before - 1
    assert (
        unconfirmed(work_out(await drawn_up(desk, of), MASKS)) == before - 1
    )  # on record, not in this draft alone


async def test_a_comment_without_a_verdict_confirms_nothing(desk, of):
    lines = await sheet(desk, of)
    lines[0]["comment"] = "Spørg økonomi."
    draft = await hear_verdicts(desk, of, lines)
    assert (
        unconfirmed(draft)
        == unconfirmed(work_out(await drawn_up(desk, of), MASKS))
        == await waiting(desk, of)
    )


async def test_a_verdict_on_a_point_that_has_changed_since_confirms_nothing(desk, of):
    lines = await sheet(desk, of)
    lines[0] |= {"verdict": "met", "written": lines[0]["written"].replace(lines[0]["edition"], "00000000")}
    draft = await hear_verdicts(desk, of, lines)
    assert unconfirmed(draft) == await waiting(desk, of)


async def test_the_count_follows_a_note_whose_statements_are_cut_otherwise_since(desk, of):
    async with desk.database.transaction() as session:
        (message, *_) = await round_messages.of_round(session, of)
        message.waiting = 99  # as an older program counted
        await session.flush()
        await note_reviews.count(session, work_out(await drawn_up(desk, of), MASKS))
    assert await waiting(desk, of) == unconfirmed(work_out(await drawn_up(desk, of), MASKS))


SCAN = {"name": "scan.pdf", "size": 1, "type": "application/pdf", "unread": "no_text"}


async def test_a_scanned_annex_has_a_row_in_which_whoever_has_read_it_says_what_became_of_it(desk, of):
    await answers(desk, of, "Stille Fond", "1. De unge bør komme først.", attachments=[SCAN])
    lines = await sheet(desk, of)
    (scan,) = [line for line in lines if line["place"] == "unread"]
    assert (scan["source"], scan["party"], scan["review"]) == ("scan.pdf", "Stille Fond", "")
    for line in lines:
        line["review"] = "ja"

    heard = await hear(desk, of, lines)
    assert [each.wrong for each in heard.problems] == [Wrong.REASON_MISSING]  # "ja" alone says nothing of it
    assert [each.what for each in work_out(await drawn_up(desk, of), MASKS).lacking] == [Lack.UNREAD_ANNEX]

    scan["reason"] = "underskrifter"
    await hear(desk, of, lines)
    draft = work_out(await drawn_up(desk, of), MASKS)
    assert (draft.lacking, await waiting(desk, of)) == ((), 0)
    (line,) = [line for line in await sheet(desk, of) if line["place"] == "unread"]
    assert (line["review"], line["reason"]) == ("set_aside", "underskrifter")
    assert "scan.pdf er læst af et menneske og lagt til side: underskrifter" in html(draft, body(draft))


async def test_a_letter_in_which_nothing_was_found_is_read_by_a_person(desk, of):
    await answers(desk, of, "Stille Fond", "1. Tak for muligheden for at svare.")
    lines = await sheet(desk, of)
    unread = [line for line in lines if line["place"] == "unread"]
    for line in lines:
        line |= {"review": "udeladt", "reason": "tak"}
    await hear(desk, of, lines)
    draft = work_out(await drawn_up(desk, of), MASKS)
    assert (len(unread), draft.lacking) == (1, ())
