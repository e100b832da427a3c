"""An operator's command: makes the catalogue's topics on a broker, with those of the channels and partners named."""

import argparse
import asyncio

from infra.kafka.catalogue import wanted
from infra.kafka.topics import create


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.kafka", description=__doc__)
    parser.add_argument("bootstrap", help="address of the broker, host:port")
    parser.add_argument("--channel", action="append", default=[], help="opaque part of a channel's topics")
    parser.add_argument("--partner", action="append", default=[], help="opaque part of a partner's topics")
    asked = parser.parse_args()
    topics = wanted({"channel": asked.channel, "partner": asked.partner})
    asyncio.run(create(asked.bootstrap, topics))
    print(f"{len(topics)} topics are there.")


if __name__ == "__main__":
    main()
