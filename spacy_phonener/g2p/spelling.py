"""What may vary in how a word is spelled, whatever the language."""

import regex

# Orthographies may leave these out: the accents of tone, stress and length, Hebrew's
# points, Arabic's and Syriac's vowel signs. A source need not have them.
OPTIONAL = regex.compile(
    "[\u0300-\u0302\u0304\u0306\u030b-\u030d\u030f\u0311"
    "\u0591-\u05c7\u064b-\u0652\u0670\u0730-\u074a]"
)
