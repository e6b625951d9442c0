"""What a person says and what they get back: one module per conversation, plain functions of a
Context.

incoming.py  what of an update is read        context.py  what a handler is given
routes.py    the whole bot on one screen      dispatch.py update -> route -> reply
home.py cases.py events.py letters/ updates.py privacy.py      supporters' conversations      team/  the team's
"""
