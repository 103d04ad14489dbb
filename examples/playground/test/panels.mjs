// The main job of each panel, as a person does it.

const panel = (page, name) => page.locator(`#panel-${name}`);

export const PANELS = {
  async seal(page) {
    await panel(page, "seal").getByRole("button", { name: "Seal the text" }).click();
    await panel(page, "seal").getByText("sealed", { exact: true }).waitFor();
    await panel(page, "seal").getByRole("region", { name: "Open" }).getByLabel("Password").fill("not the password");
    await panel(page, "seal").getByRole("button", { name: "Open", exact: true }).click();
    await panel(page, "seal").getByText("wrong_password").waitFor();
  },
  async anatomy(page) {
    await panel(page, "anatomy").locator(".hex button").last().click();
    await panel(page, "anatomy").getByText("corrupt", { exact: true }).waitFor();
  },
  async redact(page) {
    await panel(page, "redact").getByRole("button", { name: "Make tokens" }).click();
    await panel(page, "redact").getByRole("button", { name: "Put the values back" }).click();
  },
};
