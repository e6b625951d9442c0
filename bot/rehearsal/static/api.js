// Speaks with the rehearsal's server.

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(`/api/${path}`, options);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || `The server answered ${answer.status}.`);
  return told;
}

// Follows the events; after a lost connection everything is fetched again.
export function follow(after, { event, lost, back }) {
  let source;
  let retry = 0;
  const open = (seq) => {
    source = new EventSource(`/api/events?after=${seq}`);
    source.onmessage = (told) => event(JSON.parse(told.data));
    source.onerror = () => {
      source.close();
      lost();
      clearTimeout(retry);
      retry = setTimeout(async () => {
        try {
          open(await back());
        } catch {
          source.onerror();
        }
      }, 1000);
    };
  };
  open(after);
  addEventListener("pagehide", () => source.close());
}
