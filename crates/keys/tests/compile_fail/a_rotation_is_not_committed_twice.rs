//! Committing consumes the rotation.
use phiward_envelope::OsEntropy;
use phiward_keys::SlotRotation;

fn twice(rotation: SlotRotation<'_>) {
    let _ = rotation.commit(&mut OsEntropy);
    let _ = rotation.commit(&mut OsEntropy);
}

fn main() {}
