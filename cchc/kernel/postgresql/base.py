"""The connection of the house, as Django loads it by the name of its package."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, whose kept connections are looked at before each request without asking the server.

    A server that ends, or ends a connection, says so on its socket: what is silent there is alive. Only where
    something has come, or the last request failed, is the server asked (`SELECT 1`), as Django always does.
    """

    def is_usable(self) -> bool:
        """Whether the connection may be used again."""
        if self.connection is None or self.connection.closed:
            return False
        if not self.errors_occurred and self.connection.info.transaction_status == TransactionStatus.IDLE:
            socket = select.poll()
            socket.register(self.connection.fileno(), select.POLLIN)
            if not socket.poll(0):
                return True
        return super().is_usable()
