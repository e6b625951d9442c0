// Turns a message's text and entities into elements. Offsets count UTF-16 units, as strings here do.
import { el, safeUrl } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };

export function formatted(text, entities, command, now) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, sorted, command, now);
  return root;
}

function fill(parent, text, start, end, entities, command, now) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) { index += 1; continue; }
    parent.append(text.slice(at, from));
    let next = index + 1;
    while (next < entities.length && entities[next].offset < to) next += 1;
    const inner = entities.slice(index + 1, next);
    const spilled = inner.filter((one) => one.offset + one.length > to)
      .map((one) => ({ ...one, offset: to, length: one.offset + one.length - to }));
    const { outer, inside } = shell(entity, text.slice(from, to), command, now);
    if (inside) fill(inside, text, from, to, inner, command, now);
    parent.append(outer);
    entities = [...spilled, ...entities.slice(next)];
    index = 0;
    at = to;
  }
  parent.append(text.slice(at, end));
}

function shell(entity, words, command, now) {
  const type = entity.type;
  let made;
  if (type === "text_link" || type === "url" || type === "email") {
    const bare = type === "email" ? `mailto:${words}` : /^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`;
    const href = safeUrl(type === "text_link" ? entity.url : bare);
    made = href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
  } else if (type === "spoiler") {
    const reveal = (event) => {
      if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
      if (!made.classList.contains("shown")) event.preventDefault();
      made.classList.add("shown");
      made.removeAttribute("role");
      made.removeAttribute("aria-label");
    };
    made = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, press to show",
      onclick: reveal, onkeydown: reveal });
  } else if (type === "bot_command" && command) {
    made = el("button", { type: "button", class: "command", onclick: () => command(words) });
  } else if (type === "expandable_blockquote") {
    const quote = el("blockquote", { class: "folded" });
    const more = el("button", { type: "button", class: "more", "aria-expanded": "false", onclick: () => {
      const folded = quote.classList.toggle("folded");
      more.textContent = folded ? "Show more" : "Show less";
      more.setAttribute("aria-expanded", String(!folded));
    } }, "Show more");
    return { outer: el("div", { class: "expandable" }, quote, more), inside: quote };
  } else if (type === "date_time") {
    const moment = new Date((entity.unix_time ?? 0) * 1000);
    made = el("time", { datetime: moment.toISOString(), title: moment.toLocaleString() });
  } else {
    made = el(TAGS[type] || "span", { class: type });
  }
  return { outer: made, inside: made };
}
