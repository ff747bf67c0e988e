import asyncio

from storage.giving_way import PIECE, give_way, giving_way


async def test_what_is_ready_goes_on_and_so_does_whoever_waits_for_it() -> None:
    heard = asyncio.get_running_loop().create_future()
    done: list[str] = []

    async def answer() -> None:
        done.append(await heard)

    answering = asyncio.create_task(answer())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(heard.set_result, "hello")
    await give_way()

    assert done == ["hello"]
    await answering


async def test_many_are_gone_through_in_order_with_turns_for_others_between() -> None:
    at, seen_by_others = -1, set()

    async def others() -> None:
        while True:
            seen_by_others.add(at)
            await asyncio.sleep(0)

    at_work = asyncio.create_task(others())
    async for each in giving_way(range(3 * PIECE)):
        assert each == at + 1
        at = each
    at_work.cancel()

    assert seen_by_others == {-1, PIECE - 1, 2 * PIECE - 1, 3 * PIECE - 1}
