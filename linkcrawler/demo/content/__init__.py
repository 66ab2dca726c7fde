"""The sites of the demo web, by theme: each module ends in its sites."""
