from datetime import UTC, datetime, time, timedelta

import pytest

from bot.inquiries.lifecycle import Status


def test_a_deadline_has_its_weekday_and_clock_time_in_local_time(words, now):
    assert (
        words.deadline(datetime(2026, 3, 12, 14, 0, tzinfo=UTC), now)
        == "senest torsdag den 12. marts kl. 15.00"
    )


def test_summer_time_counts(words, now):
    assert (
        words.deadline(datetime(2026, 4, 9, 13, 0, tzinfo=UTC), now)
        == "senest torsdag den 9. april kl. 15.00"
    )


def test_a_clock_time_is_to_the_second_as_the_language_writes_it(words, any_words, now):
    moment = now + timedelta(seconds=7)

    assert words.clock(moment) == "10.00.07"
    assert any_words.clock(moment) in {"10.00.07", "10:00:07"}


def test_a_time_of_day_is_written_as_the_language_does(words, any_words):
    assert words.hour(time(7, 5)) == "7.05"
    assert any_words.hour(time(15)) in {"15.00", "15:00"}


def test_a_reader_gets_their_own_language_and_otherwise_the_same(words):
    english = words.for_reader("en")

    assert english("button-claim") != words("button-claim")
    assert (english.taxonomy, english.timezone) == (words.taxonomy, words.timezone)


@pytest.mark.parametrize("language", [None, "da"])
def test_who_chose_no_other_language_reads_the_houses(words, language):
    assert words.for_reader(language) is words


@pytest.mark.parametrize(
    ("share", "accepted", "said"),
    [(0.97, True, "sikker, 97 %"), (0.83, True, "ret sikker, 83 %"), (0.83, False, "usikker, 83 %")],
)
def test_how_sure_the_reading_is_is_said_in_words(words, share, accepted, said):
    assert words.confidence(share, accepted=accepted) == said


def test_names_come_from_the_taxonomy_and_unknown_keys_stand_for_themselves(words):
    assert words.initiative("rct") == "Samarbejde om RCT-afprøvning"
    assert words.topic("evaluering") == "Evaluering"
    assert words.initiative("gone") == words.topic("gone") == "gone"


def test_every_status_has_its_line_on_a_card(any_words):
    assert all(any_words(f"card-status-{status}", who="<@U1>") for status in Status)
