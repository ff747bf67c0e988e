"""Working ahead: the next item is made while the one before it is used."""

import asyncio
import gc
import weakref

import pytest

from bot.ahead import ahead


async def made(items, begun, fails_at=None):
    for item in items:
        begun.append(item)
        if item == fails_at:
            raise LookupError(item)
        yield item


async def test_items_come_in_their_order_and_all_of_them():
    assert [item async for item in ahead(made(range(5), []))] == [0, 1, 2, 3, 4]


async def test_of_nothing_nothing_is_made():
    assert [item async for item in ahead(made([], []))] == []


async def test_the_next_item_is_begun_while_one_is_used():
    begun = []

    async for item in ahead(made("abc", begun)):
        await asyncio.sleep(0)

        assert begun[-1] == {"a": "b", "b": "c", "c": "c"}[item]


async def test_never_more_than_one_is_made_ahead():
    begun = []

    async for item in ahead(made(range(9), begun)):
        await asyncio.sleep(0)

        assert len(begun) <= item + 2


async def test_what_goes_wrong_while_working_ahead_is_raised_after_what_was_made_before_it():
    items = ahead(made("abc", [], fails_at="c"))

    assert [await anext(items), await anext(items)] == ["a", "b"]
    with pytest.raises(LookupError):
        await anext(items)


async def test_whoever_stops_early_ends_what_is_under_way():
    ended = asyncio.Event()

    async def slow():
        yield 1
        try:
            await asyncio.Event().wait()
            yield 2
        finally:
            ended.set()

    items = ahead(slow())
    assert await anext(items) == 1
    await asyncio.sleep(0)
    await items.aclose()

    assert ended.is_set()


async def test_what_went_wrong_ahead_of_somebody_who_stopped_is_no_longer_of_interest():
    items = ahead(made("ab", [], fails_at="b"))
    await anext(items)
    await asyncio.sleep(0)

    await items.aclose()


class Large:
    """Stands for something that takes much memory."""


async def test_the_last_item_is_let_go_of_with_those_who_used_it():
    items = [Large()]
    kept = weakref.ref(items[0])

    async def give():
        yield items.pop()

    gc.disable()
    try:
        async for item in ahead(give()):
            del item
        assert kept() is None
    finally:
        gc.enable()
