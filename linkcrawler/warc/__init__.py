"""Web archives (WARC 1.1): what was received, kept for whoever asks for proof.

Source: ISO 28500:2017, "The WARC Format 1.1".
"""
