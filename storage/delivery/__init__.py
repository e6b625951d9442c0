"""What goes out to whom: audiences, digests, notices, and what was sent.

audiences.py      audiences as sets of rows
corrections.py    the messages of news that was corrected
digest_groups.py  digests in sets
digest_items.py   what a digest can hold at a moment
digest_keys.py    SQL over the people of a batch
digests.py        who is due, and what they get
downtime.py       when the bot was last awake
event_notices.py  what is queued for those who come to an event
followups.py      did they reply? Questions that are due are queued in sets
headcounts.py     how many people
incidents.py      trouble with deliveries
sent_messages.py  messages of the last 48 hours about a withdrawn case
team_notices.py   a notice to the team
"""
