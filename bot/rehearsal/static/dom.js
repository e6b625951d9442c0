// Makes elements; words only ever become text.

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

export function toast(text) {
  const made = el("p", { class: "toast", dir: "auto" }, text);
  byId("toasts").append(made);
  setTimeout(() => made.remove(), 6000);
}

export function alertBox(text) {
  const box = byId("alert");
  byId("alert-text").textContent = text;
  if (!box.open) box.showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast(`Copying was not allowed: ${text}`);
  }
}

// Runs an action; what goes wrong becomes a toast.
export async function attempt(action) {
  try {
    return await action();
  } catch (wrong) {
    toast(wrong.message);
    return null;
  }
}

// A link leads only where a browser may safely go.
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return ["http:", "https:", "mailto:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
