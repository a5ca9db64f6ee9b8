"""Asks for one classification of each conversation named on standard input. Prints the seconds that all took.

Arguments: the CRM's address, the actions' token, how many at once.
"""

import asyncio
import sys
import time

import aiohttp


async def main(url: str, token: str, at_once: int) -> None:
    waiting = iter(sys.stdin.read().split())
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0)) as http:

        async def work() -> None:
            for conversation in waiting:
                async with http.post(f"{url}/api/crm/conversations/{conversation}/reading") as response:
                    response.raise_for_status()
                    await response.read()

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        print(time.perf_counter() - begun)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
