"""What departments send becomes rows of the data standard; what is wrong goes back with the reason."""

from hengjian.intake.deliver import deliver, deliver_query
from hengjian.intake.delivery import Delivery
from hengjian.intake.errors import IntakeError
from hengjian.lake import AlreadyDelivered

__all__ = ["AlreadyDelivered", "Delivery", "IntakeError", "deliver", "deliver_query"]
