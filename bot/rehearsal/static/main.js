// The page: people, columns, controls and what happens live.
import { ask, follow } from "./api.js";
import { alertBox, attempt, byId, copy, el, safeUrl, toast } from "./dom.js";
import { Pane } from "./pane.js";

const MOST = 3;
const TROUBLES = {
  0: "Telegram is its usual self.",
  slow: "Telegram's answers come late.",
  reset: "Connections to Telegram break.",
  lost: "Telegram does what it is asked, and its answers are lost.",
  cut: "Half of each answer arrives.",
  garbled: "Answers arrive garbled.",
};
const panes = [];
const rows = new Map();
const drafts = new Map(); // Closed panes stay, for what was typed there.
let state;
let current = null;
let timer = 0;

async function refresh() {
  state = await ask("state");
  draw();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => attempt(refresh), 60);
}

function draw() {
  drawPeople();
  drawMembers();
  drawLanguages();
  drawControl();
  for (const pane of panes) {
    const chat = state.chats.find((one) => one.id === pane.chat.id);
    if (chat) pane.update(chat, state);
  }
}

function drawPeople() {
  for (const chat of state.chats) {
    if (!rows.has(chat.id)) rows.set(chat.id, row(chat));
    fillRow(rows.get(chat.id), chat);
  }
}

// A row stays the same element, so that focus and a half-made click stay too.
function row(chat) {
  const who = el("button", { type: "button", class: "who", "data-testid": `person-${chat.id}`, onclick: () => show(chat.id) });
  const item = el("li", {}, who, el("button", { type: "button", class: "beside", "data-testid": `open-beside-${chat.id}`,
    "aria-label": `Open beside: ${chat.title}`, title: "Open beside", onclick: () => show(chat.id, true) }, "+"));
  byId("people").append(item);
  return { item, who };
}

function fillRow({ item, who }, chat) {
  const person = state.people.find((one) => one.id === chat.id);
  const seen = panes.some((pane) => pane.chat.id === chat.id && pane.seen);
  const marks = el("span", { class: "marks" }, person ? person.language : "group");
  if (chat.unread && !seen) marks.append(el("span", { class: "unread" }, `${chat.unread} unread`));
  if (person?.deleted) marks.append(el("span", { class: "blocked" }, "deleted"));
  else if (person?.blocked) marks.append(el("span", { class: "blocked" }, "blocked"));
  item.classList.toggle("current", chat.id === current);
  who.setAttribute("aria-current", String(chat.id === current));
  who.replaceChildren(el("span", { class: "name", dir: "auto" }, chat.title), marks,
    el("span", { class: "last", dir: "auto", lang: person?.tag }, chat.last || ""));
}

function drawLanguages() {
  const choice = byId("person-form").elements.language;
  if (choice.options.length === state.languages.length) return;
  choice.replaceChildren(...state.languages.map((one) => el("option", { value: one.code, lang: one.tag }, one.name)));
}

function drawMembers() {
  if (byId("members").children.length === state.people.length) return;
  const chosen = new Set([...byId("members").querySelectorAll(":checked")].map((box) => box.value));
  byId("members").replaceChildren(...state.people.map((person) => {
    const box = el("input", { type: "checkbox", value: person.id });
    box.checked = chosen.has(String(person.id));
    return el("label", {}, box, " ", person.name);
  }));
}

function drawControl() {
  const clock = byId("clock");
  clock.dateTime = state.now;
  clock.textContent = moment(state.now);
  byId("due").textContent = state.next_due ? `Next: ${moment(state.next_due)}` : "Nothing is scheduled.";
  const person = state.people.find((one) => one.id === current);
  byId("block").disabled = !person;
  byId("block").textContent = person ? `${person.blocked ? "Unblock" : "Block"} the bot as ${person.name}` : "No person is open";
  byId("trouble").textContent = TROUBLES[state.trouble.answer] || `Telegram answers ${state.trouble.answer}.`;
  const group = state.chats.find((one) => one.id === current && one.type === "group" && !one.moved);
  byId("migrate").hidden = !group;
  byId("bot-state").textContent = state.bot.running ? "running" : "not running";
  byId("owner").hidden = !state.bot.owner_code;
  byId("owner-code").textContent = state.bot.owner_code || "";
  document.querySelector("[data-bot=kill]").disabled = !state.bot.running;
  document.querySelector("[data-bot=start]").disabled = state.bot.running;
}

