"""Fetches pages politely and keeps them: sources in, WARC archive out. Knows nothing of tables."""
