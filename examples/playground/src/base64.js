// Bytes as text, as envelopes and keys are written.

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
