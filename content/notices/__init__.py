"""What people and the team are told, composed for one language.

absence.py        what the team is told when the bot wakes after an absence and something is overdue
broadcasts.py     what the team sends to many, as people get it
contact.py        questions to the team and answers from it
deliveries.py     what the team is told about deliveries that met trouble
digests.py        alerts, reminders and digests composed for a language
event_changes.py  what those who come to an event are told
feeds.py          what the team is told of its news feeds
followups.py      after a letter
letter_stops.py   letters about a case are stopped
publishing.py     what the team is told about publishing
"""
