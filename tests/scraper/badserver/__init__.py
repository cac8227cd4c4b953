"""A bad government server on loopback: one address a fault, and what a crawl must make of each."""
