import asyncio

import pytest

from bot.shared_work import SharedWork


class Doubling:
    """Doubles numbers, and notes which it was given together; 13 can't be doubled."""

    def __init__(self):
        self.given = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self, numbers):
        self.given.append(list(numbers))
        await self.may_go_on.wait()
        if 13 in numbers:
            raise ArithmeticError(13)
        return [2 * each for each in numbers]


@pytest.fixture
def work():
    return Doubling()


async def test_each_is_told_its_own_result(work):
    shared = SharedWork(work)

    assert await asyncio.gather(*(shared(each) for each in range(5))) == [0, 2, 4, 6, 8]
    assert work.given == [[0, 1, 2, 3, 4]]


async def test_what_comes_while_others_are_worked_on_waits_for_the_next_time(work):
    shared = SharedWork(work)
    work.may_go_on.clear()
    first = asyncio.create_task(shared(1))
    while not work.given:
        await asyncio.sleep(0)
    later = [asyncio.create_task(shared(each)) for each in (2, 3)]
    await asyncio.sleep(0)
    work.may_go_on.set()

    assert await asyncio.gather(first, *later) == [2, 4, 6]
    assert work.given == [[1], [2, 3]]


async def test_one_that_fails_spoils_no_other(work):
    shared = SharedWork(work)

    told = await asyncio.gather(*(shared(each) for each in (1, 13, 2)), return_exceptions=True)

    assert (told[0], type(told[1]), told[2]) == (2, ArithmeticError, 4)


async def test_whoever_stops_waiting_keeps_no_other_from_its_result(work):
    shared = SharedWork(work)
    stops, waits = asyncio.create_task(shared(1)), asyncio.create_task(shared(2))
    await asyncio.sleep(0)
    stops.cancel()

    assert await waits == 4
    assert stops.cancelled() or stops.cancelling()


async def test_it_goes_on_after_it_had_nothing_to_do(work):
    shared = SharedWork(work)

    assert (await shared(1), await shared(2)) == (2, 4)