function moment(text) {
  return new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

function show(id, beside = false) {
  let pane = panes.find((one) => one.chat.id === id);
  if (!pane) {
    const chat = state.chats.find((one) => one.id === id);
    pane = drafts.get(id) || made(chat);
    if (beside && panes.length < MOST) {
      byId("panes").append(pane.element);
      panes.push(pane);
    } else {
      const at = beside ? panes.length - 1 : Math.max(0, panes.findIndex((one) => one.chat.id === current));
      panes[at]?.element.remove();
      byId("panes").insertBefore(pane.element, panes[at + 1]?.element || null);
      panes[at] = pane;
    }
  }
  current = null;
  document.body.classList.add("talking");
  choose(id);
  pane.load().then(soon);
  (pane.form.hidden ? pane.payload : pane.box).focus();
}

function made(chat) {
  const pane = new Pane(chat, state, { close: () => close(chat.id), back, touched: refresh });
  pane.element.addEventListener("focusin", () => choose(chat.id));
  drafts.set(chat.id, pane);
  return pane;
}

function choose(id) {
  if (current === id) return;
  current = id;
  for (const pane of panes) pane.element.classList.toggle("current", pane.chat.id === id);
  draw();
}

function close(id) {
  const at = panes.findIndex((one) => one.chat.id === id);
  panes[at].element.remove();
  panes.splice(at, 1);
  if (panes.length) choose(panes[Math.max(0, at - 1)].chat.id);
  else { current = null; draw(); back(); }
}

function back() {
  document.body.classList.remove("talking");
  (byId("people").querySelector(".current .who") || byId("people").querySelector(".who"))?.focus();
}

function happened(event) {
  const pane = panes.find((one) => one.chat.id === event.chat);
  if (pane && ["message", "edit", "delete"].includes(event.type)) pane.receive(event);
  if (event.type === "message" && pane?.seen) {
    if (event.message.from.bot) attempt(() => ask(`chats/${event.chat}/messages?person=${pane.person}`)).then(soon);
  }
  if (event.type === "typing") pane?.doing(event.action);
  else if (event.type === "toast") toasted(event);
  else if (event.type === "log") logged(event);
  else soon();
}

function toasted(event) {
  if (event.text && event.alert) alertBox(event.text);
  else if (event.text) toast(event.text);
  const url = event.url && safeUrl(event.url);
  if (url) open(url, "_blank", "noopener,noreferrer");
}

function logged(event) {
  byId("refusals").prepend(el("li", {}, el("strong", {}, `${event.code} ${event.method}`), ` ${event.text}`));
  while (byId("refusals").children.length > 100) byId("refusals").lastChild.remove();
}

async function busy(button, action) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await attempt(action);
  button.removeAttribute("aria-busy");
  soon();
}

function listen() {
  byId("people").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...byId("people").querySelectorAll(".who")];
    const at = all.indexOf(document.activeElement.closest("li")?.querySelector(".who"));
    all[(at + step + all.length) % all.length]?.focus();
  });
  for (const button of document.querySelectorAll("[data-move]")) {
    const far = button.dataset.move;
    button.addEventListener("click", () =>
      busy(button, () => ask("clock", far === "next" ? { to: "next" } : { move: Number(far) })));
  }
  for (const button of document.querySelectorAll("[data-trouble]")) {
    button.addEventListener("click", () => busy(button, async () => {
      const kind = button.dataset.trouble;
      await ask("trouble", { answer: Number.isNaN(Number(kind)) ? kind : Number(kind), seconds: 30, retry_after: 5, delay: 3 });
      setTimeout(soon, 30500);
    }));
  }
  for (const button of document.querySelectorAll("[data-bot]")) {
    button.addEventListener("click", () => busy(button, () => ask("bot", { do: button.dataset.bot })));
  }
  byId("block").addEventListener("click", () => busy(byId("block"), () => {
    const person = state.people.find((one) => one.id === current);
    return ask(`people/${person.id}/block`, { blocked: !person.blocked });
  }));
  byId("migrate").addEventListener("click", () => busy(byId("migrate"), async () => {
    const chat = state.chats.find((one) => one.id === current);
    const found = await ask(`chats/${chat.id}/migrate`, { person: chat.members[0] });
    await refresh();
    show(found.id);
  }));
  byId("copy-owner").addEventListener("click", () => copy(state.bot.owner_code));
  byId("toggle-control").addEventListener("click", () => {
    const open = document.body.classList.toggle("controlling");
    byId("toggle-control").setAttribute("aria-expanded", String(open));
  });
  byId("person-form").addEventListener("submit", (event) => {
    const words = new FormData(event.target);
    added(event, () => ask("people", { name: words.get("name"), language: words.get("language") }));
  });
  byId("group-form").addEventListener("submit", (event) => {
    const members = [...byId("members").querySelectorAll(":checked")].map((box) => Number(box.value));
    added(event, () => ask("groups", { title: event.target.elements.title.value, members }));
  });
}

async function added(event, action) {
  event.preventDefault();
  await attempt(async () => {
    const found = await action();
    event.target.reset();
    await refresh();
    show(found.id);
  });
}

async function again() {
  await refresh();
  await Promise.all(panes.map((pane) => pane.load()));
  byId("connection").textContent = "";
  return state.seq;
}

async function begin() {
  listen();
  try {
    await refresh();
  } catch {
    byId("connection").textContent = "The rehearsal does not answer yet…";
    setTimeout(() => location.reload(), 2000);
    return;
  }
  byId("adding").open = !state.people.length;
  follow(state.seq, {
    event: happened,
    lost: () => { byId("connection").textContent = "Connection lost; trying again…"; },
    back: again,
  });
  setInterval(soon, 20000);
}

begin();
