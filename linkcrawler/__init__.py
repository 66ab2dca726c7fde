"""linkcrawler: is each known backlink really there, and does it count?"""
