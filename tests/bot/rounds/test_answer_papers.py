import pytest
from sqlalchemy.orm.exc import StaleDataError

from bot.front_desk.deciding import Deciding
from bot.front_desk.reception import Reception
from bot.mail.parsing import parse
from bot.rounds import answer_papers
from bot.rounds.answer_papers import body_of, papers_of
from consultation.rounds.answers import documents
from storage import ledger, round_messages
from storage.messages import Arrival
from tests.journeys.mails import STRANGER, a_mail
from tests.laid_desk import FixedModel
from tests.papers import pdf
from tests.rounds_on_record import PARTIES, opened

QUOTED = """Den 3. marts 2025 kl. 11.00 skrev Ministeriet <fonde@ministeriet.example>:
> Kære fond
>
> 1. Hvilke målgrupper bør have fokus?
>
> Venlig hilsen
> Ministeriet"""


def body(text):
    return body_of(parse(a_mail(text=text).as_bytes()))


@pytest.mark.parametrize("words", ["Se vedhæftede.", "Hermed vores svar.", "Ja tak."])
def test_a_few_words_above_our_letter_are_read_without_it(words):
    assert body(f"{words}\n\n{QUOTED}") == words


def test_a_letter_above_ours_is_read_without_it():
    answer = "Unge hjemløse uden for de store byer bør have fokus."

    assert body(f"{answer}\n\n{QUOTED}") == answer


def test_answers_between_the_lines_of_our_letter_are_read_with_the_questions():
    inline = QUOTED.replace("fokus?\n", "fokus?\n\nUnge hjemløse uden for de store byer.\n\n")

    assert "> 1. Hvilke målgrupper bør have fokus?\n\nUnge hjemløse" in body(inline)


def test_a_mail_with_nothing_but_our_letter_is_read_as_it_is():
    assert "Kære fond" in body(QUOTED)


WORDS = b"Unge uden bolig bor ofte hos venner og familie."
PDF = pdf([WORDS.decode()])


def with_files(mail, *files):
    for number, (kind, content) in enumerate(files, start=1):
        mail.add_attachment(content, "application", kind, filename=f"bilag-{number}.{kind}")
    return mail


def unread_of(*files):
    raw = with_files(a_mail(), *files).as_bytes()
    return [each.get("unread") for each in papers_of(parse(raw), raw).attachments]


def test_beyond_a_number_documents_are_kept_unread_what_is_none_does_not_count(monkeypatch):
    monkeypatch.setattr(answer_papers, "MOST_DOCUMENTS", 2)

    unread = unread_of(("png", b"\x89PNG"), ("txt", WORDS), ("txt", WORDS), ("txt", WORDS))
    assert unread == ["not_a_document", None, None, "too_large"]


def test_the_documents_of_a_message_have_their_time_together_and_what_is_left_is_kept_unread(monkeypatch):
    monkeypatch.setattr(answer_papers, "MOST_SECONDS", 0.02)  # no process starts that fast

    assert unread_of(("pdf", PDF), ("txt", WORDS)) == ["too_large", "too_large"]


@pytest.fixture
def begun(monkeypatch):
    """The names of the documents that were begun, in order."""
    names, read = [], documents.text_of

    def text_of(name, *rest, **limits):
        names.append(name)
        return read(name, *rest, **limits)

    monkeypatch.setattr(documents, "text_of", text_of)
    return names


async def received_together(desk, *mails):
    now = desk.clock.now()
    arrivals = [Arrival.pack(each.as_bytes(), source="test", received_at=now) for each in mails]
    async with desk.database.transaction() as session:
        numbers = await ledger.store(session, arrivals, now)
    return [each.outcome async for each in Reception(desk, FixedModel()).receive_all(numbers)]


async def test_of_answers_that_are_received_together_each_document_is_read_once(desk, begun):
    round_id = await opened(desk)
    one, other, _ = PARTIES.values()
    outcomes = await received_together(
        desk,
        with_files(a_mail(one, "[uip-2027]", "Se vores svar."), ("txt", WORDS)),
        a_mail(STRANGER),
        with_files(a_mail(other, "[uip-2027]", "Se bilagene."), ("txt", WORDS), ("txt", WORDS)),
    )

    assert outcomes == ["submission", "inquiry", "submission"]
    assert begun == ["bilag-1.txt", "bilag-1.txt", "bilag-2.txt"]
    async with desk.database.reading() as session:
        made = await round_messages.of_round(session, round_id)
    assert [len(each.texts) for each in made] == [2, 3]


async def test_where_a_message_is_decided_on_once_more_its_documents_are_not_read_again(
    desk, begun, monkeypatch
):
    await opened(desk)
    decide, fails = Deciding.decide, iter([True])

    async def fails_once(*asked):
        if next(fails, False):
            raise StaleDataError
        return await decide(*asked)

    monkeypatch.setattr(Deciding, "decide", fails_once)
    mail = with_files(a_mail(PARTIES["Fonden Nordlys"], "[uip-2027]", "Se vores svar."), ("txt", WORDS))

    assert await received_together(desk, mail) == ["submission"]
    assert begun == ["bilag-1.txt"]


def test_answers_written_into_our_letter_are_read_where_few_words_point_at_them():
    answered = f"{QUOTED}\n> Unge hjemløse uden for de store byer.".replace("\n> ", "\n").replace("\n>", "\n")

    assert "Unge hjemløse" in body(f"Svar nedenfor.\n\n{answered}")
