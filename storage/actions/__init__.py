"""What the team or a day sets off across the other rooms, each in one transaction.

backup.py                copies of the store, by SQLite's own backup
broadcasts.py            what the team sends to many
emergency_freeze.py      a team member freezes all sending to many, and lets it go on
emergency_wipe.py        the sealing key is destroyed, everyone forgotten (SAFETY rule 10)
event_changes.py         what an edit changes for who comes
forecast.py              the next days of everything that will go out by itself
given_numbers.py         numbers that were given stay given
letter_stops.py          stopping the letters about a case, and letting them go on
publishing.py            drafts become public only here
retention.py             what ends by itself
scheduled_publishing.py  publications that are planned
withdrawal.py            withdrawing a case
withheld_names.py        what is stopped when a name is added
"""
