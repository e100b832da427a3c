"""What statistics needs of its environment: everything that all services share, and Kafka."""

from shared.settings import Settings


class StatisticsSettings(Settings):
    kafka: str
