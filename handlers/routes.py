"""The whole bot on one screen: command or button -> function -> permission it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.permissions import Permission
from content.text.messages import Reply
from handlers import cases, contact, events, home, letters, privacy, team, updates
from handlers.team import (
    audience_choice,
    audit,
    broadcast,
    deliveries,
    editing,
    feeds,
    group,
    numbers,
    pack_import,
    packs,
    people,
    stand_down,
    upcoming,
    withheld_names,
)

Handler = Callable[..., Reply]


@dataclass(frozen=True)
class Route:
    """Where a command or a button leads. `needs` None: for everyone.

    `takes_words`: what is typed after the command is for its handler; else it is a courtesy.
    """

    name: str
    handler: Handler
    needs: Permission | None = None
    takes_words: bool = False


COMMANDS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("start", home.start, takes_words=True),
        Route("help", home.help),
        Route("cases", cases.cases),
        Route("events", events.events),
        Route("write", letters.choose_case),
        Route("updates", updates.updates),
        Route("pause", updates.pause, takes_words=True),
        Route("resume", updates.resume),
        Route("stop", updates.stop),
        Route("language", home.language),
        Route("privacy", privacy.privacy),
        Route("contact", contact.ask),
        Route("mydata", privacy.mydata),
        Route("forgetme", privacy.forgetme),
        Route("cancel", letters.cancel),
        Route("claim", team.claim, takes_words=True),
        Route("team", team.desk, Permission.DESK),
        Route("feeds", feeds.listed, Permission.WRITE),
        Route("stats", numbers.stats, Permission.DESK),
        Route("export", packs.export, Permission.DRAFT),
        Route("import", pack_import.start, Permission.DRAFT),
        Route("freeze", team.freeze_all, Permission.FREEZE),
        Route("thaw", team.thaw, Permission.PUBLISH),
        Route("burn", team.burn, Permission.BURN),
        Route("audit", audit.audit, Permission.AUDIT),
        Route("standdown", stand_down.stop, Permission.PUBLISH, takes_words=True),
        Route("send", audience_choice.who, Permission.PUBLISH),
        Route("upcoming", upcoming.listed, Permission.DESK),
        Route("pause_sending", deliveries.pause_all, Permission.FREEZE),
        Route("edit", editing.edit, Permission.DRAFT, takes_words=True),
        Route("newcase", editing.new_case, Permission.WRITE, takes_words=True),
        Route("newevent", editing.new_event, Permission.ORGANISE, takes_words=True),
        Route("newupdate", editing.new_update, Permission.WRITE, takes_words=True),
        Route("publish", editing.publish_named, Permission.PUBLISH, takes_words=True),
        Route("unpublish", editing.unpublish_named, Permission.PUBLISH, takes_words=True),
        Route("undo", editing.undo_mine, Permission.DRAFT),
        Route("withhold", withheld_names.withhold, Permission.WRITE, takes_words=True),
    )
}

BUTTONS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("home", home.home),
        Route("help", home.help),
        Route("language", home.language),
        Route("lang", home.set_language),
        Route("cases", cases.cases),
        Route("case", cases.show),
        Route("sec", cases.show),
        Route("chart", cases.chart),
        Route("follow", cases.follow),
        Route("unfollow", cases.unfollow),
        Route("events", events.events),
        Route("event", events.show),
        Route("go", events.go),
        Route("stay", events.stay),
        Route("ics", events.file),
        Route("icsall", events.calendar),
        Route("near", events.near),
        Route("roles", events.roles),
        Route("offer", events.offer),
        Route("there", events.there),
        Route("pin", events.pin),
        Route("updates", updates.updates),
        Route("digest", updates.digest),
        Route("hour", updates.hour),
        Route("day", updates.day),
        Route("zone", updates.zone),
        Route("region", updates.region),
        Route("setzone", updates.set_zone),
        Route("where", updates.where),
        Route("alerts", updates.alerts),
        Route("quiet", updates.quiet),
        Route("mute", updates.mute),
        Route("unmute", updates.unmute),
        Route("pause", updates.pause),
        Route("unpause", updates.resume),
        Route("stop", updates.stop),
        Route("unstop", updates.unstop),
        Route("privacy", privacy.privacy),
        Route("mydata", privacy.mydata),
        Route("forgetme", privacy.forgetme),
        Route("forget", privacy.forget),
        Route("contact", contact.ask),
        Route("contactend", contact.end),
        Route("contactleave", contact.leave),
        Route("contactagain", contact.again),
        Route("writing", letters.choose_case),
        Route("write", letters.begin),
        Route("resume", letters.resume),
        Route("lm", letters.mission),
        Route("ln", letters.near),
        Route("lc", letters.country),
        Route("lo", letters.more),
        Route("ll", letters.language),
        Route("lp", letters.point),
        Route("l", letters.step),
        Route("lk", letters.skip),
        Route("lq", letters.question),
        Route("lh", letters.hand_over),
        Route("lt", letters.as_text),
        Route("le", letters.as_mail),
        Route("lf", letters.as_pdf),
        Route("ld", letters.by_phone),
        Route("lb", letters.bring),
        Route("lv", letters.read_whole),
        Route("ls", letters.sent),
        Route("lw", letters.changes),
        Route("lx", letters.discard),
        Route("lr", letters.replied),
        Route("lz", letters.quiet),
        Route("la", letters.again),
        Route("ly", letters.ministry),
        Route("lu", letters.climb),
        Route("team", team.desk, Permission.DESK),
        Route("tls", stand_down.confirm, Permission.PUBLISH),
        Route("tlo", stand_down.undo, Permission.PUBLISH),
        Route("tn", team.start, Permission.WRITE),
        Route("tw", team.write, Permission.WRITE),
        Route("tk", team.skip, Permission.WRITE),
        Route("tx", team.discard, Permission.WRITE),
        Route("feeds", feeds.listed, Permission.WRITE),
        Route("stats", numbers.stats, Permission.DESK),
        Route("statscsv", numbers.table, Permission.DESK),
        Route("statspng", numbers.picture, Permission.DESK),
        Route("export", packs.export, Permission.DRAFT),
        Route("import", pack_import.start, Permission.DRAFT),
        Route("importgo", pack_import.apply, Permission.DRAFT),
        Route("importno", pack_import.discard, Permission.DRAFT),
        Route("exportpack", packs.export_pack, Permission.PUBLISH),
        Route("exportpo", packs.export_language, Permission.DRAFT),
        Route("feedadd", feeds.add, Permission.WRITE),
        Route("feeddrop", feeds.drop, Permission.WRITE),
        Route("suggestions", feeds.suggestions, Permission.WRITE),
        Route("feeduse", feeds.use, Permission.WRITE),
        Route("feednot", feeds.refuse, Permission.WRITE),
        Route("tp", team.publish, Permission.PUBLISH),
        Route("thaw", team.thaw, Permission.PUBLISH),
        Route("thawdrop", team.drop, Permission.PUBLISH),
        Route("burn", team.burn, Permission.BURN),
        Route("send", audience_choice.who, Permission.PUBLISH),
        Route("sa", audience_choice.choose, Permission.PUBLISH),
        Route("sb", broadcast.begin, Permission.PUBLISH),
        Route("sw", broadcast.write, Permission.PUBLISH),
        Route("sk", broadcast.skip, Permission.PUBLISH),
        Route("sl", broadcast.change, Permission.PUBLISH),
        Route("so", broadcast.how, Permission.PUBLISH),
        Route("sc", broadcast.ask, Permission.PUBLISH),
        Route("st", broadcast.test, Permission.PUBLISH),
        Route("sg", broadcast.go, Permission.PUBLISH),
        Route("sx", broadcast.discard, Permission.PUBLISH),
        Route("upcoming", upcoming.listed, Permission.DESK),
        Route("uo", upcoming.show, Permission.DESK),
        Route("sends", deliveries.listed, Permission.DESK),
        Route("sd", deliveries.show, Permission.DESK),
        Route("sp", deliveries.pause, Permission.FREEZE),
        Route("sr", deliveries.resume, Permission.PUBLISH),
        Route("sq", deliveries.cancel, Permission.PUBLISH),
        Route("sz", deliveries.again, Permission.PUBLISH),
        Route("sv", deliveries.review, Permission.PUBLISH),
        Route("sy", deliveries.approve, Permission.PUBLISH),
        Route("sn", deliveries.decline, Permission.PUBLISH),
        Route("edit", editing.edit, Permission.DRAFT),
        Route("el", editing.parts, Permission.DRAFT),
        Route("eo", editing.thing, Permission.DRAFT),
        Route("es", editing.section, Permission.DRAFT),
        Route("ef", editing.open_field, Permission.DRAFT),
        Route("ec", editing.choose, Permission.DRAFT),
        Route("ez", editing.clear, Permission.DRAFT),
        Route("ek", editing.keep, Permission.DRAFT),
        Route("eq", editing.overwrite, Permission.DRAFT),
        Route("ex", editing.cancel, Permission.DRAFT),
        Route("en", editing.begin, Permission.ORGANISE),
        Route("ew", editing.look, Permission.DRAFT),
        Route("ev", editing.preview, Permission.DRAFT),
        Route("ei", editing.show_preview, Permission.DRAFT),
        Route("enone", editing.inert, Permission.DRAFT),
        Route("ep", editing.publish, Permission.PUBLISH),
        Route("eu", editing.unpublish, Permission.PUBLISH),
        Route("nk", editing.ask, Permission.PUBLISH),
        Route("ny", editing.correct, Permission.PUBLISH),
        Route("et", editing.ask_when, Permission.PUBLISH),
        Route("eg", editing.keep_plan, Permission.PUBLISH),
        Route("ey", editing.withdraw_plan, Permission.PUBLISH),
        Route("eplans", editing.plans, Permission.DRAFT),
        Route("eh", editing.listed, Permission.DRAFT),
        Route("er", editing.version, Permission.DRAFT),
        Route("eb", editing.restore, Permission.DRAFT),
        Route("ej", editing.undo, Permission.DRAFT),
        Route("eback", editing.back, Permission.DRAFT),
        Route("ed", editing.discard, Permission.DRAFT),
        Route("wl", withheld_names.show, Permission.WRITE),
        Route("wa", withheld_names.ask, Permission.WRITE),
        Route("wc", withheld_names.clear, Permission.PUBLISH),
        Route("people", people.people, Permission.DESK),
        Route("leave", people.leave, Permission.DESK),
        Route("person", people.person, Permission.DESK),
        Route("suspend", people.suspend, Permission.DESK),
        Route("reinstate", people.reinstate, Permission.PUBLISH),
        Route("role", people.role, Permission.PEOPLE),
        Route("end", people.end, Permission.PEOPLE),
        Route("invite", people.invite, Permission.PEOPLE),
        Route("uninvite", people.withdraw, Permission.PEOPLE),
        Route("approval", people.approval, Permission.PEOPLE),
        Route("audit", audit.audit, Permission.AUDIT),
        Route("auditcsv", audit.export, Permission.AUDIT),
    )
}

# A draft's kind -> who takes the next text (or shared location) as the answer to its open question.
ANSWERS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("letter", letters.answer),
        Route("zone", home.place_answer),
        Route("near", events.near_answer),
        Route("contact", contact.answer),
        Route("update", team.answer, Permission.WRITE),
        Route("feed", feeds.answer, Permission.WRITE),
        Route("send", broadcast.answer, Permission.PUBLISH),
        Route("edit", editing.answer, Permission.DRAFT),
        Route("import", pack_import.answer, Permission.DRAFT),
        Route("withhold", withheld_names.answer, Permission.WRITE),
    )
}

# A draft's kind -> who takes an edit of the message that gave an answer.
EDITS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("letter", letters.edited),
        Route("update", team.edited, Permission.WRITE),
        Route("send", broadcast.edited, Permission.PUBLISH),
        Route("edit", editing.edited, Permission.DRAFT),
    )
}

# In the team's group: commands, buttons, and replies to the bot's messages.
GROUP: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("teamgroup", group.name, Permission.PEOPLE),
        Route("cend", group.end, Permission.DESK),
        Route("cagain", group.again, Permission.DESK),
        Route("reply", group.answer, Permission.DESK),
    )
}
