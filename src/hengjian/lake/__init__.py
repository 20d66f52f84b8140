"""Committed batches as Parquet, their manifest, and how a column type is stored."""

from hengjian.lake.batches import Batch
from hengjian.lake.store import AlreadyDelivered, Lake, LakeFull, empty_rows, state_id

__all__ = ["AlreadyDelivered", "Batch", "Lake", "LakeFull", "empty_rows", "state_id"]
