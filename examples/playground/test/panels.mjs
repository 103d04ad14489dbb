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
  async resilience(page) {
    await panel(page, "resilience").locator("svg.chart").waitFor();
    await panel(page, "resilience").getByText("The states of the breaker").click();
    await panel(page, "resilience").locator(".log .open").first().waitFor();
  },
  async search(page) {
    await panel(page, "search").getByRole("searchbox").fill("crushing chest pain");
    await panel(page, "search").locator(".protocol h3").getByText("Cardiac Chest Pain").waitFor();
    await panel(page, "search").getByText(/^Why/).first().click();
  },
  async attest(page) {
    await panel(page, "attest").getByText("Verified", { exact: true }).waitFor();
    await panel(page, "attest").getByLabel("Document", { exact: true }).selectOption({ label: "Another program" });
    await panel(page, "attest").getByText("pcr_mismatch").waitFor();
  },
};
