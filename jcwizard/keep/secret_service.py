"""keyring's Secret Service backend, with its connection closed also when something goes wrong."""

from __future__ import annotations

from typing import Any

import secretstorage
from keyring.backends import SecretService
from keyring.errors import InitError, KeyringLocked


class Keyring(SecretService.Keyring):
    """The Secret Service (GNOME Keyring, KWallet, KeePassXC) over D-Bus.

    keyring 25.7 leaves a connection open behind each locked or lost keychain.
    """

    def get_preferred_collection(self) -> secretstorage.Collection:
        """Return the default collection, unlocked; the system may ask for its password."""
        connection = secretstorage.dbus_init()
        try:
            return self._unlocked(connection)
        except BaseException:
            connection.close()
            raise

    def is_locked(self) -> bool:
        """Return whether using it would make the system ask for a password first.

        Where no default collection has been made yet, making it asks for a new password.
        """
        connection = secretstorage.dbus_init()
        try:
            return secretstorage.Collection(connection).is_locked()
        except secretstorage.ItemNotFoundException:
            return True
        finally:
            connection.close()

    def _unlocked(self, connection: Any) -> secretstorage.Collection:
        try:
            collection = secretstorage.get_default_collection(connection)
        except secretstorage.SecretStorageException as error:
            raise InitError("no default collection") from error
        if collection.is_locked():
            collection.unlock()
            if collection.is_locked():
                raise KeyringLocked("the password prompt was dismissed")
        return collection
