// The widget's own sentences. SENTENCES holds texts/<language>/widget.toml; the server puts it into the bundle.

import { SENTENCES } from "./generated.js";

export class Words {
  /** @param {string} wish "auto", "zh" or "en" */
  constructor(wish) {
    const wishes = [wish, document.documentElement.lang, ...navigator.languages];
    const spoken = wishes.map((tag) => tag.toLowerCase().split("-")[0]).find((code) => code in SENTENCES);
    this.language = spoken ?? "en";
    this.tag = languageTag(this.language);
  }

  /** @param {string} key @param {Record<string, string | number>} [params] */
  say(key, params = {}) {
    /** @type {string} */
    const sentence = SENTENCES[this.language][key];
    return sentence.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  }

  /** @param {Date} date */
  time(date) {
    return date.toLocaleTimeString(this.tag, { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  /** @param {Date} date */
  day(date) {
    const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
    if (days === 0) return this.say("today");
    if (days === 1) return this.say("yesterday");
    return date.toLocaleDateString(this.tag, { month: "long", day: "numeric", weekday: "short" });
  }
}

/** @param {string | null} language */
export const languageTag = (language) => (language === "zh" ? "zh-CN" : language === "en" ? "en" : "");

/** @param {Date} date */
const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
