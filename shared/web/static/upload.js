// A large file goes piece by piece: no request takes longer than any other form, and after a break it goes on where it
// was. Without this script it is sent whole, by the form itself. What the server is told beforehand are checksums.
const form = document.querySelector("form[data-piece]");
const shown = document.querySelector("#upload");
const piece = Number(form?.dataset.piece);
const pauses = [1, 2, 4, 8, 15, 30, 30, 30, 30, 30, null];
const again = new Set([408, 429, 502, 503, 504]);
const longest = 180; // seconds: for what takes longer nobody waits here

class Refused extends Error {}
class CodeAsked extends Error {}

const tell = (sentence, part) => {
  const [told, bar] = shown.children;
  shown.hidden = false;
  if (told.textContent !== sentence) told.textContent = sentence;
  if (part !== undefined) bar.value = part;
};
const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
const sum = async (blob) => new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
const cut = (file, number) => file.slice(number * piece, (number + 1) * piece);
const path = form && new URL(form.action).pathname;

async function sums(file) {
  const all = [];
  while (all.length * piece < file.size) {
    tell(shown.dataset.reads, (all.length * piece) / file.size);
    all.push(await sum(cut(file, all.length)));
  }
  return all;
}

async function post(where, body) {
  for (const pause of pauses) {
    let answer;
    try {
      answer = await fetch(where, { method: "POST", body, headers: { "lotse-aside": "1" } });
    } catch (error) {
      if (error instanceof DOMException) throw error; // the file cannot be read any more
    }
    if (answer?.ok) return answer;
    if (answer?.status === 401) throw new CodeAsked();
    const waits = !answer || (again.has(answer.status) && !(Number(answer.headers.get("retry-after")) > longest));
    if (!waits) throw new Refused((await answer.json()).title);
    if (pause !== null) {
      tell(answer ? shown.dataset.busy : shown.dataset.waits);
      await new Promise((go) => setTimeout(go, pause * 1000));
    }
  }
  throw new Error();
}

async function send(file) {
  const all = await sums(file);
  const said = { of_pieces: hex(await sum(new Blob(all))), size: file.size };
  const { form_token: token, thread, code } = form.elements;
  const known = { ...(token && { form_token: token.value }), thread: thread.value, ...said };
  const beginning = new URLSearchParams({ ...known, ...(code?.value && { code: code.value }) });
  const { begun, there, given, ticket } = await (await post(`${path}/stuecke`, beginning)).json();
  for (let number = 0; number < all.length && !given; number += 1) {
    if (there.includes(number)) continue;
    tell(shown.dataset.sends, number / all.length);
    const body = new FormData();
    const fields = { ...known, begun, ticket, number, sha256: hex(all[number]) };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", cut(file, number), "x");
    await post(`${path}/stueck`, body);
  }
  return { ...said, begun, ticket };
}

function handIn(said) {
  for (const [name, value] of Object.entries(said)) {
    const made = () => Object.assign(document.createElement("input"), { type: "hidden", name });
    (form.elements[name] ?? form.appendChild(made())).value = value;
  }
  form.elements.file.disabled = true;
  form.submit();
}

const nothing = { of_pieces: "", size: "", begun: "", ticket: "" };
let busy = false;
if (form && shown && globalThis.crypto?.subtle) {
  document.querySelector("#whole")?.remove();
  form.addEventListener("submit", async (event) => {
    const [file] = form.elements.file.files;
    if (!busy && !(file?.size > piece)) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      handIn(await send(file));
    } catch (error) {
      busy = false;
      if (error instanceof CodeAsked) return handIn(nothing); // the form comes back with a field for the code
      const { unreadable, failed } = shown.dataset;
      tell(error instanceof Refused ? error.message : error instanceof DOMException ? unreadable : failed, 0);
    }
  });
}
