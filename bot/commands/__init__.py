"""The command line: `appealbot` and what can be said to it.

checkup.py   the doctor's checks: what was found and what to do, one line each
cli.py       the commands
copies.py    `appealbot backup` and `appealbot restore`
missions.py  `appealbot missions import`
packs.py     `appealbot pack check` and `pack new`
withhold.py  `appealbot withhold`
"""
