import pytest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kan vi få en plads på mødet om efterværn?", "da"),
        ("Tak for hjælpen", "da"),
        ("Could we have a seat at the meeting?", "en"),
        ("Thank you for your help", "en"),
        ("Können Sie mich bitte morgen anrufen?", "other"),
        ("Var hittar jag rapporten som ni visade?", "other"),
        ("Pouvez-vous m'appeler demain ?", "other"),
        ("Можете ли вы мне позвонить?", "other"),
        ("هل يمكنك الاتصال بي؟", "other"),
        ("😀😀 123", "other"),
        ("", "other"),
    ],
)
def test_the_language_is_told_from_one_line(small_model, text, language):
    assert small_model.understand("", text).language == language
