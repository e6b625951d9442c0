"""The worker process, in which everything is read that others wrote: one hostile file must not keep
anybody waiting.

elsewhere.py  hands readers of content/foreign.py over and takes their values     worker.py   one process, from outside
__main__.py   the process itself: reads, answers, ends with its parent             limits.py   what it may use
frames.py     how the two speak: a length, then JSON
"""
