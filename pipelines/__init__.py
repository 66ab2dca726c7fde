"""Item pipelines: one step a file; their numbers in the settings read as the story."""
