"""A Secret Service that takes its name on the bus, reads every call and answers none."""

# Started by path as a program; each call that arrives is printed as one line.
import sys

from jeepney import HeaderFields, MessageFlag, MessageType, message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

NAME = "org.freedesktop.secrets"


def main() -> None:
    """Own the name until killed; print `ready`, then the method of each call."""
    connection = open_dbus_connection("SESSION")
    Proxy(message_bus, connection).RequestName(NAME)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        message = connection.receive()
        is_call = message.header.message_type is MessageType.method_call
        if is_call and not message.header.flags & MessageFlag.no_reply_expected:
            sys.stdout.write(f"{message.header.fields[HeaderFields.member]}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
