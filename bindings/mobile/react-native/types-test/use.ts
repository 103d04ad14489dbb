import { Offsets, Redactor, TokenMap, Vault, faultOf, replayVectors } from "../src/index";

export async function use(stored: string): Promise<string> {
  const vault = await Vault.unlock(stored, new Uint8Array(8));
  const envelope: ArrayBuffer = vault.seal(new ArrayBuffer(3), { context: { record: "obs/42" }, content: "text" });
  // @ts-expect-error An envelope is bytes, not text.
  vault.open("AQAB");
  // @ts-expect-error There is no such purpose.
  vault.seal(envelope, { purpose: "backup" });
  // @ts-expect-error A password is bytes, which can be overwritten.
  await Vault.unlock(stored, "correct horse");
  try {
    vault.open(envelope);
  } catch (caught) {
    const code: string | undefined = faultOf(caught)?.code;
    return code ?? "";
  }
  const redactor = new Redactor("", new ArrayBuffer(0), "");
  const passed: boolean[] = replayVectors("redact.json", "").map((result) => result.passed);
  return redactor.redact("text", "text", Offsets.Utf16, new TokenMap()).text + passed.length;
}
