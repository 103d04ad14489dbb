// The native package, when it is built.

export const native = () => import("../../node/dist/index.js").catch(() => undefined);
