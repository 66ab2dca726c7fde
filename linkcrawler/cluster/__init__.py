"""A run on many machines: shards by domain, each an ordinary crawl, merged by one writer."""
