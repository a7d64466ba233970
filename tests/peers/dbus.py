"""A private D-Bus for one test, and calls over it with a deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Self
from xml.sax.saxutils import escape

from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.peers.process import PeerError, Program

# No service folders: nothing is started by asking for it, so each state is what the test made it.
CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Call(NamedTuple):
    """A method call: whom, which object, what, and with which arguments (D-Bus signature)."""

    service: str
    path: str
    interface: str
    method: str
    signature: str | None = None
    arguments: tuple[Any, ...] = ()


class Bus:
    """A connection to a bus. Not for several threads at once."""

    def __init__(self, address: str, seconds: float = 10.0) -> None:
        self._seconds = seconds
        self.connection: DBusConnection = open_dbus_connection(address, auth_timeout=seconds)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, call: Call) -> tuple[Any, ...]:
        """The reply's values; `DBusErrorResponse` when the other side refuses."""
        (reply,) = self.call_all([call])
        if isinstance(reply, DBusErrorResponse):
            raise reply
        return reply

    def call_all(self, calls: Sequence[Call]) -> list[tuple[Any, ...] | DBusErrorResponse]:
        """Send all calls before reading the first reply: a tree of 500 costs a few round trips."""
        waiting: dict[int, int] = {}
        for place, call in enumerate(calls):
            target = DBusAddress(call.path, bus_name=call.service, interface=call.interface)
            message = new_method_call(target, call.method, call.signature, call.arguments)
            serial = next(self.connection.outgoing_serial)
            waiting[serial] = place
            self.connection.send(message, serial=serial)
        replies: list[tuple[Any, ...] | DBusErrorResponse] = [()] * len(calls)
        while waiting:
            message = self._receive(calls[min(waiting.values())])
            place = waiting.pop(message.header.fields.get(HeaderFields.reply_serial, -1), -1)
            if place < 0:
                continue
            failed = message.header.message_type is MessageType.error
            replies[place] = DBusErrorResponse(message) if failed else tuple(message.body)
        return replies

    def _receive(self, first_waiting: Call) -> Any:
        try:
            return self.connection.receive(timeout=self._seconds)
        except TimeoutError:
            text = f"no answer on D-Bus within {self._seconds:g} s to {first_waiting}"
            raise PeerError(text) from None

    def has(self, name: str) -> bool:
        """Whether somebody owns this bus name."""
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        return bool(self.call(Call(*bus, "NameHasOwner", "s", (name,)))[0])


class PrivateBus:
    """A `dbus-daemon` of its own in `folder` (its path must be short: sockets allow 108 bytes)."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        socket = folder / "bus"
        configuration = folder / "bus.conf"
        configuration.write_text(CONFIGURATION.format(socket=escape(str(socket))), encoding="utf-8")
        argv = ["dbus-daemon", "--nofork", "--print-address", f"--config-file={configuration}"]
        self.program = Program("dbus-daemon", argv, env=env)
        try:
            self.address = self.program.wait_line(bool, 10, "the address of the bus")
        except BaseException:
            self.program.stop(0)
            raise

    def connect(self) -> Bus:
        return Bus(self.address)

    def has(self, name: str) -> bool:
        """Whether somebody owns this bus name now."""
        with closing(self.connect()) as bus:
            return bus.has(name)

    def stop(self) -> None:
        self.program.stop(patience=0.0)
