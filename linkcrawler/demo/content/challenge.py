"""The bot check that stands in front of some demo sites."""

from linkcrawler.demo.answer import Answer


def challenge(host: str) -> Answer:
    """Answer as a bot check does: with a riddle in the place of the page."""
    body = f"""<!doctype html>
<html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="robots" content="noindex,nofollow">
<style>body{{font-family:system-ui,sans-serif;margin:8rem auto;max-width:40rem}}</style></head>
<body><h1>{host}</h1><h2>Verifying that you are human. This may take a few seconds.</h2>
<noscript><p>Enable JavaScript and cookies to continue</p></noscript>
<script>window._cf_chl_opt = {{cZone: "{host}", cType: "managed"}};</script>
</body></html>
"""
    return Answer(
        status=403,
        headers=(
            ("Server", "cloudflare"),
            ("cf-mitigated", "challenge"),
            ("Cache-Control", "private, max-age=0, no-store"),
        ),
        body=body.encode(),
    )
