"""The worker process, in which everything is read that others wrote.

One hostile file must not keep anybody waiting.

elsewhere.py  hands readers of content/
frames.py     how the two speak: a length, then JSON
limits.py     what it may use
worker.py     one process, from outside
"""
