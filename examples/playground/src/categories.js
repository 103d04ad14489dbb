// How the categories and operators of redaction are called and coloured.

import { h } from "./dom.js";

export const LABELS = {
  NAME: "Names", DATE: "Dates", AGE_OVER_89: "Ages over 89", AGE: "Ages", PHONE: "Phone numbers", FAX: "Fax numbers",
  EMAIL: "E-mail", SSN: "Social security", MRN: "Record numbers", HEALTH_PLAN: "Health plan", ACCOUNT: "Accounts",
  LICENSE: "Licences", VEHICLE: "Vehicles", DEVICE: "Devices", URL: "Web addresses", IP: "IP addresses",
  BIOMETRIC: "Biometrics", GEO: "Places", ORG: "Organisations", OTHER_ID: "Other ids",
};

export const HUES = {
  NAME: 20, DATE: 250, AGE_OVER_89: 280, AGE: 265, PHONE: 150, FAX: 165, EMAIL: 190, SSN: 350, MRN: 320, HEALTH_PLAN: 300,
  ACCOUNT: 335, LICENSE: 100, VEHICLE: 70, DEVICE: 80, URL: 210, IP: 225, BIOMETRIC: 5, GEO: 120, ORG: 50, OTHER_ID: 310,
};

export const OPERATORS = {
  tag: ["Tag", "The category in brackets."],
  numbered_tag: ["Numbered tag", "The category and a number: the same for the same value within one text."],
  mask: ["Mask", "One mask for all, which does not tell the category."],
  remove: ["Remove", "It goes, and leaves nothing."],
  keyed_hash: ["Keyed hash", "The same for the same value under one key; the key of this page dies with it."],
  surrogate: ["Pseudonym", "Another value of the same form, derived with a key."],
  date_shift: ["Shift dates", "Dates move by a number of days that depends on a key; the rest is tagged."],
  generalise: ["Generalise", "What may remain stays: the year of a date, the first digits of a ZIP code."],
  keep: ["Keep", "It stays as it is, and is still shown."],
};

/** What a policy answers to: the first admits nothing that is derived from a value. */
export const PROFILES = {
  safe_harbor_style: "Safe Harbor style",
  limited_data_set: "Limited data set",
  expert_determination: "Expert determination",
};

/** What makes sense for a category. */
export function operatorsFor(category) {
  return Object.keys(OPERATORS).filter((operator) => {
    if (operator === "date_shift") return category === "DATE";
    if (operator === "generalise") return ["DATE", "GEO", "AGE", "AGE_OVER_89"].includes(category);
    return true;
  });
}

/** A redacted text, with its tags in the colours of their categories. */
export function coloured(text) {
  return text.split(/(\[[A-Z][A-Z_]*[^\]\s]*\])/).map((part) => {
    const category = Object.keys(LABELS).find((name) => new RegExp(`^\\[${name}(_\\d+)?(:[0-9a-f]+)?\\]$`).test(part));
    return category === undefined ? part : h("mark", { hue: HUES[category] }, part);
  });
}
