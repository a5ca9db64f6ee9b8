// Stands in for what the server puts at the head of the bundle (bundle.py).

/** @type {Record<string, Record<string, string>>} */
export const SENTENCES = {};
export const STYLE = "";
export const LIMIT = 4000;
