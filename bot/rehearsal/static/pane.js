// One conversation: its messages, keyboards and composer.
import { ask } from "./api.js";
import { attempt, copy, el, safeUrl, toast } from "./dom.js";
import { formatted } from "./format.js";

const THINGS = [["photo", "Photo"], ["sticker", "Sticker"], ["voice", "Voice message"], ["document", "Document"]];
const PLACES = [["Seoul", 37.5665, 126.978], ["London", 51.5074, -0.1278], ["New York", 40.7128, -74.006]];

export class Pane {
  constructor(chat, state, { close, back, touched }) {
    this.chat = chat;
    this.touched = touched;
    this.shown = new Map();
    this.editing = null;
    this.waiting = null;
    this.build(close, back);
    this.update(chat, state);
  }

  build(close, back) {
    const id = this.chat.id;
    this.title = el("h2", { dir: "auto" });
    this.actor = el("select", { "aria-label": "Write as" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "data-chat": id });
    this.low = true;
    this.log.addEventListener("scroll", () => { this.low = this.end - this.log.scrollTop < 80; });
    new ResizeObserver(() => { if (this.low) this.log.scrollTop = this.end; }).observe(this.log);
    this.typing = el("p", { class: "typing small" });
    this.payload = el("input", { autocomplete: "off", maxlength: "64", "data-testid": `payload-${id}` });
    this.about = el("p", { class: "small", dir: "auto" });
    this.begin = el("form", { class: "begin", onsubmit: (event) => { event.preventDefault(); this.start(); } },
      this.about, el("label", {}, "Payload (optional) ", this.payload),
      el("button", { class: "primary", "data-testid": `start-${id}` }, "START"));
    this.reply = el("div", { class: "reply", role: "group", "aria-label": "Reply keyboard" });
    this.menu = el("ul", { class: "menu", hidden: true, "aria-label": "Commands",
      onkeydown: (event) => this.walk(event, this.menu) });
    this.slash = el("button", { type: "button", "aria-label": "Commands", "aria-expanded": "false",
      onclick: () => this.openMenu(this.menu.hidden) }, "/");
    this.things = el("ul", { class: "menu", hidden: true, "aria-label": "Send something else",
      onkeydown: (event) => this.walk(event, this.things) },
      ...THINGS.map(([kind, name]) => this.thing(name, () => this.act("media", { kind }))),
      this.thing("File of this computer", () => this.upload()),
      this.thing("Forward the words in the text field", () => this.forward()),
      this.thing("Location", () => this.places()));
    this.attach = el("button", { type: "button", "aria-label": "Send something else", title: "Send something else",
      "aria-expanded": "false", "data-testid": `attach-${id}`, onclick: () => this.offer(this.things.hidden) }, "+");
    this.box = el("textarea", { rows: "1", dir: "auto", "aria-label": "Message", placeholder: "Message",
      "data-testid": `composer-${id}`, oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.send = el("button", { class: "primary", "data-testid": `send-${id}` }, "Send");
    this.quit = el("button", { type: "button", hidden: true, onclick: () => this.edit(null) }, "Cancel");
    this.form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.slash, this.attach, this.box, this.quit, this.send);
    this.element = el("section", { class: "pane" },
      el("header", {}, el("button", { type: "button", class: "back", "aria-label": "Back to people", onclick: back }, "←"),
        this.title, this.actor,
        el("button", { type: "button", class: "close", "aria-label": "Close this column", onclick: close }, "×")),
      this.log, this.typing, this.begin, this.reply, this.menu, this.things, this.form);
  }

  // Where the newest message is in full view; the page stays there when its width or height changes.
  get end() {
    return this.log.scrollHeight - this.log.clientHeight;
  }

  get person() {
    return this.chat.type === "private" ? this.chat.id : Number(this.actor.value);
  }

  act(what, body) {
    return attempt(() => ask(`chats/${this.chat.id}/${what}`, { person: this.person, ...body }));
  }

  update(chat, state) {
    this.chat = chat;
    const person = state.people.find((one) => one.id === chat.id);
    this.element.setAttribute("aria-label", `Conversation: ${chat.title}`);
    this.element.lang = person?.tag || "en";
    this.log.setAttribute("aria-label", `Messages: ${chat.title}`);
    this.title.textContent = chat.title;
    const members = state.people.filter((one) => chat.members.includes(one.id));
    this.actor.hidden = chat.type === "private";
    if (this.actor.options.length !== members.length) {
      this.actor.replaceChildren(...members.map((one) => el("option", { value: one.id }, one.name)));
    }
    this.about.textContent = state.bot.description || "";
    const ready = chat.type !== "private" || (chat.started && !person?.blocked);
    this.begin.hidden = ready;
    this.form.hidden = !ready;
    const sign = JSON.stringify(chat.keyboard);
    if (sign !== this.sign) this.drawReply(sign);
    this.reply.hidden = !ready || !(chat.keyboard || this.reply.querySelector(".places"));
    this.slash.hidden = !(chat.commands || []).length;
  }

  // A pane on the telephone's other side is open, but nobody reads it.
  get seen() {
    return this.element.offsetParent !== null;
  }

  receive(event) {
    if (this.waiting) this.waiting.push(event);
    else if (event.type === "delete") this.remove(event.message);
    else if (event.type === "message" || this.shown.has(event.message.id)) this.put(event.message);
  }

  // What happens while the messages are on their way is shown after them.
  async load() {
    this.waiting ||= [];
    const told = await attempt(() => ask(`chats/${this.chat.id}/messages?person=${this.person}`));
    const waiting = this.waiting || [];
    this.waiting = null;
    if (told) this.replace(told);
    for (const event of waiting) this.receive(event);
    this.log.scrollTop = this.log.scrollHeight;
  }

  replace(told) {
    const there = new Set(told.messages.map((one) => one.id));
    for (const id of [...this.shown.keys()]) if (!there.has(id)) this.remove(id);
    for (const message of told.messages) this.put(message);
  }

  put(message) {
    const old = this.shown.get(message.id);
    const sign = JSON.stringify(message);
    if (old?.sign === sign) return;
    const low = this.end - this.log.scrollTop < 80;
    const made = this.bubble(message);
    if (old) {
      const focused = [...old.element.querySelectorAll("button, a")].indexOf(document.activeElement);
      old.element.replaceWith(made);
      if (focused >= 0) (made.querySelectorAll("button, a")[focused] || this.log).focus();
    } else {
      this.log.insertBefore(made, this.after(message.id));
    }
    this.shown.set(message.id, { element: made, sign });
    for (const quote of made.querySelectorAll("blockquote.folded")) {
      if (quote.clientHeight && quote.scrollHeight <= quote.clientHeight + 1) quote.nextSibling.hidden = true;
    }
    this.typing.textContent = "";
    if (low) this.follow(made);
  }

  // Shows the newest words; of a message that is longer than the log, its beginning.
  follow(made) {
    const long = made.offsetHeight > this.log.clientHeight - 16;
    this.log.scrollTop = long ? made.offsetTop - this.log.offsetTop - 8 : this.log.scrollHeight;
  }

  // The first message after this number, or nothing at the end.
  after(id) {
    const later = [...this.shown.keys()].filter((one) => one > id);
    return later.length ? this.shown.get(Math.min(...later)).element : null;
  }

  remove(id) {
    this.shown.get(id)?.element.remove();
    this.shown.delete(id);
    if (this.editing === id) this.edit(null);
  }

  doing(action) {
    this.typing.textContent = action === "typing" ? "The bot is typing…" : "The bot is sending something…";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.typing.textContent = ""; }, 5000);
  }

  bubble(message) {
    const own = !message.from.bot;
    const date = new Date(message.date);
    const body = el("div", { class: "bubble" });
    if (this.chat.type !== "private") body.append(el("p", { class: "from", dir: "auto" }, message.from.name));
    if (message.forwarded) body.append(el("p", { class: "small", dir: "auto" }, `Forwarded from ${message.forwarded}`));
    if (message.photo?.url) body.append(this.picture(message.photo, message.text));
    else if (message.photo) body.append(el("p", { class: "media" }, "Photo"));
    if (message.media) body.append(el("p", { class: "media" }, message.media.replaceAll("_", " ")));
    if (message.document) body.append(this.file(message.document));
    if (message.venue || message.location) body.append(this.place(message.venue || message.location));
    if (message.text) {
      body.append(el("div", { class: "text", dir: "auto" },
        formatted(message.text, message.entities, (text) => this.act("send", { text }))));
    }
    const foot = el("p", { class: "meta" }, message.edited ? "edited " : "",
      el("time", { datetime: message.date }, date.toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" })));
    if (own) {
      if (message.text) foot.append(el("button", { type: "button", onclick: () => this.edit(message) }, "Edit"));
      foot.append(el("button", { type: "button",
        onclick: () => this.act("delete", { person: message.from.id, message: message.id }) }, "Delete"));
    }
    body.append(foot);
    const made = el("article", { class: own ? "message own" : "message", "data-message": message.id }, body);
    if (message.keyboard) made.append(this.inline(message));
    return made;
  }

  picture(found, words) {
    const shown = el("img", { src: found.url, alt: words ? "Picture; its words follow" : "Picture",
      width: found.width, height: found.height });
    return el("a", { class: "picture", href: found.url, target: "_blank", rel: "noopener noreferrer" }, shown);
  }

  file(found) {
    const size = found.size < 1024 ? `${found.size} B` : `${(found.size / 1024).toFixed(1)} KB`;
    return el("p", { class: "media" }, el("a", { href: found.url, download: found.name }, found.name), ` ${size}`);
  }

  place(found) {
    return el("div", { class: "media", dir: "auto" }, el("strong", {}, found.title || "Location"),
      found.address ? el("p", {}, found.address) : null,
      el("p", { class: "small" }, `${found.latitude}, ${found.longitude}`));
  }

  inline(message) {
    const rows = message.keyboard.map((row) => el("div", { class: "keys" }, ...row.map((button) => {
      const made = el("button", { type: "button", class: button.style || null, dir: "auto" }, button.text);
      made.addEventListener("click", () => this.pressed(made, button, message));
      return made;
    })));
    return el("div", { class: "inline", role: "group", "aria-label": "Buttons" }, ...rows);
  }

  async pressed(made, button, message) {
    if (button.url) {
      const url = safeUrl(button.url);
      if (url) open(url, "_blank", "noopener,noreferrer");
    } else if (button.copy_text) {
      await copy(button.copy_text.text);
    } else if (button.callback_data) {
      made.setAttribute("aria-busy", "true");
      await this.act("press", { message: message.id, data: button.callback_data });
      made.removeAttribute("aria-busy");
    }
  }

  drawReply(sign) {
    this.sign = sign;
    const rows = this.chat.keyboard?.keyboard || [];
    this.reply.replaceChildren(...rows.map((row) => el("div", { class: "keys" }, ...row.map((key) => {
      const text = typeof key === "string" ? key : key.text;
      const press = key.request_location ? () => this.places() : () => this.act("send", { text });
      return el("button", { type: "button", class: key.style || null, dir: "auto", onclick: press }, text);
    }))));
  }

  places() {
    this.reply.querySelector(".places")?.remove();
    const row = el("div", { class: "keys places", role: "group", "aria-label": "Where are you?" },
      ...PLACES.map(([name, latitude, longitude]) => el("button", { type: "button", lang: "en", onclick: () => {
        row.remove();
        this.act("location", { latitude, longitude });
      } }, name)));
    this.reply.append(row);
    this.reply.hidden = false;
    row.firstChild.focus();
  }

  upload() {
    const chosen = el("input", { type: "file", "aria-label": "File to send" });
    chosen.addEventListener("change", () => {
      const file = chosen.files[0];
      if (!file) return;
      const reader = new FileReader();
      reader.addEventListener("load", () => this.act("document",
        { name: file.name, mime: file.type || "application/octet-stream", content: reader.result.split(",")[1] || "" }));
      reader.readAsDataURL(file);
    });
    chosen.click();
  }

  thing(name, action) {
    return el("li", {}, el("button", { type: "button", onclick: () => {
      this.offer(false);
      action();
    } }, name));
  }

  offer(open) {
    this.openMenu(false);
    this.things.hidden = !open;
    this.attach.setAttribute("aria-expanded", String(open));
    (open ? this.things.querySelector("button") : this.box).focus();
  }

  async forward() {
    const text = this.box.value.trim();
    if (!text) toast("Type the words to forward first.");
    else if (await this.act("forward", { text })) this.box.value = "";
  }

  walk(event, menu) {
    const all = [...menu.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      all[(at + step + all.length) % all.length].focus();
    } else if (event.key === "Escape") {
      this.offer(false);
    }
  }

  openMenu(open, part = "") {
    if (open) this.things.hidden = true;
    const found = (this.chat.commands || []).filter((one) => one.command.startsWith(part));
    this.menu.replaceChildren(...found.map((one) => el("li", {}, el("button", { type: "button", onclick: () => {
      this.openMenu(false);
      this.box.value = "";
      this.act("send", { text: `/${one.command}` });
      this.box.focus();
    } }, el("strong", {}, `/${one.command}`), ` ${one.description}`))));
    this.menu.hidden = !open || !found.length;
    this.slash.setAttribute("aria-expanded", String(!this.menu.hidden));
  }

  typed() {
    const begun = /^\/(\w*)$/.exec(this.box.value);
    this.openMenu(Boolean(begun), begun?.[1]);
    this.box.rows = Math.min(6, this.box.value.split("\n").length);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      this.openMenu(false);
      this.edit(null);
    } else if (event.key === "ArrowDown" && !this.menu.hidden) {
      event.preventDefault();
      this.menu.querySelector("button").focus();
    }
  }

  edit(message) {
    if (!message && this.editing === null) return;
    this.editing = message ? message.id : null;
    this.box.value = message ? message.text : "";
    this.send.textContent = message ? "Save" : "Send";
    this.quit.hidden = !message;
    this.box.focus();
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return;
    const editing = this.editing;
    const done = editing === null ? await this.act("send", { text }) : await this.act("edit", { message: editing, text });
    if (!done) return;
    if (editing !== null) this.edit(null);
    else if (this.box.value === text) this.box.value = "";
    this.typed();
  }

  async start() {
    if (await this.act("start", { payload: this.payload.value.trim() })) {
      this.payload.value = "";
      await this.touched();
      this.box.focus();
    }
  }
}
