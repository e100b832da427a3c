"""The environment of statistics: the settings that all services share, and Kafka."""

from shared.settings import Settings


class StatisticsSettings(Settings):
    kafka: str
