"""Scrapy's own commands, as this project has them."""
