import pytest

from tests.laid_desk import a_desk

OFFICE = {"key": "indsatser", "name": "Indsatser", "name_en": "Efforts", "channel": "C0INDSATSER"}


@pytest.mark.parametrize(
    ("key", "language", "name"),
    [("indsatser", "da", "Indsatser"), ("indsatser", "en", "Efforts"), ("politik", "en", "Politik")],
)
async def test_an_office_is_called_by_its_name_in_the_readers_language_where_it_has_one(
    tmp_path, key, language, name
):
    politics = {"key": "politik", "name": "Politik", "channel": "C0POLITIK", "triage": True}
    async with a_desk(tmp_path, office=[OFFICE, politics], route=[]) as desk:
        assert desk.office_name(key, language) == name


async def test_an_office_that_is_gone_from_the_configuration_stands_for_itself(desk):
    assert desk.office_name("nedlagt", "da") == "nedlagt"
