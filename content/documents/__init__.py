"""What leaves Telegram: an unsent e-mail, a calendar file, a letter to print, a chart.

pdf.py and chart.py say what stands on the page; typesetting.py sets it, in the worker process only.
"""
