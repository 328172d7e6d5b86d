"""Asks a webhook over and over, on connections that stay open: ``python load.py``.

``load.py PORT CONNECTIONS SECONDS CA FILE`` posts the review in FILE and prints JSON:
how many were asked, how many were answered in a second, and the median and the 99th
percentile in seconds. It is a process of its own, so that what it costs is not what
the webhook costs.
"""

import asyncio
import json
import ssl
import sys
import time
from pathlib import Path

WARM = 0.5


def main(port: int, connections: int, seconds: float, ca: str, body: bytes) -> None:
    import uvloop

    every = uvloop.run(_all(port, connections, seconds, ca, body))
    took = sorted(t for t in every if t is not None)
    print(
        json.dumps(
            {
                "asked": len(every),
                "rate": len(took) / seconds,
                "median": took[len(took) // 2],
                "p99": took[len(took) * 99 // 100],
            }
        )
    )


async def _all(
    port: int, connections: int, seconds: float, ca: str, body: bytes
) -> list[float | None]:
    context = ssl.create_default_context(cafile=ca)
    start = time.perf_counter() + WARM
    end = start + seconds
    asked = (_one(port, context, body, start, end) for _ in range(connections))
    return [took for some in await asyncio.gather(*asked) for took in some]


async def _one(
    port: int, context: ssl.SSLContext, body: bytes, start: float, end: float
) -> list[float | None]:
    """Ask on one connection; what ends before ``start`` counts for nothing: None."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    head = (
        b"POST /validate?timeout=3s HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    took: list[float | None] = []
    while (before := time.perf_counter()) < end:
        writer.write(head + body)
        said = await reader.readuntil(b"\r\n\r\n")
        length = int(said.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        after = time.perf_counter()
        if b'"allowed":true' not in answer:
            raise SystemExit(f"not admitted: {answer[:500]!r}")
        took.append(after - before if after >= start else None)
    writer.close()
    return took


if __name__ == "__main__":
    given = sys.argv[1:]
    review = Path(given[4]).read_bytes()
    main(int(given[0]), int(given[1]), float(given[2]), given[3], review)
