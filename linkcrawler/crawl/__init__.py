"""Fetching: feeder, download handler, address guard, robots.txt, progress."""
