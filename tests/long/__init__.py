"""Faults of nights in large numbers, each a script: ``python -m tests.long.NAME NUMBER``.

The tests run the same with small numbers.
"""
