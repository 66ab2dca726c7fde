"""The looks of the demo sites: what stands around a text."""
