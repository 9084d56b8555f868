"""A subscriber in a process of its own: `receiver.py PORT FILE` writes each event to the file before it says yes.

What it wrote outlives its process; what it did not write it never took.
"""

import os
import sys
from pathlib import Path

from aiohttp import web

AUTH = "Bearer een-geheim-van-de-ontvanger"


def main(port: int, path: Path) -> None:
    """Take events until somebody ends it."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def take(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != AUTH:
            return web.Response(status=403)
        os.write(file, (await request.read()) + b"\n")
        return web.Response(status=204)

    application = web.Application()
    application.router.add_post("/", take)
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
