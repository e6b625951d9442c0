"""A stand-in for Telegram on this machine: the bot and people who do not exist, for trying
things out.

bot_process.py  the bot as a rehearsal's child process
child.py        the rehearsed bot as a child process: started, ended, killed and told the time
clock.py        the real clocks of the rehearsal server
command.py      `appealbot rehearse`: a local Telegram, people, and the bot as it runs
control.py      what the rehearsal server may ask of the bot that it plays Telegram for
guard.py        who may speak to the rehearsal: only this machine's own pages and programs
people.py       the JSON API of the page and of scripts
running.py      one rehearsal from its first moment to Ctrl-C
server.py       the rehearsal server
trouble.py      Telegram on a bad day: which calls suffer, and what becomes of their answers
botapi/         the Bot API as the rehearsal speaks it, as strict as Telegram is
world/          the rehearsal's people, chats and messages, and what they do
"""
