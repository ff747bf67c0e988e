import pytest

from bot.inquiries.errors import (
    AlreadyClaimed,
    BadRecipients,
    Barred,
    ChangedMeanwhile,
    ColleagueBarred,
    ColleagueNotNamed,
    Confidential,
    DifferentlyConfidential,
    Emptied,
    EmptyAnswer,
    EndsProcesses,
    FileGone,
    FilesTooLarge,
    FileUnderway,
    InParts,
    InquiryError,
    InRoundAlready,
    LetterUnderway,
    MergedAlready,
    NoSuchNumber,
    NotAMember,
    NotAwaiting,
    NotClaimed,
    NothingSaid,
    NotMerged,
    NotNow,
    NotOwnAnswer,
    NotTheirs,
    OnlyStaff,
    OnlyWhole,
    PartSettled,
    QuestionsMissing,
    SameInquiry,
    SomethingNew,
    TakenByNoRound,
    TitleTaken,
    TooLate,
    UnknownFields,
    UnknownInquiry,
    WhileConfidential,
)
from bot.inquiries.lifecycle import Status
from bot.slack.cards.wording import Wording
from bot.slack.words import refusal
from bot.texts import texts_in
from tests.slack_texts import powers_in

REFUSALS = [
    NotAMember("U1", "uip"),
    NotAMember("U1", "an-office-that-is-no-more"),
    Barred("U1"),
    ColleagueBarred("U1"),
    Emptied("FD-2026-00042"),
    Confidential("U1"),
    ColleagueNotNamed("U1"),
    WhileConfidential(),
    DifferentlyConfidential(),
    AlreadyClaimed("U1"),
    SomethingNew(1),
    BadRecipients("<x>"),
    EmptyAnswer(),
    EndsProcesses(4711),
    TooLate(),
    FilesTooLarge(20),
    ChangedMeanwhile("uip"),
    FileGone(),
    FileUnderway(),
    NotAwaiting(),
    NotOwnAnswer(),
    NothingSaid(),
    OnlyStaff("U1"),
    UnknownFields("<x>"),
    TitleTaken("U1"),
    NotClaimed(),
    NotTheirs("U1", "uip"),
    MergedAlready("FD-2026-00031"),
    NotMerged(),
    SameInquiry(),
    LetterUnderway(),
    InRoundAlready("U1", "<!channel>"),
    TakenByNoRound(),
    NoSuchNumber("<!channel>"),
    UnknownInquiry("FD-1"),
    OnlyWhole("FD-2026-00031"),
    InParts(),
    QuestionsMissing(),
    PartSettled(),
    *(NotNow(status) for status in Status),
]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("error", REFUSALS, ids=repr)
def test_every_refusal_is_one_sentence(desk, words, error, language):
    said = refusal(error, desk, Wording(texts_in(language), words.taxonomy, words.timezone))

    assert said.endswith(".")
    assert said.count(". ") == 0
    assert "\n" not in said
    assert powers_in(said) == []


def test_every_error_has_words_of_its_own(desk, words):
    kinds = set(InquiryError.__subclasses__())

    said = {type(error): refusal(error, desk, words) for error in REFUSALS}

    assert said.keys() == kinds
    assert len(set(said.values())) == len(kinds)


def test_the_office_is_called_by_its_name_and_one_that_is_no_more_by_its_key(desk, words):
    assert "Indsatser &amp; UIP" in refusal(NotAMember("U1", "uip"), desk, words)
    assert "gone" in refusal(NotAMember("U1", "gone"), desk, words)
