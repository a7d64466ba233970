"""Makes one test login in a process of its own, and tells what is left of it among its objects."""

# Started as a program: the target as a line of JSON in, the link and what is left as lines out.
import asyncio
import gc
import json
import sys
from types import FunctionType

from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.login import TestLogin
from jcwizard.oidc.target import Target

# Spelt backwards, so that these marks are not themselves among the texts that are looked through.
MARKS = tuple(mark[::-1] for mark in ("_ca_yro", "_ta_yro", "_tr_yro", "GbhJye"))
SEEN = 16


def say(**told: object) -> None:
    """Tell whoever started this."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


async def log_in(target: Target) -> dict[str, object]:
    """Return how it ended; everything else of the attempt goes when this returns."""
    client = Client(deadline=5)
    login = TestLogin(target, client, seconds=20)
    try:
        say(link=await login.start())
        held = left()
        outcome = await login.finish()
        return {"status": outcome.status, "checks": len(outcome.checks), "held": held}
    finally:
        await client.aclose()


def left() -> list[str]:
    """The beginnings of all texts that look like a code or a token, of whatever can be reached."""
    gc.collect()
    found: set[str] = set()
    for thing in gc.get_objects():
        documented = thing.__doc__ if isinstance(thing, FunctionType) else None
        for text in gc.get_referents(thing):
            if text is documented:
                continue  # libraries show tokens as examples
            plain = text.decode("latin-1") if isinstance(text, bytes | bytearray) else text
            if isinstance(plain, str) and len(plain) > SEEN:
                found.update(f"{mark}…{type(thing).__name__}" for mark in MARKS if mark in plain)
    return sorted(found)


def secrets() -> int:
    """How many `Secret` objects there are: state, nonce and verifier are nothing but that."""
    gc.collect()
    return sum(type(thing) is Secret for thing in gc.get_objects())


async def main() -> None:
    """Log in once, look, and look once more with something there to be found."""
    given = json.loads(sys.stdin.readline())
    given["secret"] = Secret(given["secret"])
    for name in ("service_redirects", "scopes"):
        given[name] = tuple(given[name])
    given["other_issuers"] = ()
    target = Target(**given)
    before = secrets()
    ended = await log_in(target)
    say(**ended, left=left(), secrets=secrets() - before)
    kept = ["ory_" + "ac_0123456789abcdef"]  # the look finds what is there
    say(seen=left(), kept=len(kept))


if __name__ == "__main__":
    asyncio.run(main())
