//! The example of an enclave, asked by a page.

use crate::libtest::Report;
use crate::npm;
use crate::process::show;
use crate::stages::Setting;

/// The example of an enclave, asked by a page; it needs what the stage before it has built.
pub(crate) fn test(setting: &Setting<'_>) -> Report {
    let machine = setting.machine;
    if let Some(reason) = [&machine.node, &machine.chromium].iter().find_map(|need| need.as_ref().err()) {
        return Report::skipped(reason.as_str());
    }
    if !npm::folder(setting.project).join("web/dist/attest.js").exists() {
        return Report::skipped("@phiward/web/attest is not built");
    }
    let example = "phiward-example-enclave";
    let built = show(&mut setting.project.cargo(["build", "--package", example]));
    match built.and_then(|()| setting.project.target_folder()) {
        Ok(target) => npm::test_in(
            &npm::folder(setting.project),
            &["web/test/enclave.test.mjs"],
            &[("PHIWARD_ENCLAVE_EXAMPLE", &target.join("debug").join(example))],
        ),
        Err(reason) => Report::failed(format!("failed: {reason}")),
    }
}
