"""A synthetic district whose departments send files, with planted cases kept aside."""

from hengjian.demo.district import DistrictSummary, generate

__all__ = ["DistrictSummary", "generate"]
