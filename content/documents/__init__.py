"""What leaves Telegram: an unsent e-mail, a calendar file, a letter to print, a chart.

chart.py        say what stands on the page;
eml.py          an e-mail that opens as an unsent message
envelope.py     the address block of a letter to post
ics.py          calendar files (RFC 5545): one occurrence, or all that a campaign plans
links.py        addresses that open a letter in a mail site
pdf.py          a letter as pages to print, one for each language; typesetting.py sets them
typesetting.py  sets it, in the worker process only.
"""
