// What must compile, and what must not, in Node.

import { pipeline } from "node:stream/promises";
import {
  Redactor, RecordKey, createOpenStream, createSealStream, expressLogger, redactingDestination, requestId, safeLog,
  sentryBeforeSend, type Loggable,
} from "@phiward/node";

const key = await RecordKey.generate();
const sealed: Buffer = key.encryptSync(new Uint8Array(3));
const text: string = key.encryptSync({ a: 1 });
const opened: Uint8Array = key.decryptSync<Uint8Array>(sealed);
await pipeline(process.stdin, createSealStream(key), createOpenStream(key), process.stdout);
const redactor = await Redactor.create();
redactingDestination(redactor).write("line\n");
sentryBeforeSend<object, object>(redactor)({}, {});
const id: Loggable<string> = requestId();
safeLog(console.log)({ requestId: id });
expressLogger({ log: console.log, redactor });
void [text, opened];

// @ts-expect-error A redactor is needed.
expressLogger({ log: console.log });
// @ts-expect-error A number is not loggable.
safeLog(console.log)({ age: 62 });
