"""What Velo Alpina would tell the audit of itself."""

PROFILE = """\
# What "linkcrawler audit" and "linkcrawler report" are told about the site of the demo.
# The manual's page on the audit explains each key.

[site]
brands = ["Velo Alpina", "Вело Альпина"]
keywords = ["guided cycling tours", "cycling tours", "Stelvio tour", "maps for cyclists"]
description = \"\"\"
Guided cycling tours over the passes of the Alps: Stelvio, Gavia, gravel and quiet roads, with
luggage transport, packing lists for bicycle travel, and printed maps for cyclists.
Geführte Radtouren über die Pässe der Alpen mit Fahrrad, Gepäck, Hütte, Packliste und Karten.
Voyages à vélo par les cols des Alpes. Giri in bicicletta sui passi delle Alpi.
\"\"\"
languages = ["en", "de", "fr", "it"]
countries = ["de", "at", "ch", "it", "fr", "gb"]

[thresholds]
# Such as: exact_anchor_share = 0.08
"""
