"""Limits of the broker for an outsider's program, whatever it does, asked and set in Kafka's own protocol.

Neither confluent's nor aiokafka's client can set a quota; the request is Kafka's `AlterClientQuotas`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import DescribeClientQuotasRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Float64, Int16, Int32, Schema, String

from shared.bus import Connection

Quota = Mapping[str, float]
"""A user's quotas by Kafka's names, and their values for each broker."""

GUEST: Final[Quota] = {
    "producer_byte_rate": 256 * 1024,
    "consumer_byte_rate": 1024 * 1024,
    "request_percentage": 20,
}
"""Bytes a second, and percent of one thread of the broker. Beyond it the broker answers later and refuses nothing."""

USER: Final = "user"
EXACTLY: Final = 0

Op = tuple[str, float, bool]
"""Name and value of a quota, and whether it is removed."""


async def limit(connection: Connection, quotas: Mapping[str, Quota]) -> None:
    """Sets the quotas of each user; a repetition changes nothing."""
    await _alter(
        connection, {user: [(name, value, False) for name, value in of.items()] for user, of in quotas.items()}
    )


async def lift(connection: Connection, users: Iterable[str]) -> None:
    await _alter(connection, {user: [(name, 0.0, True) for name in GUEST] for user in users})


async def quotas_of(connection: Connection, user: str) -> dict[str, float]:
    """Returns the user's quotas at the broker."""
    answer = await _asked(connection, DescribeClientQuotasRequest([(USER, EXACTLY, user)], True))
    _refuse(answer.error_code)
    return {name: value for _, values in answer.entries for name, value in values}


async def _alter(connection: Connection, ops: Mapping[str, list[Op]]) -> None:
    if not ops:
        return
    answer = await _asked(connection, AlterClientQuotasRequest(ops))
    for code, *_ in answer.entries:
        _refuse(code)


async def _asked(connection: Connection, request: "Request[RequestStruct]") -> Response:
    admin = AIOKafkaAdminClient(**connection.options)
    await admin.start()
    try:
        return await admin._send_to_controller(request)
    finally:
        await admin.close()


def _refuse(code: int) -> None:
    if code:
        raise for_code(code)


_ENTITY: Final = Array(("entity_type", String("utf-8")), ("entity_name", String("utf-8")))


class AlterClientQuotasAnswer(Response):  # type: ignore[misc]
    API_KEY = 49
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("entries", Array(("error_code", Int16), ("error_message", String("utf-8")), ("entity", _ENTITY))),
    )


class AlterClientQuotasStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 49
    API_VERSION = 0
    RESPONSE_TYPE = AlterClientQuotasAnswer
    SCHEMA = Schema(
        (
            "entries",
            Array(
                ("entity", _ENTITY),
                ("ops", Array(("key", String("utf-8")), ("value", Float64), ("remove", Boolean))),
            ),
        ),
        ("validate_only", Boolean),
    )


class AlterClientQuotasRequest(Request[AlterClientQuotasStruct]):  # type: ignore[misc]
    API_KEY = 49

    def __init__(self, ops: Mapping[str, list[Op]]) -> None:
        self._entries = [([(USER, user)], of) for user, of in ops.items()]

    def build(self, request_struct_class: type[AlterClientQuotasStruct]) -> AlterClientQuotasStruct:
        return request_struct_class(self._entries, False)
