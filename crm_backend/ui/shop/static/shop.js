// What a shop's own page does with the chat: sign its customer in, and open it with a question.

const chosen = document.getElementById("customer");
const KEPT = "northlight.customer";

/** @param {(chat: any) => void} act as soon as the chat is on the page */
function withChat(act) {
  if (window.RapportChat) act(window.RapportChat);
  else addEventListener("rapport:ready", () => act(window.RapportChat), { once: true });
}

async function signIn(customer) {
  localStorage.setItem(KEPT, customer);
  if (!customer) return withChat((chat) => chat.setCustomer(null));
  const answer = await fetch("/demo/identity", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ customer }),
  });
  if (!answer.ok) {
    chosen.setCustomValidity(chosen.dataset.failed);
    return chosen.reportValidity();
  }
  chosen.setCustomValidity("");
  const { identity } = await answer.json();
  return withChat((chat) => chat.setCustomer(identity));
}

chosen.addEventListener("change", () => signIn(chosen.value));
const before = localStorage.getItem(KEPT) ?? "";
if ([...chosen.options].some((option) => option.value === before)) chosen.value = before;
if (chosen.value) signIn(chosen.value);

for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => withChat((chat) => chat.open(button.dataset.say)));
}
