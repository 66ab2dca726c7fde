"""The results in a browser on this machine: Datasette over the database, for reading alone."""

from linkcrawler.serve.app import HOST, MissingDatasetteError, make_app, open_port, run

__all__ = ["HOST", "MissingDatasetteError", "make_app", "open_port", "run"]
