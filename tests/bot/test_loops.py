"""A loop of the service runs while a block lasts; one that breaks is told of, and never ends in silence."""

import asyncio

import pytest

from bot.loops import LoopBroke, loop
from bot.settings import Mistake, SettingsError


@pytest.fixture
async def broken():
    return asyncio.get_running_loop().create_future()


async def for_ever(begun):
    begun.set()
    await asyncio.Event().wait()


async def breaks():
    raise ZeroDivisionError


async def ends():
    pass


async def test_a_loop_runs_while_the_block_lasts_and_ends_with_it(broken):
    begun = asyncio.Event()

    async with loop("courier", for_ever(begun), broken):
        await asyncio.wait_for(begun.wait(), timeout=10)

    assert not broken.done()


async def listens_where_another_does():
    raise SettingsError([Mistake("slack.http_port", "is 3000", "another")])


async def test_what_the_configuration_has_wrong_is_told_as_that(broken):
    async with loop("slack", listens_where_another_does(), broken):
        with pytest.raises(SettingsError, match=r"slack\.http_port"):
            await broken


@pytest.mark.parametrize("work", [breaks, ends])
async def test_a_loop_that_ends_by_itself_is_told_of_with_its_name(broken, work):
    async with loop("courier", work(), broken):
        with pytest.raises(LoopBroke) as told:
            await asyncio.wait_for(broken, timeout=10)

    assert told.value.loop == "courier"


async def test_the_first_that_breaks_is_told_of(broken):
    async with loop("courier", breaks(), broken), loop("clock", breaks(), broken):
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with pytest.raises(LoopBroke, match="courier"):
        broken.result()


async def test_what_the_block_raises_is_raised(broken):
    begun = asyncio.Event()

    with pytest.raises(KeyError):
        async with loop("courier", for_ever(begun), broken):
            raise KeyError
