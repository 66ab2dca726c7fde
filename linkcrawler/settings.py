"""Scrapy's settings; each with its unit or its reason. Pace may be set by users."""

BOT_NAME = "linkcrawler"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "linkcrawler.commands"

# The data's way through the pipelines.
ITEM_PIPELINES = {
    "pipelines.judge.JudgePipeline": 100,
    "pipelines.changes.ChangesPipeline": 200,
    "pipelines.archive.ArchivePipeline": 250,
    "pipelines.store.StorePipeline": 300,
}

# After a signal pages in hand have 20 s; what nobody sees of a page is not done.
EXTENSIONS = {
    "linkcrawler.crawl.ending.Ending": 100,
    "linkcrawler.crawl.thrift.Thrift": 200,
}
DOWNLOADER_STATS = False  # it writes each request and answer out to count their bytes

# Pace: pages at once in all, at once for a registered domain, seconds between two of them.
CONCURRENT_REQUESTS = 100
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # the feeder keeps the gap; a shorter one would break the promise
DOWNLOAD_TIMEOUT = 40  # seconds for one transfer; the first byte has to come in 20
USER_AGENT = "Mozilla/5.0 (compatible; linkcrawler/0.1)"
ROBOTSTXT_OBEY = True

# Fetching: libcurl, or a browser for the few pages that need one; redirects, retries and
# robots.txt are judged by us.
DOWNLOADER = "linkcrawler.crawl.downloader.PoliteDownloader"
DOWNLOAD_HANDLERS = {
    "http": "linkcrawler.crawl.render.PageDownloadHandler",
    "https": "linkcrawler.crawl.render.PageDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = 0  # the handler has limits of its own, and keeps what it read
DOWNLOAD_WARNSIZE = 0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
}
DOWNLOADER_MIDDLEWARES = {
    "linkcrawler.crawl.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    # These would drop answers (HttpError, UrlLength) or cost without a use here.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPPROXY_ENABLED = False
METAREFRESH_ENABLED = False
REDIRECT_ENABLED = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True

# The engine: the feeder orders and bounds the work, so Scrapy's own means are off.
CONCURRENT_ITEMS = 1  # the default starts 100 tasks for each response
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 32 << 20  # bytes of bodies in callbacks, beside those that come in
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the default drops answers in silence
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Nothing listens, nothing is kept beside the database.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "INFO"
LOG_FORMATTER = "linkcrawler.crawl.log_lines.LogLines"  # Scrapy's own prints pages and passwords
LOGSTATS_INTERVAL = 60.0  # seconds
