// Times are sent in UTC; here they are written in the reader's zone and language.
const language = document.documentElement.lang;
const day = { year: "numeric", month: "short", day: "numeric" };
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const formats = {
  full: new Intl.DateTimeFormat(language, { ...day, ...clock }),
  day: new Intl.DateTimeFormat(language, day),
  date: new Intl.DateTimeFormat(language, { month: "short", day: "numeric", ...clock }),
  time: new Intl.DateTimeFormat(language, clock),
};

export function localTimes(root) {
  const now = new Date();
  for (const element of root.querySelectorAll("time[data-format]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = formats[formatFor(element.dataset.format, moment, now)].format(moment);
    element.title = formats.full.format(moment);
  }
}

function formatFor(wish, moment, now) {
  if (wish !== "short") return wish;
  if (moment.toDateString() === now.toDateString()) return "time";
  return moment.getFullYear() === now.getFullYear() ? "date" : "full";
}
