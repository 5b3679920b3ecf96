"""The colours of the entity types, on every page of ours."""

# They differ in lightness, for those who print or see them in grey.
COLORS = {"LOC": "#fbf3a6", "PER": "#7cc4ee", "ORG": "#dd7a33"}
OTHER = "#dddddd"
