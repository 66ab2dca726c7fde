"""An audit as one HTML file for people: self-contained, and complete without scripts."""
