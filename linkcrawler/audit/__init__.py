"""The audit: questions of a site owner, answered from verified links only. Pure."""
