"""Header rows as the tools write them, and what is to be found in each."""

from typing import NamedTuple


class ToolExport(NamedTuple):
    """One report of a tool."""

    tool: str
    report: str
    encoding: str
    delimiter: str
    header: str
    """Names, with a bar between them."""

    columns: dict[str, str]
    """What is in a column -> its name."""

    mark: str = ""
    packing: str = ""
    before: str = ""


EXPORTS = {
    "ahrefs": ToolExport(
        tool="Ahrefs",
        report="Backlinks",
        encoding="utf-16-le",
        delimiter="\t",
        header=(
            "Referring page title|Referring page URL|Language|Platform|"
            "Referring page HTTP code|Domain rating|UR|Domain traffic|Referring domains|"
            "Linked domains|External links|Page traffic|Keywords|Target URL|Left context|"
            "Anchor|Right context|Redirect Chain URLs|Redirect Chain status codes|Type|"
            "Is spam|Content|Nofollow|UGC|Sponsored|Rendered|Raw|Lost status|Drop reason|"
            "Discovered status|First seen|Last seen|Lost|Author|Page type|Page category|"
            "Links in group"
        ),
        columns={
            "referring_page": "Referring page URL",
            "target": "Target URL",
            "anchor_text": "Anchor",
            "nofollow": "Nofollow",
            "ugc": "UGC",
            "sponsored": "Sponsored",
            "first_seen": "First seen",
            "last_seen": "Last seen",
            "lost_at": "Lost",
        },
        mark="\ufeff",
    ),
    "ahrefs-30-columns": ToolExport(
        tool="Ahrefs",
        report="Backlinks",
        encoding="utf-16-le",
        delimiter="\t",
        header=(
            "Referring page title|Referring page URL|Language|Platform|"
            "Referring page HTTP code|Domain rating|Domain traffic|Referring domains|"
            "Linked domains|External links|Page traffic|Keywords|Target URL|Left context|"
            "Anchor|Right context|Type|Content|Nofollow|UGC|Sponsored|Rendered|Raw|"
            "Lost status|Drop reason|Discovered status|First seen|Last seen|Lost|"
            "Links in group"
        ),
        columns={
            "referring_page": "Referring page URL",
            "target": "Target URL",
            "anchor_text": "Anchor",
            "nofollow": "Nofollow",
            "ugc": "UGC",
            "sponsored": "Sponsored",
            "first_seen": "First seen",
            "last_seen": "Last seen",
            "lost_at": "Lost",
        },
        mark="\ufeff",
    ),
    "ahrefs-broken": ToolExport(
        tool="Ahrefs",
        report="Broken backlinks",
        encoding="utf-16-le",
        delimiter="\t",
        header=(
            "Referring page title|Referring page URL|Language|Platform|"
            "Referring page HTTP code|Domain rating|UR|Domain traffic|Referring domains|"
            "Linked domains|External links|Page traffic|Keywords|Target URL|"
            "Target page HTTP code|Left context|Anchor|Right context|Redirect Chain URLs|"
            "Redirect Chain status codes|Type|Is spam|Content|Nofollow|UGC|Sponsored|"
            "Rendered|Raw|Target checked|Ref. page checked|Author|Page type|Page category"
        ),
        columns={
            "referring_page": "Referring page URL",
            "target": "Target URL",
            "anchor_text": "Anchor",
            "nofollow": "Nofollow",
            "ugc": "UGC",
            "sponsored": "Sponsored",
            "last_seen": "Ref. page checked",
        },
        mark="\ufeff",
    ),
    "ahrefs-intersect": ToolExport(
        tool="Ahrefs",
        report="Link intersect",
        encoding="utf-16-le",
        delimiter="\t",
        header=(
            "Referring page title|Referring page URL|Language|Platform|Type|Author|"
            "Redirect Code|Domain rating|UR|Domain traffic|Referring domains|Page traffic|"
            "Intersect"
        ),
        columns={"referring_page": "Referring page URL"},
        mark="\ufeff",
    ),
    "ahrefs-old": ToolExport(
        tool="Ahrefs",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "#|Domain Rating|URL Rating (desc)|Referring Domains|Referring Page URL|"
            "Referring Page Title|Internal Links Count|External Links Count|Link URL|TextPre|"
            "Link Anchor|TextPost|Type|Backlink Status|First Seen|Last Check|Day Lost|"
            "Language|Traffic|Keywords|Js rendered|Linked Domains"
        ),
        columns={
            "referring_page": "Referring Page URL",
            "target": "Link URL",
            "anchor_text": "Link Anchor",
            "first_seen": "First Seen",
            "last_seen": "Last Check",
            "lost_at": "Day Lost",
        },
    ),
    "ahrefs-api": ToolExport(
        tool="Ahrefs",
        report="API",
        encoding="utf-8",
        delimiter=",",
        header=(
            "url_from|title|languages|powered_by|link_type|redirect_code|first_seen_link|"
            "lost_reason|drop_reason|http_code|discovered_status|source_page_author|"
            "is_dofollow|is_nofollow|is_ugc|is_sponsored|is_content|domain_rating_source|"
            "traffic_domain|is_root_source|root_name_source|traffic|positions|links_external|"
            "url_rating_source|last_visited|refdomains_source|linked_domains_source_page|"
            "snippet_left|anchor|snippet_right|url_to|js_crawl|http_crawl|redirect_kind|"
            "url_redirect|broken_redirect_source|broken_redirect_new_target|"
            "broken_redirect_reason|last_seen"
        ),
        columns={
            "referring_page": "url_from",
            "target": "url_to",
            "anchor_text": "anchor",
            "follow": "is_dofollow",
            "nofollow": "is_nofollow",
            "ugc": "is_ugc",
            "sponsored": "is_sponsored",
            "first_seen": "first_seen_link",
            "last_seen": "last_seen",
        },
    ),
    "semrush": ToolExport(
        tool="Semrush",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "Page ascore|Source title|Source url|Target url|Anchor|External links|"
            "Internal links|Nofollow|Sponsored|Ugc|Text|Frame|Form|Image|Sitewide|First seen|"
            "Last seen|New link|Lost link"
        ),
        columns={
            "referring_page": "Source url",
            "target": "Target url",
            "anchor_text": "Anchor",
            "nofollow": "Nofollow",
            "sponsored": "Sponsored",
            "ugc": "Ugc",
            "first_seen": "First seen",
            "last_seen": "Last seen",
        },
    ),
    "semrush-2018": ToolExport(
        tool="Semrush",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "Page score|Page trust score|Source title|Source url|Target url|Anchor|"
            "External links|Internal links|Nofollow|Frame|Form|Image|Sitewide|First seen|"
            "Last seen"
        ),
        columns={
            "referring_page": "Source url",
            "target": "Target url",
            "anchor_text": "Anchor",
            "nofollow": "Nofollow",
            "first_seen": "First seen",
            "last_seen": "Last seen",
        },
    ),
    "semrush-audit": ToolExport(
        tool="Semrush",
        report="Backlink Audit",
        encoding="utf-8",
        delimiter=",",
        header=(
            "Domain Authority Score|Page Authority Score|Source URL|Source Page Title|"
            "Source Domain|Target URL|Anchor|Anchor Type|Link Type|No Follow|Toxic Score|"
            "First Seen|Last Seen|Comment"
        ),
        columns={
            "referring_page": "Source URL",
            "target": "Target URL",
            "anchor_text": "Anchor",
            "nofollow": "No Follow",
            "first_seen": "First Seen",
            "last_seen": "Last Seen",
        },
    ),
    "majestic": ToolExport(
        tool="Majestic",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "SourceURL|AnchorText|SourceTrustFlow|SourceCitationFlow|Domain|DomainTrustFlow|"
            "DomainCitationFlow|FirstIndexedDate|LinkType|LinkSubType|TargetURL|"
            "TargetTrustFlow|TargetCitationFlow|FlagRedirect|FlagFrame|FlagNoFollow|"
            "FlagImages|FlagDeleted|FlagAltText|LastSeenDate|FlagMention|DateLost|ReasonLost|"
            "SourceTopicalTrustFlow_Topic_0|SourceTopicalTrustFlow_Value_0|"
            "DomainTopicalTrustFlow_Topic_0|DomainTopicalTrustFlow_Value_0|"
            "DomainTopicalTrustFlow_Topic_1|DomainTopicalTrustFlow_Value_1|"
            "DomainTopicalTrustFlow_Topic_2|DomainTopicalTrustFlow_Value_2|"
            "DomainTopicalTrustFlow_Topic_3|DomainTopicalTrustFlow_Value_3|"
            "DomainTopicalTrustFlow_Topic_4|DomainTopicalTrustFlow_Value_4|"
            "TargetTopicalTrustFlow_Topic_0|TargetTopicalTrustFlow_Value_0"
        ),
        columns={
            "referring_page": "SourceURL",
            "target": "TargetURL",
            "anchor_text": "AnchorText",
            "nofollow": "FlagNoFollow",
            "first_seen": "FirstIndexedDate",
            "last_seen": "LastSeenDate",
            "lost_at": "DateLost",
        },
        mark="\ufeff",
    ),
    "majestic-raw": ToolExport(
        tool="Majestic",
        report="Raw export",
        encoding="utf-8",
        delimiter=",",
        header=(
            "Target URL|Source URL|Anchor Text|Source Crawl Date|Source First Found Date|"
            "FlagNoFollow|FlagImageLink|FlagRedirect|FlagFrame|FlagOldCrawl|FlagAltText|"
            "FlagMention|SourceCitationFlow|SourceTrustFlow|TargetCitationFlow|"
            "TargetTrustFlow|SourceTopicalTrustFlow_Topic_0|SourceTopicalTrustFlow_Value_0|"
            "RefDomainTopicalTrustFlow_Topic_0|RefDomainTopicalTrustFlow_Value_0"
        ),
        columns={
            "referring_page": "Source URL",
            "target": "Target URL",
            "anchor_text": "Anchor Text",
            "nofollow": "FlagNoFollow",
            "last_seen": "Source Crawl Date",
            "first_seen": "Source First Found Date",
        },
        packing="gz",
    ),
    "moz": ToolExport(
        tool="Moz",
        report="Inbound links",
        encoding="utf-8",
        delimiter=",",
        header=(
            "URL|Title|Anchor Text|Spam Score|Page Authority|Domain Authority|"
            "Number of Domains Linking to this Page|Number of Domains Linking to Domain|"
            "Origin|Target URL|Link Equity|No Link Equity|Only rel=nofollow|Only follow|301"
        ),
        columns={
            "referring_page": "URL",
            "target": "Target URL",
            "anchor_text": "Anchor Text",
            "nofollow": "Only rel=nofollow",
            "follow": "Only follow",
        },
        before="Inbound links\nRoot domain,https://www.example.com\nmade on,2018-01-01\n\nsorted by\n",
    ),
    "search-console-latest": ToolExport(
        tool="Google Search Console",
        report="Latest links",
        encoding="utf-8",
        delimiter=",",
        header=("Linking page|Last crawled"),
        columns={"referring_page": "Linking page", "last_seen": "Last crawled"},
    ),
    "search-console-sample": ToolExport(
        tool="Google Search Console",
        report="More sample links",
        encoding="utf-8",
        delimiter=",",
        header=("Linking page"),
        columns={"referring_page": "Linking page"},
    ),
    "bing": ToolExport(
        tool="Bing Webmaster Tools",
        report="Pages",
        encoding="utf-8",
        delimiter=",",
        header=("Source Url|Anchor text|Target Url"),
        columns={
            "referring_page": "Source Url",
            "target": "Target Url",
            "anchor_text": "Anchor text",
        },
        mark="\ufeff",
    ),
    "ubersuggest": ToolExport(
        tool="Ubersuggest",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "No|Source Page Title|Source URL|Target URL|Domain Authority|Page Authority|"
            "Spam Score|Anchor Text|First Seen|Last Seen"
        ),
        columns={
            "referring_page": "Source URL",
            "target": "Target URL",
            "anchor_text": "Anchor Text",
            "first_seen": "First Seen",
            "last_seen": "Last Seen",
        },
        mark="\ufeff",
    ),
    "screaming-frog": ToolExport(
        tool="Screaming Frog",
        report="All Inlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "Type|Source|Destination|Size (Bytes)|Alt Text|Anchor|Status Code|Status|Follow|"
            "Target|Rel|Path Type|Link Path|Link Position|Link Origin"
        ),
        columns={
            "referring_page": "Source",
            "target": "Destination",
            "anchor_text": "Anchor",
            "follow": "Follow",
            "rel": "Rel",
        },
    ),
    "screaming-frog-french": ToolExport(
        tool="Screaming Frog",
        report="All Inlinks",
        encoding="utf-8",
        delimiter=",",
        header=("Source|Destination|Ancrage|Code de statut|Position du lien"),
        columns={"referring_page": "Source", "target": "Destination", "anchor_text": "Ancrage"},
    ),
    "se-ranking": ToolExport(
        tool="SE Ranking",
        report="Backlinks",
        encoding="utf-8",
        delimiter=",",
        header=(
            "url_from|url_to|title|anchor|alt|nofollow|image|image_source|inlink_rank|"
            "domain_inlink_rank|first_seen|last_visited"
        ),
        columns={
            "referring_page": "url_from",
            "target": "url_to",
            "anchor_text": "anchor",
            "nofollow": "nofollow",
            "first_seen": "first_seen",
            "last_seen": "last_visited",
        },
    ),
    "linkody": ToolExport(
        tool="Linkody",
        report="Import format",
        encoding="utf-8",
        delimiter=",",
        header=(
            "URL FROM|TAGS|NOTES|EXPECTED LANDING PAGE URL|EXPECTED FOLLOW|EXPECTED ANCHOR|"
            "ADDED|EXPIRES|COST"
        ),
        columns={
            "referring_page": "URL FROM",
            "target": "EXPECTED LANDING PAGE URL",
            "agreed_target": "EXPECTED LANDING PAGE URL",
            "agreed_anchor": "EXPECTED ANCHOR",
            "agreed_follow": "EXPECTED FOLLOW",
            "first_seen": "ADDED",
            "agreed_until": "EXPIRES",
        },
    ),
    "tracelinker": ToolExport(
        tool="TraceLinker",
        report="Import format",
        encoding="utf-8",
        delimiter=",",
        header=("source_url|target_url|anchor_text|rel|first_seen|last_seen|dr|note"),
        columns={
            "referring_page": "source_url",
            "target": "target_url",
            "anchor_text": "anchor_text",
            "rel": "rel",
            "first_seen": "first_seen",
            "last_seen": "last_seen",
        },
    ),
    "cybokron": ToolExport(
        tool="Cybokron",
        report="Results",
        encoding="utf-8",
        delimiter="\t",
        header=(
            "Source URL|Source Domain|Final URL|HTTP Status|Meta Noindex|X-Robots Noindex|"
            "Backlink|Link Type|Anchor Text|DA|PA|Error"
        ),
        columns={
            "referring_page": "Source URL",
            "anchor_text": "Anchor Text",
            "link_kind": "Link Type",
        },
    ),
}

REFUSED = {  # name: (delimiter, header, what the sentence names)
    "ahrefs-domains": (
        "\t",
        "Domain|DR|Links to target|Dofollow linked domains|Dofollow links|Is spam|Traffic |First seen|Lost",
        "Site Explorer > Backlinks",
    ),
    "semrush-domains": (",", "Domain ascore|Domain|IP Address", "Backlink Analytics > Backlinks"),
    "moz-top-pages": (",", "URL|Title|PA|Total Links|Linking Domains to Page", "Inbound Links"),
    "search-console-sites": (",", "Site|Linking pages|Target pages", "Latest links"),
    "search-console-targets": (",", "Target page|Incoming links|Linking sites", "own linked pages"),
    "bing-domains": (",", "Domain|Backlinks Count", "Backlinks > Pages"),
    "bing-anchors": (",", "Anchor|Backlinks Count", "Backlinks > Pages"),
}
