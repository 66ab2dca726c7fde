"""What is run inside of a page."""

TAKE_AWAY = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
  try { delete window[name]; } catch (e) {}
}
"""
# Open shadow roots are part of what a reader sees, and ``outerHTML`` leaves them out.
SERIALISE = """(limit) => {
  const top = document.documentElement;
  if (!top) return ['', false];
  const roots = [];
  const gather = (from) => {
    for (const each of from.querySelectorAll('*')) {
      if (each.shadowRoot) { roots.push(each.shadowRoot); gather(each.shadowRoot); }
    }
  };
  gather(document);
  let html = top.outerHTML;
  if (roots.length && top.getHTML) {
    const tag = top.cloneNode(false).outerHTML;
    const end = tag.lastIndexOf('</');
    html = tag.slice(0, end) + top.getHTML({ shadowRoots: roots }) + tag.slice(end);
  }
  return [html.slice(0, limit), html.length > limit];
}"""
SCROLL = """async ({ steps, pause }) => {
  const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
  for (let step = 0; step < steps; step++) {
    const before = window.scrollY;
    window.scrollBy(0, Math.max(400, window.innerHeight * 0.8));
    await sleep(pause);
    if (window.scrollY <= before) return step;
  }
  return steps;
}"""
# Only what is as good as equal counts: the reading has the last word, and proves no absence here.
SHOWS_ALL = """(wanted) => {
  const bare = (url) => url.replace(/^https?:[/][/](www[.])?/i, '').replace(/[/]?(#.*)?$/, '');
  const shown = new Set(Array.from(document.links, (link) => bare(String(link.href))));
  return wanted.every((target) => shown.has(bare(target)));
}"""
SIZE = """() => document.getElementsByTagName('*').length"""
