"""Scores and speeds of gongkai: `make score`, `make bench`, `make fuzz`."""
