"""Recovers, checks and publishes the tables of Chinese government information disclosure annual reports.

>>> from gongkai import open_dataset
>>> frame = open_dataset().indicators(years=2023)  # doctest: +SKIP
"""

from gongkai.load import Dataset, open_dataset

__version__ = "0.1.0"

__all__ = ["Dataset", "__version__", "open_dataset"]
